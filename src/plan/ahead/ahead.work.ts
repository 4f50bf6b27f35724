import { scheduleFor } from '../../memory/schedule.ts';
import { aheadOf } from './ahead.ts';
import type { AheadGiven } from './model.ts';

/** FSRS's states do not depend on the retention that a learner wants. */
const anyRetention = 0.9;

/** Runs ahead what a text says, in a process of its own; returns the result as text. */
export function aheadWork(text: string): string {
  const given = JSON.parse(text) as AheadGiven;
  return JSON.stringify(aheadOf(given, scheduleFor({ retention: anyRetention, weights: given.weights })));
}
