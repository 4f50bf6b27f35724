import {
  quoteInside,
  quoteMarks,
  quoteOrTypographic,
  quoteWithin,
  readStrangeQuotes,
  readText,
} from './quotes.ts';
import { countBrackets, nextToken, type Token } from './token.ts';
import {
  finish,
  isBeforeColon,
  leaveUnclosed,
  type Mistake,
  mostMistakes,
  move,
  note,
  openBracket,
  partners,
  passOver,
  top,
  type Walk,
} from './walk.ts';
import { bareWord, oddSpace, wordMessage } from './words.ts';

const lookalikes: Record<string, string> = { '：': ':', '，': ',', '、': ',', '；': ',', ';': ',' };

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

/** Judges one token by the state of the walk. Like each step below, returns whether it makes sense to go on. */
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
    note(walk, token.offset, `JSON does not use ${token.text} here: write ${sign} instead.`);
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
      note(walk, token.offset, `Put field names in double quotes: write "${text}".`);
      return move(walk, token, 'colon');
    }
    const { last } = walk;
    if (/^\d/.test(text) && last?.kind === 'comma' && /\d/.test(walk.text[last.offset - 1] ?? '')) {
      note(walk, last.offset, 'Use a point for decimals, not a comma.');
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
    note(walk, token.offset, 'Write a colon between a name and its value.');
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
  if (kind === 'colon') return note(walk, token.offset, 'There is an extra colon: remove it.');
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
    note(walk, offset, 'JSON does not join pieces of text: write all the text in one pair of quotes.');
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
    note(walk, offset, 'JSON does not join pieces of text: write all the text in one pair of quotes.');
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
      ? 'A list contains values without names: put braces { } around a name and its value.'
      : 'There is an extra colon here, or a comma is missing before the name.',
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
    note(walk, token.offset, `A ${wanted} is expected here: the last open bracket is ${top(walk)}.`);
  } else if (last?.kind === 'comma') note(walk, last.offset, commaTooMany);
  else if (state === 'colon' && isWithinQuotes(walk, last!)) note(walk, last!.offset - 2, quoteInside);
  else if (state === 'colon') note(walk, last!.offset, noValueFor(last!));
  else if (state === 'value' && last?.kind === 'colon') note(walk, last.end, 'A value is missing here.');
  walk.open.pop();
  return move(walk, token, walk.open.length === 0 ? 'end' : 'after value');
}

const noName = 'A field name in double quotes is missing here.';

const commaTooMany = 'There is an extra comma: remove it.';

const closesNothing = ({ text }: Token) => `This ${text} closes nothing: remove it.`;

const noValueFor = ({ text }: Token) =>
  `This name has no value: write ${text.length > 40 ? 'it' : text}, a colon and the value.`;
