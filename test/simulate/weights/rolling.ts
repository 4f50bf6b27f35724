import { readWeights } from '../../../src/memory/schedule.ts';
import { lossesOfParts, partOf } from '../../../src/memory/weights/evidence.ts';
import { fit, momentsOf, outcomeOf } from '../../../src/memory/weights/fit.ts';
import { gainOf, type Recalled } from '../../../src/memory/weights/loss.ts';
import type { History, Train } from '../../../src/memory/weights/model.ts';

/**
 * What came of one origin: weights fitted to the first answers, tried on the answers up to the next origin. The gain is
 * that of the weights then in use over the standard ones: as the answers came out, and as it was to be expected where the
 * truth knows the chance of each answer.
 */
export type Origin = {
  answers: number;
  adopted: boolean;
  standard: number;
  used: number;
  gain: number;
  error: number;
  expected: number | undefined;
};

/** After how many usable answers a fit is tried. */
const origins = [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800];

/** Fits as Etude does at each origin, and compares what is then in use with the standard weights on the next answers. */
export async function roll(
  histories: readonly History[],
  train: Train,
  chance?: Recalled,
): Promise<Origin[]> {
  const moments = momentsOf(histories);
  const found: Origin[] = [];
  let present = { weights: '', fittedTo: 0 };
  for (const [i, answers] of origins.entries()) {
    const from = moments[answers];
    if (from === undefined) break;
    const past = histories.map((history) => history.filter(({ at }) => at < from));
    const result = await fit({ histories: past }, train);
    if (result.kind === 'missing') break;
    const { outcome, weights } = outcomeOf(result, present, from);
    if (outcome === 'adopted' || outcome === 'standard') present = { weights, fittedTo: answers };
    const to = moments[origins[i + 1] ?? moments.length];
    found.push({
      answers,
      adopted: weights !== '',
      ...scoreOf(readWeights(weights), histories, from, to, chance),
    });
  }
  return found;
}

/** How weights predict the answers from one moment up to another, as they came and as a truth expected them. */
export function scoreOf(
  weights: readonly number[],
  histories: readonly History[],
  from: number,
  to: number | undefined,
  chance?: Recalled,
): Omit<Origin, 'answers' | 'adopted'> {
  const tryOn = (recalled?: Recalled) => partOf(weights, histories, from, to, recalled);
  const next = tryOn();
  const { standard, own } = lossesOfParts([next]);
  return { standard, used: own, ...gainOf(next), expected: chance && gainOf(tryOn(chance)).gain };
}
