/** Most characters of a name. */
export const longestName = 80;

/** A name as it is kept: one way of writing each character, and single spaces. */
export function plainName(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ');
}

/** A name as names are compared, without upper and lower case: two that read alike are one. */
export function nameKey(name: string): string {
  return plainName(plainName(name).toUpperCase().toLowerCase());
}

/** Whether a plain name can be read aloud: not empty, not too long, and without characters that nobody sees. */
export function isName(name: string): boolean {
  return name.length <= longestName && /[\p{L}\p{N}]/u.test(name) && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name);
}
