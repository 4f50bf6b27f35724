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
export type BeliefDeps = { bank: Bank; texts: BankStore; memory: MemoryStore; beliefs: BeliefStore };

/** What the whole log says of a learner. */
export async function foldBelief(deps: BeliefDeps, learner: Learner): Promise<Belief> {
  const { bank, memory } = deps;
  const reviews = (await memory.wholeLog(learner.id)).filter((review) => isCounting(bank, review));
  const byConcept = Map.groupBy(reviews, ({ question }) => bank.question(question)!.question.concept);
  const rest = pace();
  let belief = noBelief;
  for (const reviews of byConcept.values()) {
    belief = (await evidenceIn(deps, learner, reviews)).reduce(updated, belief);
    await rest();
  }
  return belief;
}

/** Occasion `refolded`: makes the belief about a learner again. */
export async function onRefolded(deps: BeliefDeps, learner: Learner): Promise<Change[]> {
  return [deps.beliefs.save(learner.id, await foldBelief(deps, learner))];
}

/** Occasion `relogged`: puts what answers say now in the place of what they said before. */
export async function onRelogged(
  deps: BeliefDeps,
  learner: Learner,
  concepts: readonly Relogged[],
): Promise<Change[]> {
  if (concepts.length === 0) return [];
  let belief = (await deps.beliefs.belief(learner.id)) ?? noBelief;
  for (const concept of concepts) belief = await relogged(deps, learner, belief, concept);
  return [deps.beliefs.save(learner.id, belief)];
}

/** What is believed when the answers to a concept count in another way. */
export async function relogged(
  deps: Pick<BeliefDeps, 'bank' | 'texts'>,
  learner: Learner,
  belief: Belief,
  { before, after }: Relogged,
): Promise<Belief> {
  const old = await evidenceIn(deps, learner, before);
  return replaced(belief, old, await evidenceIn(deps, learner, after));
}

/** What the answers to one concept say, in the order of the fold. */
async function evidenceIn(
  deps: Pick<BeliefDeps, 'bank' | 'texts'>,
  learner: Learner,
  reviews: readonly LoggedReview[],
): Promise<Evidence[]> {
  const texts = await textsOf(deps, reviews);
  const answers = reviews.map((review): Answered => {
    const { answeredAt, day } = fromLog(learner, review);
    const { rating, kind, tookMs, correct } = review;
    const question = deps.bank.question(review.question)!.question.id;
    const guess = kindOf(texts.get(review.hash)!).guessChance;
    return { day, answeredAt, rating, question, right: correct, guess, kind, tookMs };
  });
  return evidenceOfConcept(answers, scheduleFor(learner));
}

/** The questions as they were asked, by hash; mostly they are live. */
async function textsOf(
  { bank, texts }: Pick<BeliefDeps, 'bank' | 'texts'>,
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
