import type { Bank } from '../bank/bank.ts';
import type { Change } from '../base/data/database.ts';
import { type Learner, newLearner } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { MemoryOccasions } from '../memory/model.ts';
import type { MemoryStore } from '../memory/store.ts';
import { imagine, morningBefore, type Plan } from './history.ts';

/** What stores a history. */
export type PastDeps = {
  bank: Bank;
  learners: LearnerStore;
  memory: MemoryStore;
  occasions: Pick<MemoryOccasions, 'relogged'>;
};

/** Sixty days of practice that end with yesterday. */
export function sixtyDaysBefore(now: number): Plan {
  return { start: morningBefore(now, 60), days: 60, perDay: 40, skipped: 0.15, fills: false };
}

/** Everything that stores a learner with a history who is not there yet. */
export async function pastOf(
  { bank, learners, memory, occasions }: PastDeps,
  id: string,
  plan: Plan,
  now: number,
): Promise<{ changes: Change[]; answers: number }> {
  const learner: Learner = { ...newLearner('', 'UTC'), id };
  const { reviews, cards, met } = imagine(bank, learner, plan);
  const reached = { hash: bank.syllabus.hash, count: met };
  const lastOfDays = reviews.filter(({ day }, i) => day !== reviews[i + 1]?.day);
  const byConcept = Map.groupBy(reviews, ({ question }) => bank.question(question)!.question.concept);
  const relogged = [...byConcept.values()].map((after) => ({ before: [], after }));
  const changes = [
    ...learners.create(id, learner, now),
    ...reviews.flatMap((review) => memory.record(review)),
    ...[...cards].map(([concept, card]) => memory.saveCard(id, concept, { ...card, revision: 0 })),
    ...lastOfDays.map((review) => learners.saveClock(learner, review, reached)),
    ...(await occasions.relogged({ bank }, learner, relogged)),
  ];
  return { changes, answers: reviews.length };
}
