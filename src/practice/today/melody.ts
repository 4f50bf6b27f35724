import type { Certainty } from '../../memory/rate.ts';
import type { MelodyAnswer } from '../model.ts';

/** A note of the melody: its shape on the page, hollow for a miss, its place in its line (per cent) and its height (px). */
export type Note = { shape: `${'right' | 'miss'}-${'up' | 'down'}`; x: string; y: number };

/** A line of the melody: up to twelve notes and the bar lines between them. */
export type Line = { notes: Note[]; bars: string[]; isLast: boolean };

/** So many answers are written down at most; more would be a texture and no melody. */
const longestMelody = 60;

const perLine = 12;
const perBar = 6;

/** The height of the lowest note for each certainty; the staff's five lines lie from 24 (top) to 64, ten apart. */
const ground: Record<Certainty, number> = { none: 64, guess: 64, think: 49, sure: 34 };

/** A day written as music: higher is surer, a quick answer half a tone above a slow one, a miss hollow. */
export function melodyOf(answers: readonly MelodyAnswer[]): Line[] {
  const played = answers.slice(-longestMelody);
  const middle =
    played.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)[Math.floor(played.length / 2)] ?? 0;
  const lines: Line[] = [];
  for (let start = 0; start < played.length; start += perLine) {
    const part = played.slice(start, start + perLine);
    lines.push({
      notes: part.map((answer, i) => noteOf(answer, i, middle)),
      bars: part.flatMap((_, i) => (i % perBar === perBar - 1 ? [place(i + 0.5)] : [])),
      isLast: start + perLine >= played.length,
    });
  }
  return lines;
}

function noteOf({ correct, certainty, tookMs }: MelodyAnswer, i: number, middle: number): Note {
  const y = ground[certainty] - paceStep(tookMs, middle) * 5;
  return { shape: `${correct ? 'right' : 'miss'}-${y >= 44 ? 'up' : 'down'}`, x: place(i), y };
}

function paceStep(tookMs: number, middle: number): number {
  if (tookMs > middle * 1.5) return 0;
  return tookMs < middle / 1.5 ? 2 : 1;
}

const places = Array.from({ length: 2 * perLine }, (_, i) => (((i / 2 + 0.6) / perLine) * 100).toFixed(2));

/** Where in its line the note of a number stands; bar lines come half way between two. */
function place(i: number): string {
  return places[2 * i]!;
}
