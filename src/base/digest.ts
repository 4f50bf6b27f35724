import { createHmac, createSecretKey, hash, randomUUID, timingSafeEqual } from 'node:crypto';

/** The SHA-256 of a text, in base64url. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** Whether two secrets are the same, in a time that tells nothing of how much of them is. */
export function isSameSecret(given: string, known: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', known, 'buffer'));
}

/** Signs and opens what is handed to a browser and must come back unchanged. */
export type Seal = {
  /**
   * The value and its signature as one text that is safe in a form or an address. The text is another each time, so that
   * the size of a packed page tells nothing of it.
   */
  close(purpose: string, value: unknown): string;
  /** The value of a text closed for the same purpose, or undefined when it was forged, cut or meant for another. */
  open(purpose: string, text: string): unknown;
  /** A secret that belongs to the text and to nothing else, in base64url (256 bits). */
  derive(purpose: string, text: string): string;
};

/** The random beginning of a sealed text; Node takes many UUIDs from the system at once. */
const salt = () => randomUUID().slice(0, 8);

/** A seal over the installation's secret. */
export function createSeal(secret: Buffer): Seal {
  const key = createSecretKey(secret);
  const derive = (purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');
  return {
    derive,
    close(purpose, value) {
      const body = Buffer.from(JSON.stringify(value)).toString('base64url');
      const salted = `${salt()}~${body}`;
      return `${salted}.${derive(purpose, salted)}`;
    },
    open(purpose, text) {
      const dot = text.indexOf('.');
      const salted = text.slice(0, Math.max(0, dot));
      const expected = Buffer.from(derive(purpose, salted));
      const given = Buffer.from(text.slice(dot + 1));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return JSON.parse(Buffer.from(salted.slice(salted.indexOf('~') + 1), 'base64url').toString());
    },
  };
}
