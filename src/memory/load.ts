import type { Bank } from '../bank/bank.ts';
import type { LiveBank } from '../bank/live/live.ts';
import type { BankChanged } from '../bank/past/reconcile.ts';
import type { Change, Database } from '../base/data/database.ts';
import { fromLog } from '../learner/clock.ts';
import { decideUnasked } from '../learner/decision.load.ts';
import type { Learner } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import { isAsleep, isCounting } from './asked.ts';
import { type Card, fold, sameCard } from './fold.ts';
import type { LoggedReview, MemoryOccasions, StoredCard } from './model.ts';
import { ratings, scheduleFor } from './schedule.ts';
import type { MemoryStore } from './store.ts';

/** What folding again needs to look at. */
export type MemoryDeps = { db: Database; learners: LearnerStore; memory: MemoryStore; bank: Bank };

/** The same while people practise: banks may be taken live meanwhile. */
export type LiveDeps = Omit<MemoryDeps, 'bank'> & { live: LiveBank; occasions: MemoryOccasions };

/** Something said about a review that is to be saved together with the card. */
export type Amendment = { review: string; kind: 'undo' | 'easy' };

/** The card of a concept, folded from the log, as if an amendment already stood there. */
export async function foldConcept(
  { memory, bank }: MemoryDeps,
  learner: Learner,
  concept: string,
  amendment?: Amendment,
): Promise<Card> {
  const reviews = await countingReviews({ memory, bank }, learner, concept);
  return foldReviews(learner, amended(reviews, amendment));
}

/** The card that some reviews lead to. */
export function foldReviews(learner: Learner, reviews: readonly LoggedReview[]): Card {
  return fold(
    reviews.map((review) => fromLog(learner, review)),
    scheduleFor(learner),
  );
}

/** Some reviews as if an amendment already stood in the log. */
export function amended(reviews: readonly LoggedReview[], amendment?: Amendment): LoggedReview[] {
  return reviews.flatMap((review) => {
    if (review.id !== amendment?.review) return [review];
    return amendment.kind === 'easy' ? [{ ...review, rating: ratings.easy }] : [];
  });
}

/** The counting reviews of a concept in the order of the fold. */
export async function countingReviews(
  { memory, bank }: Pick<MemoryDeps, 'memory' | 'bank'>,
  learner: Learner,
  concept: string,
): Promise<LoggedReview[]> {
  const reviews = await memory.toFold(learner.id, bank.reviewIds(concept));
  return reviews.filter((review) => isCounting(bank, review));
}

/** The change that brings a stored card to what the log says; none if it is there already. */
export async function refold(
  deps: MemoryDeps,
  learner: Learner,
  concept: string,
  asides: string[],
): Promise<Change[]> {
  const stored = await deps.memory.card(learner.id, concept);
  const card = await foldConcept(deps, learner, concept);
  const asleep = isAsleep(deps.bank, concept, asides);
  const isNew = stored.revision === 0 && card === undefined;
  if (isNew || (stored.asleep === asleep && sameCard(stored.card, card))) return [];
  return saveFolded(deps, learner.id, concept, { ...stored, card, asleep });
}

/** Saves a folded card; a concept that is unmet again is to be found again in the syllabus. */
export function saveFolded(
  { memory, learners }: MemoryDeps,
  learner: string,
  concept: string,
  stored: StoredCard,
): Change[] {
  const met = stored.card !== undefined;
  return [memory.saveCard(learner, concept, stored), ...(met ? [] : [learners.resetSyllabus(learner)])];
}

/** Concepts folded per turn of the event loop. */
const slice = 16;

/** Folds some concepts of a learner again, a slice at a time, reading again what was answered or taken live meanwhile. */
export async function refoldSlices(
  deps: Omit<LiveDeps, 'occasions'>,
  learnerId: string,
  concepts: readonly string[],
): Promise<void> {
  for (let start = 0; start < concepts.length; start += slice) {
    const some = concepts.slice(start, start + slice);
    await decideUnasked(deps, learnerId, async (here, learner) => {
      const asides = await here.learners.asides(learner.id);
      const changes = await Promise.all(some.map((concept) => refold(here, learner, concept, asides)));
      return { save: changes.flat(), result: undefined };
    });
  }
}

/** Folds all cards of a learner again; begun again at the next start if interrupted, as the learner is marked till the end. */
export async function refoldLearner(deps: LiveDeps, learnerId: string): Promise<void> {
  const asked = deps.live.current().concepts.keys();
  const concepts = new Set([...asked, ...(await deps.memory.concepts(learnerId))]);
  await refoldMarked(deps, learnerId, [...concepts]);
}

/** Folds some concepts of a learner again and takes the mark off that says that this is under way. */
async function refoldMarked(deps: LiveDeps, learnerId: string, concepts: readonly string[]): Promise<void> {
  const before = await deps.learners.byId(learnerId);
  await refoldSlices(deps, learnerId, concepts);
  await decideUnasked(deps, learnerId, async (here, learner) => {
    // Another retention and other weights have a fold of their own under way, which takes the mark off.
    if (learner.retention !== before?.retention || learner.weights !== before.weights)
      return { save: [], result: undefined };
    const follow = await here.occasions.refolded(here, learner);
    return { save: [here.learners.saveFolded(learnerId, learner.retention), ...follow], result: undefined };
  });
}

/** Occasion `bankChanged`: folds the touched concepts again for everyone who has met them, who are marked before. */
export async function onBankChanged(
  deps: LiveDeps,
  { concepts }: BankChanged,
  touched: readonly string[],
): Promise<void> {
  for (const learner of touched) await refoldMarked(deps, learner, concepts);
}

/** Occasion `settingsChanged`: wakes the card of a question that may be asked again, by what stays set aside. */
export async function onAskedAgain(
  deps: MemoryDeps,
  learner: Learner,
  question: string,
  asides: string[],
): Promise<Change[]> {
  const concept = deps.bank.question(question)?.question.concept;
  return concept === undefined ? [] : refold(deps, learner, concept, asides);
}
