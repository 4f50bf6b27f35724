import type { Decile, Outcome, Record } from './model.ts';

/** How predictions came out: of one learner or of many. */
export function recordOf(outcomes: readonly Outcome[]): Record {
  const judged = outcomes.flatMap(({ pass, passed }) => (passed === undefined ? [] : [{ pass, passed }]));
  const scored = outcomes.flatMap(({ share, ...rest }) => (share === undefined ? [] : [{ ...rest, share }]));
  return {
    count: outcomes.length,
    deciles: decilesOf(judged),
    brier: mean(judged.map(({ pass, passed }) => (pass - Number(passed)) ** 2)),
    scored: scored.length,
    inside: scored.filter(({ share, paperLow, paperHigh }) => share >= paperLow && share <= paperHigh).length,
    bias: mean(scored.map(({ share, score }) => share - score)),
  };
}

function decilesOf(judged: readonly { pass: number; passed: boolean }[]): Decile[] {
  const byDecile = Map.groupBy(judged, ({ pass }) => Math.min(9, Math.floor(pass * 10 + 1e-9)));
  return [...byDecile]
    .sort(([a], [b]) => a - b)
    .map(([decile, members]) => ({
      from: decile / 10,
      count: members.length,
      expected: mean(members.map(({ pass }) => pass))!,
      passed: members.filter(({ passed }) => passed).length,
    }));
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
