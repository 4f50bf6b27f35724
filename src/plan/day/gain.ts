import { ratings, type Schedule } from '../../memory/schedule.ts';
import { recallOn, rightBy } from '../belief/grid.ts';
import type { Curve, Pace, Posterior } from '../belief/model.ts';
import type { ExamConcept } from '../model.ts';
import type { Met } from './model.ts';

/** What gains are reckoned with on a day. */
export type GainGiven = {
  day: number;
  examDay: number;
  posterior: Pick<Posterior, 'early' | 'late'>;
  pace: Pace;
  schedule: Pick<Schedule, 'next'>;
};

/**
 * What answering a concept right today adds to the score of the exam, per second. It is reckoned as if the answer will
 * be right: FSRS thinks too little of what is learned again.
 */
export function gainOf(
  { weight, guess }: Pick<ExamConcept, 'weight' | 'guess'>,
  met: Met,
  { day, examDay, posterior, pace, schedule }: GainGiven,
): number {
  const elapsed = Math.max(0, day - met.day);
  const curve = curveOf(posterior, met.returns);
  const { stability } = schedule.next(met, elapsed, ratings.good);
  const leftAlone = recallOn(curve, met.stability, Math.max(1, examDay - met.day));
  const answered = recallOn(posterior.late.middle, stability, Math.max(1, examDay - day));
  const seconds = expectedSeconds(recallOn(curve, met.stability, elapsed), guess, pace);
  return (weight * (1 - guess) * (answered - leftAlone)) / seconds;
}

/** The seconds that an answer is expected to take. */
function expectedSeconds(recall: number, guess: number, { right, wrong }: Pace): number {
  const chance = rightBy(recall, guess);
  return chance * right + (1 - chance) * wrong;
}

function curveOf({ early, late }: Pick<Posterior, 'early' | 'late'>, returns: number): Curve {
  return (returns > 0 ? late : early).middle;
}
