export const bareWord =
  'This is not JSON: put text in double quotes; the only bare words are true, false and null.';

const literals: Record<string, string> = { true: 'true', false: 'false', null: 'null' };

const nothings = ['none', 'nil', 'undefined', 'nan', 'infinity', '-infinity', '+infinity', 'inf', '-inf'];

/** What to do about a bare word, if it is none of JSON's own. */
export function wordMessage(word: string): string | undefined {
  if (Object.hasOwn(literals, word) || /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i.test(word)) return undefined;
  const small = word.toLowerCase();
  if (Object.hasOwn(literals, small)) return `Write this in lower-case letters: ${small}.`;
  if (nothings.includes(small)) return `JSON has no ${word}: write a value, or leave the field out.`;
  return /^[-+.]*\d/.test(word) ? numberMessage(word) : bareWord;
}

function numberMessage(word: string): string {
  if (/^\+[\d.]+$/.test(word)) return 'A number must not have a plus sign: remove it.';
  if (/^-?\.\d+$/.test(word)) return 'A number begins with a digit: write a 0 before the point.';
  if (/^-?0x[\da-f]+$/i.test(word)) return `JSON has no hexadecimal numbers: write ${Number(word)}.`;
  if (/^-?0\d+$/.test(word))
    return 'A number cannot start with a zero: remove the zero, or put the number in double quotes as text.';
  if (/^-?\d+(\.|(\.\d+)?e[-+]?)$/i.test(word)) return 'This number is incomplete.';
  if (/^-?\d+([_'’]\d+)+$/.test(word)) return 'Write a number in digits only: remove the separators.';
  return bareWord;
}

const spaceNames: Record<number, string> = {
  0: 'NUL character',
  160: 'no-break space',
  65279: 'byte order mark',
};

/** What to do about a space that JSON does not know. */
export function oddSpace(text: string): string {
  const code = text.charCodeAt(0);
  const name = spaceNames[code] ?? (code < 32 ? 'control character' : 'special space or invisible character');
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `There is a ${name} here (U+${number}): remove it, or write a plain space.`;
}
