import type { Bank } from '../../bank/bank.ts';
import type { Learner } from '../../learner/model.ts';
import type { SetCard } from '../../practice/model.ts';
import type { MetDeps } from './deps.ts';

/** A learner's cards of some concepts, by concept. */
export async function loadCards(
  { practice }: MetDeps,
  learner: Learner,
  concepts: readonly string[],
): Promise<Map<string, SetCard>> {
  const cards = await practice.setCards(learner.id, [...new Set(concepts)]);
  return new Map(cards.map((card) => [card.concept, card]));
}

/** What a learner has set aside: by present id, the id under which they did. */
export async function loadAsides(
  { learners }: MetDeps,
  bank: Bank,
  learner: Learner,
): Promise<Map<string, string>> {
  const asides = await learners.asides(learner.id);
  return new Map(asides.map((aside) => [bank.question(aside)?.question.id ?? aside, aside]));
}
