import type { Token } from './token.ts';
import { isBeforeColon, type Mistake, move, note, passOver, type State, type Walk } from './walk.ts';

const typographic = '“”„‟«»‘’‚‛‹›＂';

export const quoteMarks = `${typographic}'\``;

/** Notes a quote inside a text and passes over the rest of it. */
export function quoteWithin(walk: Walk, offset: number): boolean {
  note(walk, offset, quoteInside);
  return passOver(walk);
}

/** What ended a text too early: a quote inside it, or a typographic one that should have ended it before. */
export function quoteOrTypographic(walk: Walk, { offset, end }: Token): boolean {
  const inside = /[“”„’»](?=\s*[:,}\]])/.exec(walk.text.slice(offset, end));
  if (!inside) return quoteWithin(walk, end - 1);
  note(walk, offset + inside.index, typographicQuote(inside[0]));
  return passOver(walk);
}

/** A text or name in quotes that JSON does not know. */
export function readStrangeQuotes(walk: Walk, token: Token, state: State): boolean {
  const { text, offset } = token;
  note(walk, offset, typographic.includes(text) ? typographicQuote(text) : noSingleQuotes(text));
  const closing: Record<string, string> = { "'": "'", '`': '`', '„': '“”"', '«': '»', '‘': '’' };
  const [line] = walk.text.slice(token.end, token.end + 5000).split('\n', 1) as [string];
  const ends = closing[text] ?? '”“"';
  const isEnd = (char: string, i: number) =>
    ends.includes(char) && /^\s*([:=,;}\]]|$)/.test(line.slice(i + 1, i + 10));
  let length = 0;
  while (length < line.length && !isEnd(line[length]!, length)) length++;
  if (length === line.length) return state === 'colon' ? move(walk, token, state) : passOver(walk);
  return move(walk, { ...token, kind: 'text', end: token.end + length + 1 }, state);
}

/** A text in double quotes, as a name or a value. */
export function readText(walk: Walk, token: Token, state: State): boolean {
  if (token.isOpenEnded && /[{}[\]]/.test(token.text)) walk.isUnsure = true;
  if (!token.isOpenEnded) {
    const wrong = token.isIntricate ? wrongCharacter(token) : undefined;
    const unclosedName = state === 'colon' && /^"([\w$-]+)\s*:\s*"$/.exec(token.text);
    if (unclosedName && !isBeforeColon(walk, token)) {
      note(walk, token.offset, `This name has no closing quote: write "${unclosedName[1]}".`);
      return passOver(walk);
    }
    if (wrong) note(walk, token.offset + wrong.offset, wrong.message);
    return move(walk, token, state);
  }
  const unclosedName = state === 'colon' && /^"([\w$-]+)\s*:/.exec(token.text);
  if (unclosedName) {
    note(walk, token.offset, `This name has no closing quote: write "${unclosedName[1]}".`);
    return move(walk, { ...token, end: token.offset + unclosedName[0].length }, 'value');
  }
  const closing = /[“”„’»](?=\s*[:,}\]]?\s*$)/.exec(token.text);
  if (closing) {
    note(walk, token.offset + closing.index, typographicQuote(closing[0]));
    return move(walk, { ...token, end: token.offset + closing.index + 1 }, state);
  }
  const next = walk.text.slice(token.end, token.end + 1000).trimStart()[0];
  if (next === undefined || '"{}[]'.includes(next)) {
    note(walk, token.offset, 'This text has no closing quote: write a line break inside it as \\n.');
    const comma = /,\s*$/.exec(token.text);
    return move(walk, { ...token, end: token.end - (comma?.[0].length ?? 0) }, state);
  }
  note(walk, token.end, 'Write a line break inside text as \\n.');
  const quote = walk.text.indexOf('"', token.end);
  return move(walk, { ...token, end: quote === -1 ? walk.text.length : quote + 1 }, state);
}

/** The first character of a text that JSON does not allow in one. */
function wrongCharacter({ text }: Token): Mistake | undefined {
  for (let i = 1; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code < 32) return { offset: i, message: controlCharacter(code) };
    if (code !== 92) continue;
    const next = text[i + 1]!;
    if (next === 'u' && !/^[\da-f]{4}$/i.test(text.slice(i + 2, i + 6)))
      return { offset: i, message: 'Write four hexadecimal digits after \\u.' };
    if (!'"\\/bfnrtu'.includes(next)) return { offset: i, message: badEscape(text, i) };
    i++;
  }
  return undefined;
}

function controlCharacter(code: number): string {
  if (code === 9) return 'Write a tab inside text as \\t.';
  return `Write a control character inside text as \\u${code.toString(16).padStart(4, '0')}, or leave it out.`;
}

function badEscape(text: string, at: number): string {
  const next = text[at + 1]!;
  if (next === "'") return "JSON has no escape \\': write ' alone.";
  const hex = /^\\x([\da-f]{2})/i.exec(text.slice(at, at + 4));
  if (hex) return `JSON has no escape \\x: write \\u00${hex[1]}.`;
  const shown = /[\x21-\x7e]/.test(next) ? `\\${next}` : 'this';
  return `JSON has no escape ${shown}: write a backslash as \\\\.`;
}

export const quoteInside = 'Write a quote inside text as \\".';

const typographicQuote = (mark: string) =>
  `${mark} is a typographic quote: put text and names in plain double quotes (").`;

const noSingleQuotes = (mark: string) => `Put text and names in double quotes ("), not in ${mark}.`;
