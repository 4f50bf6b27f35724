import { lazy } from '../../base/lazy.ts';
import type { Problem } from '../model.ts';

export type Place = (offset: number, message: string) => Problem;

/** Turns an offset into line and column, both from 1. */
export function placer(file: string, text: string): Place {
  const starts = lazy(() => lineStarts(text));
  return (offset, message) => {
    const line = countUpTo(starts(), offset);
    return { file, line, column: offset - starts()[line - 1]! + 1, message };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** How many of the ascending numbers are no greater than the limit. */
export function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
