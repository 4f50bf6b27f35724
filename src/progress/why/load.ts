import type { Bank, Concept } from '../../bank/bank.ts';
import { Failure } from '../../base/failure.ts';
import { fromLog, learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { StoredCard } from '../../memory/model.ts';
import type { ProgressDeps } from '../deps.ts';
import type { ConceptAnswer } from '../model.ts';

/** What the page about one concept is made of. */
export type WhyGiven = {
  bank: Bank;
  learner: Learner;
  concept: Concept;
  stored: StoredCard;
  /** The last answers by the learner's calendar, the newest first. */
  answers: readonly ConceptAnswer[];
  day: number;
  now: number;
};

/** A concept that the learner has met. */
export async function loadWhy(
  { memory, progress, ...deps }: ProgressDeps & { bank: Bank },
  learner: Learner | undefined,
  id: string,
): Promise<WhyGiven> {
  const concept = deps.bank.concepts.get(id);
  const [stored, answers] =
    learner && concept
      ? await Promise.all([
          memory.card(learner.id, id),
          progress.answers(learner.id, deps.bank.reviewIds(id)),
        ])
      : [undefined, []];
  if (!learner || !concept || !stored || answers.length === 0) {
    throw new Failure(
      'not found',
      'You have not met an idea with this name. Progress lists those that you have met.',
    );
  }
  const now = deps.world.now();
  return {
    bank: deps.bank,
    learner,
    concept,
    stored,
    answers: answers.map((answer) => ({ ...answer, ...fromLog(learner, answer) })),
    day: learnerDay(learner, now),
    now,
  };
}
