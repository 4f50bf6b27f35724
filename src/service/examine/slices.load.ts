import type { Progress } from '../../base/process/progress.ts';
import { nextTurn } from '../../base/turns.ts';
import type { Learner } from '../../learner/model.ts';
import type { LearnerStore } from '../../learner/store.ts';
import type { Slice } from './log.store.ts';

/** This many learners are examined at a time. */
const learnersAtOnce = 200;

/** Goes through all learners in slices, and says how far it has come; other work has its turn after each slice. */
export async function* slicesOf(
  learners: LearnerStore,
  count: number,
  progress: Progress,
): AsyncGenerator<Slice & { learners: Learner[] }> {
  let after = '';
  for (let done = 0; ; ) {
    const some = await learners.slice(after, learnersAtOnce);
    const last = some.at(-1)?.id;
    if (last === undefined) return;
    yield { after, last, learners: some };
    after = last;
    done += some.length;
    progress(count === 0 ? 1 : Math.min(1, done / count));
    await nextTurn();
  }
}
