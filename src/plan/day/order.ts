import { minutesOn } from './calendar.ts';
import { gainOf } from './gain.ts';
import { proposesMock } from './mocks.ts';
import type { DayGiven, DayOrder, Met, Studied } from './model.ts';
import { isSpare, quotaOf } from './quota.ts';

/** So many concepts of a kind are kept: more than any page looks at before the next answer makes the order again. */
const kept = 24;

/** The order of a day: what is computed from the state of memory, the exam and the day, and from nothing else. */
export function orderOf(given: DayGiven, most = kept): DayOrder {
  const { exam, day, pace, mockDays, mocksLeft } = given;
  const asked = given.concepts.filter(({ weight, askable }) => weight > 0 && askable);
  const fresh = asked.filter(({ met }) => met === undefined);
  const newToday = asked.filter(({ met }) => met?.day === day && met.returns === 0).length;
  const again = rankedByGain(asked, given);
  const quota = quotaOf(exam, day, fresh.length + newToday);
  return {
    day,
    minutes: minutesOn(exam, day),
    daysLeft: exam.day - day,
    quota,
    newLeft: Math.max(0, Math.min(fresh.length, quota - newToday)),
    fresh: namesOf(fresh.toSorted((a, b) => b.weight - a.weight).slice(0, most)),
    again: namesOf(again.slice(0, most)),
    freshCount: fresh.length,
    againCount: again.length,
    isSpare: isSpare(exam, day, pace, { concepts: asked.length, unmet: fresh.length }),
    proposesMock: proposesMock(exam, day, mockDays, mocksLeft),
    pace,
  };
}

/** The concepts that were not asked on a day, the greatest gain per second first. */
function rankedByGain(concepts: readonly Studied[], given: DayGiven): Studied[] {
  const { day, exam, posterior, pace, schedule } = given;
  const at = { day, examDay: exam.day, posterior, pace, schedule };
  const gains = concepts.flatMap((concept) =>
    isOfEarlierDay(concept, day) ? [{ concept, gain: gainOf(concept, concept.met, at) }] : [],
  );
  return gains.sort((a, b) => b.gain - a.gain).map(({ concept }) => concept);
}

function isOfEarlierDay(concept: Studied, day: number): concept is Studied & { met: Met } {
  return concept.met !== undefined && concept.met.day < day;
}

function namesOf(concepts: readonly Studied[]): string[] {
  return concepts.map(({ concept }) => concept);
}
