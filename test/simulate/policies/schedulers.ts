import { DAY } from '../../../src/base/time.ts';
import { advance, type Card } from '../../../src/memory/fold.ts';
import { type Certainty, rate } from '../../../src/memory/rate.ts';
import { scheduleFor } from '../../../src/memory/schedule.ts';

/** What a scheduler is told about an answer. */
type Heard = { correct: boolean; certainty: Certainty; guessChance: number; at: number; day: number };

/** What a scheduler knows of a concept once it was asked. */
export type Plan = { dueDay: number };

/** A scheduler: when a concept is to come back after an answer. */
export type Scheduler<P extends Plan = Plan> = (before: P | undefined, heard: Heard) => P;

type Sm2 = Plan & { ease: number; interval: number; repetitions: number };

/** SM-2 by its description: a wrong answer begins again at one day and leaves the ease alone. */
export const sm2: Scheduler<Sm2> = (before, { correct, certainty, day }) => {
  const { ease, interval, repetitions } = before ?? { ease: 2.5, interval: 0, repetitions: 0 };
  if (!correct) return { ease, interval: 1, repetitions: 0, dueDay: day + 1 };
  const quality = { sure: 5, think: 4, guess: 3, none: 4 }[certainty];
  const changed = ease + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02);
  const next = repetitions === 0 ? 1 : repetitions === 1 ? 6 : Math.round(interval * ease);
  return { ease: Math.max(1.3, changed), interval: next, repetitions: repetitions + 1, dueDay: day + next };
};

type Box = Plan & { box: number };
const boxes = [1, 2, 4, 8, 16];

/** Leitner's boxes: one further when right, back to the first when wrong. */
export const leitner: Scheduler<Box> = (before, { correct, day }) => {
  const box = correct ? Math.min((before?.box ?? -1) + 1, boxes.length - 1) : 0;
  return { box, dueDay: day + boxes[box]! };
};

type Folded = Plan & { card: Card };
const schedule = scheduleFor({ retention: 0.9, weights: '' });

/** FSRS at a retention of 90 %, with Etude's own ratings and its own fold. */
export const fsrs90: Scheduler<Folded> = (before, { correct, certainty, guessChance, at, day }) => {
  const answeredAt = Math.round(at * DAY);
  const known = before?.card;
  const recall = known && schedule.recall(known.memory, (answeredAt - known.answeredAt) / DAY);
  const rating = rate({ correct, certainty, guessChance, recall });
  const card = advance(known && { ...known, readyAt: undefined }, { day, answeredAt, rating }, schedule)!;
  return { card, dueDay: Math.max(card.dueDay, day + 1) };
};
