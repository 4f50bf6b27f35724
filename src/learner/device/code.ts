/** Letters and digits that nobody mistakes for another: Crockford's Base32. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The characters of a code: 80 bits, far too many to guess in the minutes that a link is valid. */
const length = 16;

/** A code of a random text in base64url, in groups of four. */
export function codeOf(random: string): string {
  const bits = [...Buffer.from(random, 'base64url')]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  const letters = Array.from(
    { length },
    (_, i) => alphabet[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)],
  );
  return letters.join('').replace(/.{4}(?=.)/g, '$&-');
}

/** A code as people type it: with or without groups, in any case. Undefined for what can be none. */
export function readCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const isCode = letters.length === length && [...letters].every((letter) => alphabet.includes(letter));
  return isCode ? letters.replace(/.{4}(?=.)/g, '$&-') : undefined;
}
