import { digest } from '../../base/digest.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { doneOn, type PlanDeps, runningExam, studiedOf } from '../day/load.ts';
import { termsOf } from '../exam.ts';
import { examOfBank } from '../exam-of.ts';
import type { PredictionStore } from '../predictions/store.ts';
import type { Ahead, AheadGiven } from './model.ts';
import type { AheadStore } from './store.ts';

/** What a run ahead is read from. */
export type AheadDeps = PlanDeps & { predictions: PredictionStore; aheads: AheadStore };

/** How many learners are drawn. */
const learnersDrawn = 40;

/** What is run ahead for a learner, and its name, which changes with everything it rests on; undefined without an exam ahead. */
export async function loadAheadGiven(
  { bank, days, predictions }: AheadDeps,
  learner: Learner,
  now: number,
): Promise<{ given: AheadGiven; name: string } | undefined> {
  const day = learnerDay(learner, now);
  const [{ exam: told, cards, belief }, mocks] = await Promise.all([
    days.ground(learner.id, day),
    predictions.mocks(learner.id),
  ]);
  const exam = runningExam(told, day);
  const described = exam && examOfBank(bank, exam.blueprint);
  if (!exam || !described) return undefined;
  const given: AheadGiven = {
    exam,
    day,
    concepts: studiedOf(described.concepts, cards),
    belief,
    weights: learner.weights,
    terms: termsOf(described.blueprint),
    mocks,
    secondsToday: doneOn(learner, day).seconds,
    seed: learner.id,
    learners: learnersDrawn,
  };
  return { given, name: digest(JSON.stringify(given)) };
}

/** The score on the day as it was found last, and whether nothing has changed since; undefined before it is found. */
export async function loadAhead(
  deps: AheadDeps,
  learner: Learner,
  now: number,
): Promise<{ ahead: Ahead; isCurrent: boolean } | undefined> {
  const [kept, found] = await Promise.all([deps.aheads.kept(learner.id), loadAheadGiven(deps, learner, now)]);
  return kept && found && { ahead: kept.ahead, isCurrent: kept.restsOn === found.name };
}
