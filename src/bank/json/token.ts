type Kind = 'open' | 'close' | 'colon' | 'comma' | 'text' | 'word' | 'comment' | 'space' | 'sign';

export type Token = {
  kind: Kind;
  offset: number;
  end: number;
  text: string;
  /** A text that its line ends before a quote does. */
  isOpenEnded: boolean;
  /** Whether a text holds a backslash or a control character. */
  isIntricate: boolean;
};

/** The end of the line that a place is in. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** How many more brackets of each pair a text opens than it closes, outside quotes. */
export function countBrackets(text: string): Record<string, number> {
  const counts: Record<string, number> = { '{': 0, '[': 0, '}': 0, ']': 0 };
  for (let at = 0; at < text.length; ) {
    const char = text[at]!;
    if (char in counts) counts[char]!++;
    at = char === '"' ? textEnd(text, at).end : at + 1;
  }
  return { '{': counts['{']! - counts['}']!, '[': counts['[']! - counts[']']! };
}

const word = /[\p{L}\p{M}\p{N}_.$+-]{1,1000}/uy;

const comment = /\/\/|#|--|\/\*|<!--/y;

const single: Record<string, Kind> = {
  '{': 'open',
  '[': 'open',
  '}': 'close',
  ']': 'close',
  ':': 'colon',
  ',': 'comma',
};

/** The token at or after a place, without plain white space. */
export function nextToken(text: string, from: number): Token | undefined {
  let offset = from;
  while (isSpace(text.charCodeAt(offset))) offset++;
  if (offset >= text.length) return undefined;
  const first = text[offset]!;
  const token = (kind: Kind, end: number): Token => ({
    kind,
    offset,
    end,
    text: text.slice(offset, end),
    isOpenEnded: false,
    isIntricate: false,
  });
  if (first === '"') {
    const { end, ...how } = textEnd(text, offset);
    return { ...token('text', end), ...how };
  }
  if (single[first]) return token(single[first], offset + 1);
  const remark = matchAt(comment, text, offset);
  if (remark !== undefined) return token('comment', commentEnd(text, offset, remark));
  const found = matchAt(word, text, offset);
  if (found !== undefined && found !== '+') return token('word', offset + found.length);
  if (/[\s\p{Cc}\p{Cf}\p{Z}]/u.test(first)) return token('space', offset + 1);
  return token('sign', offset + 1);
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function commentEnd(text: string, offset: number, opening: string): number {
  const closing = { '/*': '*/', '<!--': '-->' }[opening];
  if (closing === undefined) return lineEnd(text, offset);
  const end = text.indexOf(closing, offset + opening.length);
  return end === -1 ? text.length : end + closing.length;
}

/** Where a text in quotes ends: behind its closing quote, or at the end of its line. */
function textEnd(text: string, start: number): Pick<Token, 'end' | 'isOpenEnded' | 'isIntricate'> {
  let isIntricate = false;
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return { end: i + 1, isOpenEnded: false, isIntricate };
    if (code === 10 || code === 13) return { end: i, isOpenEnded: true, isIntricate };
    if (code < 32 || code === 92) isIntricate = true;
    if (code === 92 && text.charCodeAt(i + 1) > 13) i++;
  }
  return { end: text.length, isOpenEnded: true, isIntricate };
}

const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;
