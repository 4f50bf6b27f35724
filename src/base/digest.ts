import { createHmac, hash, timingSafeEqual } from 'node:crypto';

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
  /** The value and its signature as one text that is safe in a form or an address. */
  close(purpose: string, value: unknown): string;
  /** The value of a text closed for the same purpose, or undefined when it was forged, cut or meant for another. */
  open(purpose: string, text: string): unknown;
  /** A secret that belongs to the text and to nothing else, in base64url (256 bits). */
  derive(purpose: string, text: string): string;
};

/** A seal over the installation's secret. */
export function createSeal(secret: Buffer): Seal {
  const derive = (purpose: string, text: string) =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('base64url');
  return {
    derive,
    close(purpose, value) {
      const body = Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${body}.${derive(purpose, body)}`;
    },
    open(purpose, text) {
      const dot = text.indexOf('.');
      const body = text.slice(0, Math.max(0, dot));
      const expected = Buffer.from(derive(purpose, body));
      const given = Buffer.from(text.slice(dot + 1));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return JSON.parse(Buffer.from(body, 'base64url').toString());
    },
  };
}
