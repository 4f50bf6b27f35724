import type { Forecast, Outcome } from './course.ts';
import { type Done, nameOf, type Setting } from './job.ts';
import { thePlan } from './policies/policies.ts';
import { type Estimate, estimate, mean } from './statistics.ts';
import type { TruthName } from './truths/truths.ts';

/** What a policy came to with one kind of memory in one setting; scores and chances in per cent. */
export type Row = {
  policy: string;
  score: number;
  pass: number;
  met: number;
  minutes: number;
  answers: number;
  /** By how many points the plan was better, candidate by candidate. */
  gain: Estimate;
};

/** How the scores that were expected came out, in points. */
type Accuracy = { forecasts: number; bias: number; rmse: number; inside: number };

/** One kind of memory in one setting. Kinds are never averaged. */
export type Cell = {
  truth: TruthName;
  setting: Setting;
  rows: Row[];
  accuracy: Accuracy | undefined;
};

/** A cell as it is written: fsrs 14x8. */
export const nameOfCell = ({ truth, setting }: Cell) => `${truth} ${nameOf(setting)}`;

/** Adds up what came of all jobs. */
export function summarise(done: readonly Done[]): Cell[] {
  const groups = Map.groupBy(done, ({ truth, setting }) => `${nameOf(setting)} ${truth}`);
  return [...groups.values()].map((members) => {
    const { truth, setting, outcomes } = members[0]!;
    return {
      truth,
      setting,
      rows: Object.keys(outcomes).map((policy) => rowOf(policy, members)),
      accuracy: accuracyOf(members.flatMap(({ outcomes }) => outcomes[thePlan]?.forecasts ?? [])),
    };
  });
}

function rowOf(policy: string, members: readonly Done[]): Row {
  const of = (pick: (outcome: Outcome) => number, name = policy) =>
    members.map(({ outcomes }) => pick(outcomes[name]!));
  const score = ({ score }: Outcome) => 100 * score;
  const scores = of(score);
  return {
    policy,
    score: mean(scores),
    pass: mean(of(({ pass }) => 100 * pass)),
    met: mean(of(({ met }) => met)),
    minutes: mean(of(({ minutes }) => minutes)),
    answers: mean(of(({ answers }) => answers)),
    gain: estimate(of(score, thePlan).map((planned, i) => planned - scores[i]!)),
  };
}

/** How some forecasts came out; undefined where there are none. */
function accuracyOf(forecasts: readonly Forecast[]): Accuracy | undefined {
  if (forecasts.length === 0) return undefined;
  const errors = forecasts.map(({ score, truth }) => 100 * (score - truth));
  return {
    forecasts: forecasts.length,
    bias: mean(errors),
    rmse: Math.sqrt(mean(errors.map((error) => error ** 2))),
    inside: 100 * mean(forecasts.map(({ low, high, truth }) => Number(low <= truth && truth <= high))),
  };
}
