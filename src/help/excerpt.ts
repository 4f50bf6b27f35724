import { folded } from './search.ts';

/** A piece of an excerpt, and whether it is one of the words that were looked for. */
export type Piece = { text: string; isWanted: boolean };

/** Most characters of an excerpt, and of what comes before the first word that was looked for. */
const longest = 240;
const before = 80;

/** The part of a line of Markdown around the first of some words, cut where they are. */
export function excerptOf(line: string, words: readonly string[]): Piece[] {
  const text = plain(line);
  const first = Math.min(
    ...words.map((word) => folded(text).indexOf(word)).filter((at) => at >= 0),
    text.length,
  );
  const from = first > before && first < text.length ? text.indexOf(' ', first - before) + 1 : 0;
  const shown = text.slice(from, from + longest);
  const end = from + longest < text.length ? `${shown.slice(0, shown.lastIndexOf(' '))} …` : shown;
  return piecesOf(from > 0 ? `… ${end}` : end, words);
}

/** A line without the marks of Markdown; the cells of a row follow one another. */
function plain(line: string): string {
  return line
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(?:[-#>]+|\d+\.)\s+|[*`]/g, '')
    .replaceAll(/^\s*\|\s*|\s*\|\s*$/g, '')
    .replaceAll(/\s*\|\s*/g, ': ')
    .trim();
}

function piecesOf(text: string, words: readonly string[]): Piece[] {
  const small = folded(text);
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const word = words.find((each) => small.startsWith(each, at));
    const next = word ? at + word.length : nextOf(small, words, at);
    pieces.push({ text: text.slice(at, next), isWanted: word !== undefined });
    at = next;
  }
  return pieces;
}

function nextOf(small: string, words: readonly string[], from: number): number {
  return Math.min(...words.map((word) => small.indexOf(word, from)).filter((at) => at >= 0), small.length);
}
