/** A mistake in a text that should be JSON: where it is, and what to do about it. */
export type Mistake = { offset: number; message: string };

type Kind = 'open' | 'close' | 'colon' | 'comma' | 'text' | 'word' | 'comment' | 'space' | 'sign';
type Token = {
  kind: Kind;
  offset: number;
  end: number;
  text: string;
  /** A text that its line ends before a quote does. */
  isOpenEnded: boolean;
  /** Whether a text holds a backslash or a control character. */
  isIntricate: boolean;
};
type State = 'value' | 'name' | 'colon' | 'after value' | 'end';

/** A walk through a text: where it is, what is open, and what has been found so far. */
type Walk = {
  text: string;
  at: number;
  state: State;
  open: { bracket: string; offset: number }[];
  /** How many more brackets of a pair are opened than closed in the text that is left to judge. */
  surplus: Record<string, number>;
  /** The last token that belongs to JSON. */
  last: Token | undefined;
  /** Whether something was passed over, so that brackets need no longer match. */
  isUnsure: boolean;
  /** The end of the line of the last mistake: what follows on it is mostly the same mistake again. */
  quietUntil: number;
  found: Mistake[];
};

/** An author needs no longer list, and a file of rubbish would make one of millions. */
const mostMistakes = 100;

const partners: Record<string, string> = { '{': '}', '[': ']', '}': '{', ']': '[' };
const lookalikes: Record<string, string> = { '：': ':', '，': ',', '、': ',', '；': ',', ';': ',' };
const typographic = '“”„‟«»‘’‚‛‹›＂';
const quoteMarks = `${typographic}'\``;

/** What a file is instead of JSON, if that shows at a glance. */
export function strangersIn(text: string): Mistake[] {
  if (/^.?\0/s.test(text)) return [{ offset: 0, message: 'This file is UTF-16: save it as UTF-8.' }];
  const conflicts = [...text.matchAll(/^<{7}(?= |\r?$)/gm)].slice(0, mostMistakes);
  if (conflicts.length > 0) return conflicts.map(({ index }) => ({ offset: index, message: mergeConflict }));
  const start = text.search(/\S/);
  const head = text.slice(start, start + 100);
  const stranger = strangers.find(({ looks }) => looks.test(head));
  return stranger ? [{ offset: start, message: stranger.message }] : [];
}

const mergeConflict =
  'A merge conflict is left here: keep one of the two versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.';
const strangers = [
  {
    looks: /^<(!doctype|html|head|body|\?xml|[a-z]+[ >])/i,
    message: 'This file is HTML or XML, not JSON: download the file itself, not the page that shows it.',
  },
  { looks: /^```/, message: 'This line belongs to Markdown, not to JSON: remove the lines of ```.' },
  {
    looks: /^(---\s|%YAML|- |[\p{L}_][\w$-]*:( |\r?\n))/u,
    message:
      'This file is YAML, not JSON: write names and texts in double quotes, and braces { } around them.',
  },
];

/** What keeps a text from being JSON: for each line the first mistake, at its own place. */
export function mistakesIn(text: string): Mistake[] {
  const walk: Walk = {
    text,
    at: 0,
    state: 'value',
    open: [],
    surplus: countBrackets(text),
    last: undefined,
    isUnsure: false,
    quietUntil: -1,
    found: [],
  };
  for (;;) {
    const token = nextToken(text, walk.at);
    if (!token || walk.found.length >= mostMistakes) break;
    walk.at = token.end;
    if (token.kind === 'comment') note(walk, token.offset, 'JSON has no comments: remove this.');
    else if (token.kind === 'space') note(walk, token.offset, oddSpace(token.text));
    else if (!step(walk, token)) return walk.found;
  }
  finish(walk);
  return walk.found;
}

/** Judges one token by what may stand there. Returns, as each step below does, whether there is any use in going on. */
function step(walk: Walk, token: Token): boolean {
  if (walk.state === 'end') {
    if (token.kind === 'colon' && walk.last?.kind === 'text')
      note(walk, walk.last.offset, 'An opening brace { is missing before this name.');
    else if (token.kind === 'close') note(walk, token.offset, closesNothing(token));
    else note(walk, token.offset, 'The file should end before this: remove it.');
    return false;
  }
  const sign = token.kind === 'sign' ? lookalikes[token.text] : undefined;
  if (sign) {
    note(walk, token.offset, `JSON knows no ${token.text} here: write ${sign} instead.`);
    return step(walk, { ...token, kind: sign === ':' ? 'colon' : 'comma', text: sign });
  }
  if (token.kind === 'close') return close(walk, token);
  if (walk.state === 'name') return atName(walk, token);
  if (walk.state === 'colon') return atColon(walk, token);
  return walk.state === 'value' ? atValue(walk, token) : afterValue(walk, token);
}

function atName(walk: Walk, token: Token): boolean {
  const { text, kind, end } = token;
  if (kind === 'text') return readText(walk, token, 'colon');
  if (kind === 'comma') return note(walk, token.offset, commaTooMany);
  if (kind === 'colon') {
    note(walk, token.offset, 'A field name in double quotes is missing before this colon.');
    return move(walk, token, 'value');
  }
  if (kind === 'open') {
    if (text === '{' && leaveUnclosed(walk)) return step(walk, token);
    note(walk, token.offset, noName);
    return openBracket(walk, token);
  }
  if (kind === 'sign' && quoteMarks.includes(text)) return readStrangeQuotes(walk, token, 'colon');
  if (kind === 'word') {
    const rest = walk.text.slice(end, end + 20);
    if (rest.startsWith('"')) {
      note(walk, token.offset, `The opening quote is missing: write "${text}".`);
      return move(walk, { ...token, end: end + 1 }, 'colon');
    }
    if (/^\s*[:=：]/.test(rest)) {
      note(walk, token.offset, `Field names stand in double quotes: write "${text}".`);
      return move(walk, token, 'colon');
    }
    const { last } = walk;
    if (/^\d/.test(text) && last?.kind === 'comma' && /\d/.test(walk.text[last.offset - 1] ?? '')) {
      note(walk, last.offset, 'A decimal point is written as a point, not as a comma.');
      return move(walk, token, 'after value');
    }
  }
  note(walk, token.offset, noName);
  return passOver(walk);
}

function atColon(walk: Walk, token: Token): boolean {
  const name = walk.last!;
  if (token.kind === 'colon') return move(walk, token, 'value');
  if (token.kind === 'sign' && '=-'.includes(token.text)) {
    note(walk, token.offset, 'A colon stands between a name and its value: write : instead.');
    const end = walk.text[token.end] === '>' || walk.text[token.end] === '=' ? token.end + 1 : token.end;
    return move(walk, { ...token, end }, 'value');
  }
  if (isWithinQuotes(walk, name)) return quoteWithin(walk, name.offset - 2);
  if (token.kind === 'word' && name.end === token.offset) return quoteOrTypographic(walk, name);
  if (token.kind === 'comma') {
    note(walk, name.offset, noValueFor(name));
    return move(walk, token, 'name');
  }
  note(walk, name.end, 'A colon is missing here.');
  walk.state = 'value';
  return step(walk, token);
}

/** Whether a name is rather the second half of a text that holds the three characters `","`. */
function isWithinQuotes({ text }: Walk, { offset, kind }: Token): boolean {
  return kind === 'text' && text[offset - 1] === ',' && text[offset - 2] === '"';
}

function atValue(walk: Walk, token: Token): boolean {
  const { kind, text } = token;
  if (kind === 'text') return readText(walk, token, 'after value');
  if (kind === 'open') return openBracket(walk, token);
  if (kind === 'colon') return note(walk, token.offset, 'There is a colon too many: remove it.');
  if (kind === 'comma') {
    if (top(walk) !== '{') return note(walk, token.offset, commaTooMany);
    note(walk, walk.last!.end, 'A value is missing here.');
    return move(walk, token, 'name');
  }
  if (kind === 'word') {
    const message = wordMessage(text);
    if (message === undefined) return move(walk, token, 'after value');
    note(walk, token.offset, message);
    if (message !== bareWord) return move(walk, token, 'after value');
    return passOver(walk);
  }
  if (quoteMarks.includes(text)) return readStrangeQuotes(walk, token, 'after value');
  note(walk, token.offset, bareWord);
  return passOver(walk);
}

function afterValue(walk: Walk, token: Token): boolean {
  const { kind, text, offset } = token;
  const last = walk.last!;
  if (kind === 'comma') return move(walk, token, top(walk) === '{' ? 'name' : 'value');
  if (kind === 'colon') return colonAfterValue(walk, token);
  const isSameLine = !walk.text.slice(last.end, offset).includes('\n');
  const isAfterText = last.kind === 'text';
  const isName = kind === 'text' && isBeforeColon(walk, token);
  if (isAfterText && text === '+') {
    note(walk, offset, 'JSON does not join texts: write one text in one pair of quotes.');
    return passOver(walk);
  }
  if (last.kind === 'word' && kind === 'text' && last.end === offset) {
    note(walk, last.offset, bareWord);
    return passOver(walk);
  }
  if (isAfterText && isSameLine) {
    const isTouching = last.end === offset;
    const isStray = kind === 'word' || kind === 'sign' || (kind === 'text' && top(walk) === '{' && !isName);
    if (isStray || (kind === 'text' && isTouching)) return quoteOrTypographic(walk, last);
  }
  if (kind === 'text' && top(walk) === '{' && !isName && isAfterText) {
    note(walk, offset, 'JSON does not join texts: write one text in one pair of quotes.');
    return readText(walk, token, 'after value');
  }
  if (kind === 'open' && text === '{' && top(walk) === '{' && leaveUnclosed(walk)) return step(walk, token);
  if (kind === 'sign' || (kind === 'word' && wordMessage(text) === bareWord && !isBeforeColon(walk, token))) {
    note(walk, offset, bareWord);
    return passOver(walk);
  }
  note(walk, last.end, 'A comma is missing here.');
  walk.state = top(walk) === '{' ? 'name' : 'value';
  return step(walk, token);
}

/** A name in a list: the list before it was never closed, or the braces around it are missing. */
function colonAfterValue(walk: Walk, token: Token): boolean {
  if (top(walk) === '[' && leaveUnclosed(walk)) return move(walk, token, 'value');
  note(
    walk,
    token.offset,
    top(walk) === '['
      ? 'A list holds values without names: put braces { } around a name and its value.'
      : 'There is a colon too many here, or a comma is missing before its name.',
  );
  return move(walk, token, 'value');
}

function close(walk: Walk, token: Token): boolean {
  const { last, state } = walk;
  const opener = partners[token.text]!;
  if (walk.open.length === 0) return note(walk, token.offset, closesNothing(token));
  if (top(walk) !== opener) {
    if (walk.surplus[opener]! < 0) {
      walk.surplus[opener]!++;
      return note(walk, token.offset, closesNothing(token));
    }
    if (leaveUnclosed(walk)) return close(walk, token);
    const wanted = partners[top(walk)!];
    note(walk, token.offset, `A ${wanted} is expected here: the last bracket that is open is ${top(walk)}.`);
  } else if (last?.kind === 'comma') note(walk, last.offset, commaTooMany);
  else if (state === 'colon' && isWithinQuotes(walk, last!)) note(walk, last!.offset - 2, quoteInside);
  else if (state === 'colon') note(walk, last!.offset, noValueFor(last!));
  else if (state === 'value' && last?.kind === 'colon') note(walk, last.end, 'A value is missing here.');
  walk.open.pop();
  return move(walk, token, walk.open.length === 0 ? 'end' : 'after value');
}

/** Leaves the innermost bracket where the text closes too few of its kind, and tells it at its place. */
function leaveUnclosed(walk: Walk): boolean {
  const bracket = top(walk);
  if (bracket === undefined || walk.open.length < 2 || walk.surplus[bracket]! <= 0) return false;
  tellUnclosed(walk);
  walk.surplus[bracket]!--;
  walk.open.pop();
  walk.state = walk.last?.kind === 'comma' ? (top(walk) === '{' ? 'name' : 'value') : 'after value';
  return true;
}

function tellUnclosed(walk: Walk): void {
  const { bracket, offset } = walk.open.at(-1)!;
  if (walk.isUnsure) return;
  const message = `This ${bracket} has no closing ${partners[bracket]}.`;
  if (walk.found.every((mistake) => mistake.offset !== offset)) walk.found.push({ offset, message });
}

function finish(walk: Walk): void {
  if (walk.state === 'end' || walk.found.length >= mostMistakes) return;
  if (walk.open.length > 0) tellUnclosed(walk);
  else if (walk.found.length === 0) walk.found.push({ offset: 0, message: 'The file holds no value.' });
}

function openBracket(walk: Walk, token: Token): boolean {
  walk.open.push({ bracket: token.text, offset: token.offset });
  return move(walk, token, token.text === '{' ? 'name' : 'value');
}

function move(walk: Walk, token: Token, state: State): boolean {
  walk.at = token.end;
  walk.last = token;
  walk.state = state === 'after value' && walk.open.length === 0 ? 'end' : state;
  return true;
}

function note(walk: Walk, offset: number, message: string): boolean {
  if (offset < walk.quietUntil) return true;
  walk.found.push({ offset, message });
  walk.quietUntil = lineEnd(walk.text, Math.max(offset, walk.at - 1));
  return true;
}

const top = ({ open }: Walk) => open.at(-1)?.bracket;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** Goes on behind the last quote of the line, which mostly ends the text that could not be read. */
function passOver(walk: Walk): boolean {
  const { text, at } = walk;
  const end = lineEnd(text, at);
  const quote = text.slice(at, end).lastIndexOf('"');
  const comma = /,\s*$/.exec(text.slice(Math.max(at, end - 200), end));
  const resume = quote >= 0 ? at + quote + 1 : comma ? end - comma[0].length : end;
  walk.isUnsure = true;
  const passed = {
    kind: 'text',
    offset: at,
    end: resume,
    text: '',
    isOpenEnded: false,
    isIntricate: false,
  } as const;
  return move(walk, passed, 'after value');
}

function quoteWithin(walk: Walk, offset: number): boolean {
  note(walk, offset, quoteInside);
  return passOver(walk);
}

/** What ended a text too early: a quote inside it, or a typographic one that should have ended it before. */
function quoteOrTypographic(walk: Walk, { offset, end }: Token): boolean {
  const inside = /[“”„’»](?=\s*[:,}\]])/.exec(walk.text.slice(offset, end));
  if (!inside) return quoteWithin(walk, end - 1);
  note(walk, offset + inside.index, typographicQuote(inside[0]));
  return passOver(walk);
}

/** A text or name in quotes that JSON does not know. */
function readStrangeQuotes(walk: Walk, token: Token, state: State): boolean {
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
function readText(walk: Walk, token: Token, state: State): boolean {
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
    note(walk, token.offset, 'This text has no closing quote: a line break inside it is written \\n.');
    const comma = /,\s*$/.exec(token.text);
    return move(walk, { ...token, end: token.end - (comma?.[0].length ?? 0) }, state);
  }
  note(walk, token.end, 'A line break inside a text is written \\n.');
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
      return { offset: i, message: 'A \\u is followed by four hexadecimal digits.' };
    if (!'"\\/bfnrtu'.includes(next)) return { offset: i, message: badEscape(text, i) };
    i++;
  }
  return undefined;
}

function controlCharacter(code: number): string {
  if (code === 9) return 'A tab inside a text is written \\t.';
  return `A control character inside a text is written \\u${code.toString(16).padStart(4, '0')}, or left out.`;
}

function badEscape(text: string, at: number): string {
  const next = text[at + 1]!;
  if (next === "'") return "JSON does not know \\': write ' alone.";
  const hex = /^\\x([\da-f]{2})/i.exec(text.slice(at, at + 4));
  if (hex) return `JSON does not know \\x: write \\u00${hex[1]}.`;
  const shown = /[\x21-\x7e]/.test(next) ? `\\${next}` : 'this';
  return `JSON does not know ${shown}: a backslash itself is written \\\\.`;
}

const quoteInside = 'A quote inside a text is written \\".';
const bareWord =
  'JSON does not know this: texts stand in double quotes; bare words are true, false and null.';
const noName = 'A field name in double quotes is missing here.';
const commaTooMany = 'There is a comma too many: remove it.';
const closesNothing = ({ text }: Token) => `This ${text} closes nothing: remove it.`;
const noValueFor = ({ text }: Token) =>
  `This name has no value: write ${text.length > 40 ? 'it' : text}, a colon and the value.`;
const typographicQuote = (mark: string) =>
  `${mark} is a typographic quote: texts and names stand in plain double quotes (").`;
const noSingleQuotes = (mark: string) => `Texts and names stand in double quotes ("), not in ${mark}.`;

const literals: Record<string, string> = { true: 'true', false: 'false', null: 'null' };
const nothings = ['none', 'nil', 'undefined', 'nan', 'infinity', '-infinity', '+infinity', 'inf', '-inf'];

/** What to do about a bare word, if it is none of JSON's own. */
function wordMessage(word: string): string | undefined {
  if (Object.hasOwn(literals, word) || /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i.test(word)) return undefined;
  const small = word.toLowerCase();
  if (Object.hasOwn(literals, small)) return `JSON writes this in small letters: ${small}.`;
  if (nothings.includes(small)) return `JSON has no ${word}: write a value, or leave the field out.`;
  return /^[-+.]*\d/.test(word) ? numberMessage(word) : bareWord;
}

function numberMessage(word: string): string {
  if (/^\+[\d.]+$/.test(word)) return 'A number has no plus sign: remove it.';
  if (/^-?\.\d+$/.test(word)) return 'A number begins with a digit: write a 0 before the point.';
  if (/^-?0x[\da-f]+$/i.test(word)) return `JSON has no hexadecimal numbers: write ${Number(word)}.`;
  if (/^-?0\d+$/.test(word))
    return 'A number has no zero in front: remove it, or put it in double quotes as a text.';
  if (/^-?\d+(\.|(\.\d+)?e[-+]?)$/i.test(word)) return 'This number is not finished.';
  if (/^-?\d+([_'’]\d+)+$/.test(word))
    return 'A number is written with digits alone: remove what parts them.';
  return bareWord;
}

const spaceNames: Record<number, string> = {
  0: 'NUL character',
  160: 'no-break space',
  65279: 'byte order mark',
};

function oddSpace(text: string): string {
  const code = text.charCodeAt(0);
  const name =
    spaceNames[code] ?? (code < 32 ? 'control character' : 'space or invisible character of another kind');
  const number = code.toString(16).toUpperCase().padStart(4, '0');
  return `There is a ${name} here (U+${number}): remove it, or write a plain space.`;
}

/** Whether a colon follows. */
function isBeforeColon({ text }: Walk, { end }: Token): boolean {
  return /^\s*[:：]/.test(text.slice(end, end + 100));
}

function countBrackets(text: string): Record<string, number> {
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
function nextToken(text: string, from: number): Token | undefined {
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
