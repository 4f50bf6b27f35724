import { lineEnd, type Token } from './token.ts';

/** A mistake in a text that should be JSON: where it is, and what to do about it. */
export type Mistake = { offset: number; message: string };

export type State = 'value' | 'name' | 'colon' | 'after value' | 'end';

/** A walk through a text: where it is, what is open, and what has been found so far. */
export type Walk = {
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
  /** The end of the line of the last mistake: later mistakes on that line are usually the same one. */
  quietUntil: number;
  found: Mistake[];
};

/** The most mistakes to report: a file of rubbish would have millions. */
export const mostMistakes = 100;

export const partners: Record<string, string> = { '{': '}', '[': ']', '}': '{', ']': '[' };

/** Leaves the innermost bracket if the text closes too few of its kind, and notes it at its own place. */
export function leaveUnclosed(walk: Walk): boolean {
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

/** Notes what is still open at the end of the text. */
export function finish(walk: Walk): void {
  if (walk.state === 'end' || walk.found.length >= mostMistakes) return;
  if (walk.open.length > 0) tellUnclosed(walk);
  else if (walk.found.length === 0) walk.found.push({ offset: 0, message: 'The file has no value.' });
}

/** Enters an object or a list. */
export function openBracket(walk: Walk, token: Token): boolean {
  walk.open.push({ bracket: token.text, offset: token.offset });
  return move(walk, token, token.text === '{' ? 'name' : 'value');
}

/** Goes on behind a token, in the state that it leads to. */
export function move(walk: Walk, token: Token, state: State): boolean {
  walk.at = token.end;
  walk.last = token;
  walk.state = state === 'after value' && walk.open.length === 0 ? 'end' : state;
  return true;
}

/** Notes a mistake, unless its line already has one. */
export function note(walk: Walk, offset: number, message: string): boolean {
  if (offset < walk.quietUntil) return true;
  walk.found.push({ offset, message });
  walk.quietUntil = lineEnd(walk.text, Math.max(offset, walk.at - 1));
  return true;
}

export const top = ({ open }: Walk) => open.at(-1)?.bracket;

/** Skips to the last quote of the line, which usually ends the unreadable text. */
export function passOver(walk: Walk): boolean {
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

/** Whether a colon follows. */
export function isBeforeColon({ text }: Walk, { end }: Token): boolean {
  return /^\s*[:：]/.test(text.slice(end, end + 100));
}
