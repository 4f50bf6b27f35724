import { Refusal } from '../../base/failure.ts';
import { type Progress, partOf } from '../../base/process/progress.ts';
import type { Learner } from '../../learner/model.ts';
import { fit } from './fit.ts';
import { loadFitGiven, settleFit, takeBack, type WeightsDeps } from './load.ts';
import type { Train } from './model.ts';
import { loadTrain } from './train.door.ts';
import { sentenceOf } from './words.ts';

/** Fits a learner's weights now, and says what came of it. */
export async function fitOne(
  deps: WeightsDeps,
  learner: Learner,
  now: number,
  progress: Progress,
  findTrain: () => Train | undefined = loadTrain,
): Promise<string[]> {
  const train = findTrain();
  if (!train)
    throw new Refusal(
      'This copy of Etude cannot fit a schedule: it needs the npm package @open-spaced-repetition/binding-linux-x64-gnu. Run Etude from a clone on Linux x64 and install it with "npm ci".',
      1,
    );
  const given = await loadFitGiven(deps, learner, partOf(progress, 0, 0.5));
  const found = await fit(given, train);
  const fitting = found.kind === 'missing' ? undefined : await settleFit(deps, learner, found, now);
  if (!fitting)
    throw new Refusal('Something else changed the schedule at the same time. Run the command again.', 1);
  return [sentenceOf(fitting)];
}

/** Puts the previous schedule back in use. */
export async function unfitOne(deps: WeightsDeps, learner: Learner, now: number): Promise<string[]> {
  const fitting = await takeBack(deps, learner.id, now);
  if (!fitting) throw new Refusal('The standard schedule is already in use. There is nothing to undo.', 1);
  return [sentenceOf(fitting)];
}
