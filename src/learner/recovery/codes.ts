/** Letters and digits that nobody confuses, as Crockford has them. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** How many recovery codes a learner gets. */
export const codeCount = 8;

/** A recovery code from a random token (256 bits), of which it keeps 125: five groups of five. */
export function codeFrom(token: string): string {
  const bytes = Uint8Array.fromBase64(token, { alphabet: 'base64url' });
  const letters = Array.from(bytes.subarray(0, 25), (byte) => alphabet[byte % 32]);
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-');
}

/** A code as people type it, in the one way that it is compared: without spaces, and with what looks alike as one. */
export function plainCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replaceAll('U', 'V');
}
