import { type LastAnswer, noStanding, type Standing } from '../learner/model.ts';
import type { Tally } from './model.ts';

/** A learner's pace is that of this many of their newest tallies. */
export const paceTallies = 60;

/** Where a learner's practice stands, by the last answer, the last one not taken back, and the tallies in order of their days. */
export function standingOf(
  given: LastAnswer | undefined,
  latest: LastAnswer | undefined,
  tallies: readonly Tally[],
): Standing {
  const practised = tallies.filter(({ kind }) => kind === 'practice');
  const ofDay = practised.filter(({ day }) => day === given?.day);
  const recent = practised.slice(-paceTallies);
  const sum = (some: readonly Tally[], column: 'answers' | 'correct' | 'first' | 'tookMs') =>
    some.reduce((total, tally) => total + tally[column], 0);
  return {
    day: given?.day ?? noStanding.day,
    answers: sum(ofDay, 'answers'),
    correct: sum(ofDay, 'correct'),
    first: sum(ofDay, 'first'),
    tookMs: sum(ofDay, 'tookMs'),
    latest,
    takenBack: given?.id === latest?.id ? undefined : given,
    paceAnswers: sum(recent, 'answers'),
    paceMs: sum(recent, 'tookMs'),
  };
}
