import type { RealExam } from '../../exam/model.ts';
import type { Schedule } from '../../memory/schedule.ts';
import { paceOf, posteriorOf } from '../belief/posterior.ts';
import { isSpare } from '../day/quota.ts';
import { z80 } from '../readiness/normal.ts';
import { modelError, movedBy, scoreOf } from '../readiness/readiness.ts';
import { drawLearner } from './draw.ts';
import type { Ahead, AheadGiven, OnTheDay } from './model.ts';
import { type RunGiven, runAhead } from './run.ts';

/** Runs the plan ahead to the day of the exam, by the minutes that are planned and with five more a day. */
export function aheadOf(given: AheadGiven, schedule: Pick<Schedule, 'next'>): Ahead {
  return {
    planned: onTheDay(given, given.exam, schedule),
    fiveMore: onTheDay(given, withMore(given.exam, 5), schedule),
  };
}

function withMore(exam: RealExam, more: number): RealExam {
  return { ...exam, minutes: exam.minutes.map((minutes) => (minutes > 0 ? minutes + more : 0)) };
}

/** Where minutes are tight, less than this to either side would promise too much. */
const tightRange = 0.08;

function onTheDay(given: AheadGiven, exam: RealExam, schedule: Pick<Schedule, 'next'>): OnTheDay {
  const { belief, day, concepts, secondsToday, seed, learners, terms, mocks } = given;
  const posterior = posteriorOf(belief);
  const pace = paceOf(belief);
  const run: RunGiven = { exam, day, concepts, posterior, pace, schedule, secondsToday };
  const scores = Array.from({ length: learners }, (_, i) =>
    runAhead(run, drawLearner(posterior, `${seed}/${i}`), `${seed}/${i}`),
  );
  const mean = scores.reduce((sum, score) => sum + score, 0) / learners;
  const between = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, learners - 1);
  const asked = concepts.filter(({ weight, askable }) => weight > 0 && askable);
  const unmet = asked.filter(({ met }) => met === undefined).length;
  const least = isSpare(exam, day, pace, { concepts: asked.length, unmet }) ? 0 : tightRange / z80;
  const moved = movedBy({ mean, variance: between + modelError ** 2 }, mocks);
  return scoreOf({ ...moved, variance: Math.max(moved.variance, least ** 2) }, terms);
}
