const space = /[\s\u00a0\u2007\u2009\u202f'’]/gu;

/** A decimal text in its one form: no sign of a plus, no zeros that say nothing, a point. */
export const decimalForm = /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/;

/**
 * The numbers that a text may mean, the likeliest first, each in its one form: in any digits, with any minus, with the
 * separators of any language. “1,234” may be either of two.
 */
export function numbersIn(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .replace(space, '')
    .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)))
    .replace(/[\u2212\u2012\u2013\u2014]/gu, '-')
    .replaceAll('٫', '.')
    .replaceAll('٬', '')
    .replaceAll('،', ',');
  const [, sign = '', body = ''] = /^([+-]?)([\d.,]*\d[\d.,]*)$/.exec(plain) ?? [];
  if (body === '') return [];
  const bodies = [...new Set(readingsOf(body))];
  return bodies.map((each) => tidy(sign === '-' ? '-' : '', each));
}

/** The value of a digit: every script has its ten in a row. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}

/** Digits with a point at most: what a text with separators may be. */
function readingsOf(body: string): string[] {
  const marks = body.replace(/\d/g, '');
  if (marks === '') return [body];
  const last = marks.at(-1)!;
  const other = last === '.' ? ',' : '.';
  const at = body.lastIndexOf(last);
  const isSplit = !body.slice(0, at).includes(last);
  const whole = body.slice(0, at).replaceAll(other, '');
  const hasGroups = !body.includes(other) || isGrouped(body.slice(0, at), other);
  const asPoint = isSplit && hasGroups ? [`${whole || '0'}.${body.slice(at + 1)}`] : [];
  const asGroups = !body.includes(other) && isGrouped(body, last) ? [body.replaceAll(last, '')] : [];
  // English writes thousands with a comma, and everyone who means a point may type one.
  return last === ',' ? [...asGroups, ...asPoint] : [...asPoint, ...asGroups];
}

/** Whether a separator stands where groups of digits end; in India groups have two digits before the last three. */
function isGrouped(body: string, separator: string): boolean {
  const [first, ...groups] = body.split(separator);
  return (
    /^[1-9]\d{0,2}$/.test(first!) &&
    groups.length > 0 &&
    groups.every((group, i) => (i === groups.length - 1 ? /^\d{3}$/ : /^\d{2,3}$/).test(group))
  );
}

function tidy(sign: string, body: string): string {
  const [whole = '', fraction = ''] = body.split('.');
  const value = [whole.replace(/^0+(?=\d)/, '') || '0', fraction.replace(/0+$/, '')]
    .filter(Boolean)
    .join('.');
  return value === '0' ? value : sign + value;
}
