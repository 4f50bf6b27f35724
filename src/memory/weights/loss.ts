import { type Memory, ratings, schedule } from '../schedule.ts';
import { isUsable } from './history.ts';
import type { History, Step } from './model.ts';

/** FSRS's recall does not depend on the retention that a learner wants. */
const anyRetention = 0.9;

/** The days since the answer before, and the log loss of what was predicted. */
export type Tried = { elapsed: number; loss: number };

/** The chance that an answer recalled its concept: 1 or 0 by the log, or anything in between by a made-up truth. */
export type Recalled = (answer: Step) => number;

/** As the log has it. */
const asRated: Recalled = ({ rating }) => Number(rating !== ratings.again);

/** What some weights predict of each usable answer from one moment up to another. */
export function triedOn(
  weights: readonly number[],
  histories: readonly History[],
  from: number,
  to = Number.POSITIVE_INFINITY,
  recalled = asRated,
): Tried[] {
  const { next, recall } = schedule({ weights, retention: anyRetention });
  const tried: Tried[] = [];
  for (const history of histories) {
    let memory: Memory | undefined;
    for (const [i, step] of history.entries()) {
      if (isUsable(step, i) && step.at >= from && step.at < to)
        tried.push({
          elapsed: step.elapsed,
          loss: surprise(recall(memory!, step.elapsed), recalled(step)),
        });
      memory = next(memory, step.elapsed, step.rating);
    }
  }
  return tried;
}

/** The mean of some losses. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** By how much own weights predict better than the standard ones, and the standard error of that. */
export function gainOf(answers: readonly { standard: number; own: number }[]): {
  gain: number;
  error: number;
} {
  const gains = answers.map(({ standard, own }) => standard - own);
  const gain = meanOf(gains);
  const variance = meanOf(gains.map((each) => (each - gain) ** 2));
  return { gain, error: Math.sqrt(variance / Math.max(1, gains.length - 1)) };
}

/** No prediction is certain. */
const nearest = 1e-4;

function surprise(predicted: number, chance: number): number {
  const kept = Math.min(1 - nearest, Math.max(nearest, predicted));
  return -chance * Math.log(kept) - (1 - chance) * Math.log(1 - kept);
}
