import { unit } from '../../base/random.ts';
import { curves } from '../belief/grid.ts';
import type { Curve, Grid, Posterior } from '../belief/model.ts';

/** A learner as they may be, drawn from what is believed. */
export type Drawn = { early: Curve; late: Curve; transfer: number; knownBefore: number };

/** Draws a learner by a seed. */
export function drawLearner({ early, late, transfer, knownBefore }: Posterior, seed: string): Drawn {
  return {
    early: drawCurve(early, unit(`${seed}/early`)),
    late: drawCurve(late, unit(`${seed}/late`)),
    transfer: drawShare(transfer, `${seed}/transfer`),
    knownBefore: drawShare(knownBefore, `${seed}/known`),
  };
}

/** The cell in which a share of the distribution ends. */
function drawCurve({ weights }: Grid, share: number): Curve {
  let passed = 0;
  const found = curves.find((_, c) => {
    passed += weights[c]!;
    return passed > share;
  });
  return found ?? curves.at(-1)!;
}

function drawShare({ mean, variance }: { mean: number; variance: number }, seed: string): number {
  return Math.min(1, Math.max(0, mean + Math.sqrt(variance) * drawNormal(seed)));
}

/** A normal deviate by a seed (Box and Muller). */
export function drawNormal(seed: string): number {
  const radius = Math.sqrt(-2 * Math.log(1 - unit(`${seed}#1`)));
  return radius * Math.cos(2 * Math.PI * unit(`${seed}#2`));
}
