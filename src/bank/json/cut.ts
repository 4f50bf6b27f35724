import type { Work } from '../../base/turns.ts';

/** The place of a question in the text of its file. */
export type Piece = { start: number; end: number };

/** A file of questions cut into them, and what is left of the file: its JSON with null in the place of each. */
type Cut = { pieces: Piece[]; shell: string };

/** Characters scanned per event-loop turn. */
const step = 20_000;

/**
 * Cuts the text of a file into its questions, so that each can be read alone. Returns nothing if the text around them
 * is unusual or brackets are nested too deep: the file must then be read as a whole.
 */
export function* cutting(text: string, deepest: number): Work<Cut | undefined> {
  const pieces: Piece[] = [];
  const open: string[] = [];
  let start = 0;
  for (let i = next(signs, text, 0), pause = step; i < text.length; i = next(signs, text, i + 1)) {
    if (i > pause) {
      pause = i + step;
      yield;
    }
    const character = text[i]!;
    if (character === '"') i = endOfText(text, i);
    else if (character === '{' || character === '[') {
      if (open.length === 2 && character === '{') start = i;
      if (open.push(character === '{' ? '}' : ']') > deepest) return undefined;
    } else {
      if (open.pop() !== character) return undefined;
      if (open.length === 2 && character === '}') pieces.push({ start, end: i + 1 });
    }
  }
  const shell = shellOf(text, pieces);
  return isShell(shell, pieces.length) ? { pieces, shell } : undefined;
}

/** The place of the quote that closes a text; one that is never closed ends with its line. */
export function endOfText(text: string, start: number): number {
  let i = next(endsOrEscapes, text, start + 1);
  while (text[i] === '\\')
    i = next(endsOrEscapes, text, text.charCodeAt(i + 1) > carriageReturn ? i + 2 : i + 1);
  return i;
}

const signs = /["{}[\]]/g;

const endsOrEscapes = /["\\\n\r]/g;

const carriageReturn = 0x0d;

/** The next place where a text has one of some characters, or its end; a pattern finds it faster than a loop. */
export function next(characters: RegExp, text: string, from: number): number {
  characters.lastIndex = from;
  return characters.test(text) ? characters.lastIndex - 1 : text.length;
}

function shellOf(text: string, pieces: readonly Piece[]): string {
  const between = pieces.map(({ start }, i) => text.slice(pieces[i - 1]?.end ?? 0, start));
  return [...between, text.slice(pieces.at(-1)?.end ?? 0)].join('null');
}

/** Whether there is nothing around the questions but their list and the address of a schema, each once. */
function isShell(shell: string, count: number): boolean {
  try {
    const value = JSON.parse(shell);
    const names = Object.keys(value);
    return (
      names.every(
        (name) => name === 'questions' || (name === '$schema' && typeof value.$schema === 'string'),
      ) &&
      Array.isArray(value.questions) &&
      value.questions.length === count &&
      value.questions.every((each: unknown) => each === null) &&
      shell.split('"questions"').length === 2 &&
      shell.split('"$schema"').length === names.length
    );
  } catch {
    return false;
  }
}
