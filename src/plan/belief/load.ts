import type { Bank } from '../../bank/bank.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { BankStore } from '../../bank/past/store.ts';
import type { Change } from '../../base/data/database.ts';
import { pace } from '../../base/turns.ts';
import { fromLog } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { isCounting } from '../../memory/asked.ts';
import type { LoggedReview, Relogged } from '../../memory/model.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import type { MemoryStore } from '../../memory/store.ts';
import { noBelief, replaced, updated } from './belief.ts';
import { type Answered, evidenceOfConcept } from './evidence.ts';
import type { Belief, Evidence } from './model.ts';
import type { BeliefStore } from './store.ts';

/** What beliefs are made of. */
export type BeliefRooms = { bank: Bank; texts: BankStore; memory: MemoryStore; beliefs: BeliefStore };

/** What the whole log says of a learner. */
export async function foldBelief(rooms: BeliefRooms, learner: Learner): Promise<Belief> {
  const { bank, memory } = rooms;
  const reviews = (await memory.wholeLog(learner.id)).filter((review) => isCounting(bank, review));
  const byConcept = Map.groupBy(reviews, ({ question }) => bank.question(question)!.question.concept);
  const rest = pace();
  let belief = noBelief;
  for (const reviews of byConcept.values()) {
    belief = (await evidenceIn(rooms, learner, reviews)).reduce(updated, belief);
    await rest();
  }
  return belief;
}

/** Occasion `refolded`: makes the belief about a learner again. */
export async function onRefolded(rooms: BeliefRooms, learner: Learner): Promise<Change[]> {
  return [rooms.beliefs.save(learner.id, await foldBelief(rooms, learner))];
}

/** Occasion `relogged`: puts what answers say now in the place of what they said before. */
export async function onRelogged(
  rooms: BeliefRooms,
  learner: Learner,
  concepts: readonly Relogged[],
): Promise<Change[]> {
  if (concepts.length === 0) return [];
  let belief = (await rooms.beliefs.belief(learner.id)) ?? noBelief;
  for (const concept of concepts) belief = await relogged(rooms, learner, belief, concept);
  return [rooms.beliefs.save(learner.id, belief)];
}

/** What is believed when the answers to a concept count in another way. */
export async function relogged(
  rooms: Pick<BeliefRooms, 'bank' | 'texts'>,
  learner: Learner,
  belief: Belief,
  { before, after }: Relogged,
): Promise<Belief> {
  const old = await evidenceIn(rooms, learner, before);
  return replaced(belief, old, await evidenceIn(rooms, learner, after));
}

/** What the answers to one concept say, in the order of the fold. */
async function evidenceIn(
  rooms: Pick<BeliefRooms, 'bank' | 'texts'>,
  learner: Learner,
  reviews: readonly LoggedReview[],
): Promise<Evidence[]> {
  const texts = await textsOf(rooms, reviews);
  const answers = reviews.map((review): Answered => {
    const { answeredAt, day } = fromLog(learner, review);
    const { rating, kind, tookMs, correct } = review;
    const question = rooms.bank.question(review.question)!.question.id;
    const guess = kindOf(texts.get(review.hash)!).guessChance;
    return { day, answeredAt, rating, question, right: correct, guess, kind, tookMs };
  });
  return evidenceOfConcept(answers, scheduleFor(learner.retention));
}

/** The questions as they were asked, by hash; mostly they are live. */
async function textsOf(
  { bank, texts }: Pick<BeliefRooms, 'bank' | 'texts'>,
  reviews: readonly LoggedReview[],
): Promise<Map<string, Question>> {
  const live = reviews.flatMap(({ question, hash }): [string, Question][] => {
    const found = bank.question(question);
    return found?.hash === hash ? [[hash, found.question]] : [];
  });
  const known = new Map(live);
  const unknown = new Set(reviews.map(({ hash }) => hash).filter((hash) => !known.has(hash)));
  if (unknown.size === 0) return known;
  return new Map([...known, ...(await texts.named([...unknown]))]);
}
