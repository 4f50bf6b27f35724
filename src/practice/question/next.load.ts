import type { LiveQuestion } from '../../bank/bank.ts';
import { Failure } from '../../base/failure.ts';
import { hash32 } from '../../base/random.ts';
import type { Learner } from '../../learner/model.ts';
import type { Day } from '../day/load.ts';
import type { PracticeDeps } from '../deps.ts';
import { type LoadedSet, loadPractice } from '../set/load.ts';
import type { SetState } from '../set/set.ts';
import { type Asked, firstReviewOf } from './answer.ts';
import { loadNext, loadRevision } from './load.ts';

/** The next question with what its token says; undefined where the day or the set has nothing more to ask. */
export type Next = {
  day: Day;
  set: LoadedSet | undefined;
  asking: { asked: Asked; shown: LiveQuestion } | undefined;
};

/** Chooses what a learner is asked next, in the day's practice or in a set. */
export async function chooseQuestion(
  here: PracticeDeps,
  learner: Learner | undefined,
  wanted: SetState | undefined,
): Promise<Next> {
  const { world } = here;
  const now = world.now();
  const { day, set } = await loadPractice(here, learner, wanted, now);
  if (wanted && !set) {
    throw new Failure('not found', 'There is nothing to practise at this address. Start from Today.');
  }
  const shown = await loadNext(here, learner, day, now, set);
  if (!shown) return { day, set, asking: undefined };
  const revision = await loadRevision(here, learner, day, shown.question.concept);
  const nonce = learner ? null : world.token();
  const asked: Asked = {
    review: nonce ? firstReviewOf(nonce) : world.id(),
    question: shown.question.id,
    hash: shown.hash,
    seed: hash32(`${learner?.id ?? 'newcomer'}/${day.day}/${shown.question.id}/${revision}`).toString(36),
    revision,
    shownAt: now,
    learner: learner?.id ?? null,
    nonce,
  };
  return { day, set, asking: { asked, shown } };
}
