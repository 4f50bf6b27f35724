import { defaultWeights, readWeights } from '../../../src/memory/schedule.ts';
import { fit, momentsOf, outcomeOf } from '../../../src/memory/weights/fit.ts';
import { lossesOf, meanOf } from '../../../src/memory/weights/loss.ts';
import type { History, Train } from '../../../src/memory/weights/model.ts';

/** What came of one origin: weights fitted to the first answers, tried on the answers up to the next origin. */
export type Origin = { answers: number; adopted: boolean; standard: number; used: number };

/** After how many usable answers a fit is tried. */
const origins = [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800];

/** Fits as Etude does at each origin, and compares what is then in use with the standard weights on the next answers. */
export async function roll(histories: readonly History[], train: Train): Promise<Origin[]> {
  const moments = momentsOf(histories);
  const found: Origin[] = [];
  let weights = '';
  for (const [i, answers] of origins.entries()) {
    const from = moments[answers];
    if (from === undefined) break;
    const to = moments[origins[i + 1] ?? moments.length] ?? Number.POSITIVE_INFINITY;
    const past = histories.map((history) => history.filter(({ at }) => at < from));
    const result = await fit({ histories: past, weights }, train);
    if (result.kind === 'missing') break;
    weights = outcomeOf(result, weights, from).weights;
    found.push({
      answers,
      adopted: weights !== '',
      standard: meanOf(lossesOf(defaultWeights, histories, from, to)),
      used: meanOf(lossesOf(readWeights(weights), histories, from, to)),
    });
  }
  return found;
}
