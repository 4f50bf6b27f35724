import type { Bank } from '../../bank/bank.ts';
import type { RealExam } from '../../exam/model.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { type AheadDeps, loadAhead } from '../ahead/load.ts';
import type { Ahead } from '../ahead/model.ts';
import { runningExam } from '../day/load.ts';
import { examOfBank } from '../exam-of.ts';
import { loadReadiness, type PredictionDeps } from '../predictions/load.ts';
import type { Outcome } from '../predictions/model.ts';
import type { Readiness } from '../readiness/model.ts';

/** What a forecast is read from. */
export type ForecastDeps = PredictionDeps & Omit<AheadDeps, 'bank'>;

/** All that can be said of a learner's exam. */
export type Outlook = {
  /** The title and the pass mark, from 0 to 1, of the exam that is meant. */
  title: string;
  passMark: number;
  exam: RealExam | undefined;
  day: number;
  now: Readiness;
  ahead: { ahead: Ahead; isCurrent: boolean } | undefined;
  outcomes: readonly Outcome[];
};

/** Reads how a learner is doing on the way to their exam; undefined where the bank has no exam. */
export async function loadOutlook(
  deps: ForecastDeps & { bank: Bank },
  learner: Learner,
  exam: RealExam | undefined,
  moment: number,
): Promise<Outlook | undefined> {
  const day = learnerDay(learner, moment);
  const described = examOfBank(deps.bank, exam?.blueprint ?? '');
  if (!described) return undefined;
  const { blueprint } = described;
  const [{ forecast }, ahead, outcomes] = await Promise.all([
    loadReadiness(deps, learner, blueprint, moment),
    loadAhead(deps, learner, moment),
    deps.predictions.outcomes(learner.id),
  ]);
  return {
    title: blueprint.title,
    passMark: blueprint.pass / 100,
    exam: runningExam(exam, day),
    day,
    now: forecast,
    ahead,
    outcomes,
  };
}
