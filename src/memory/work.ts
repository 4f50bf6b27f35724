import type { Bank } from '../bank/bank.ts';
import type { BankChanged } from '../bank/reconcile.ts';
import type { Change, Database } from '../base/database.ts';
import type { Learner } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import { type Card, fold } from './fold.ts';
import type { StoredCard } from './model.ts';
import { defaultWeights, ratings, type Schedule, schedule } from './schedule.ts';
import type { MemoryStore } from './store.ts';

/** What folding again needs to look at. */
export type Rooms = { db: Database; learners: LearnerStore; memory: MemoryStore; bank: Bank };

/** The scheduling of one learner. */
export function scheduleOf(learner: Pick<Learner, 'retention'>): Schedule {
  return schedule({ weights: defaultWeights, retention: learner.retention });
}

/** Whether a concept's card sleeps: practice has nothing to ask, or the learner does not want to be asked. */
export function isAsleep(bank: Bank, concept: string, asides: readonly string[]): boolean {
  const askable = bank.concepts.get(concept)?.askable ?? [];
  return askable.length === 0 || asides.some((id) => bank.question(id)?.question.concept === concept);
}

/** Whether an answer counts: it was given under the edition that its question has today. */
export function isCounting(bank: Bank, review: { question: string; edition: number }): boolean {
  return bank.question(review.question)?.question.edition === review.edition;
}

/** Something said about a review that is to be saved together with the card. */
export type Amendment = { review: string; kind: 'undo' | 'easy' };

/** The card of a concept, folded from the log, as if an amendment already stood there. */
export async function foldConcept(
  { memory, bank }: Rooms,
  learner: Learner,
  concept: string,
  amendment?: Amendment,
): Promise<Card> {
  const reviews = await memory.toFold(learner.id, bank.reviewIds(concept));
  const amended = reviews.flatMap((review) => {
    if (!isCounting(bank, review)) return [];
    if (review.id !== amendment?.review) return [review];
    return amendment.kind === 'easy' ? [{ ...review, rating: ratings.easy }] : [];
  });
  return fold(amended, scheduleOf(learner));
}

/** The change that brings a stored card to what the log says; none if it is there already. */
export async function refold(
  rooms: Rooms,
  learner: Learner,
  concept: string,
  asides: string[],
): Promise<Change[]> {
  const stored = await rooms.memory.card(learner.id, concept);
  const card = await foldConcept(rooms, learner, concept);
  const asleep = isAsleep(rooms.bank, concept, asides);
  const isNew = stored.revision === 0 && card === undefined;
  if (isNew || (stored.asleep === asleep && sameCard(stored.card, card))) return [];
  return saveFolded(rooms, learner.id, concept, { ...stored, card, asleep });
}

/** Saves a folded card; a concept that is unmet again is to be found again in the syllabus. */
export function saveFolded(
  { memory, learners }: Rooms,
  learner: string,
  concept: string,
  stored: StoredCard,
): Change[] {
  const met = stored.card !== undefined;
  return [memory.saveCard(learner, concept, stored), ...(met ? [] : [learners.resetSyllabus(learner)])];
}

/** Whether two cards are equal to the last bit. */
export function sameCard(a: Card, b: Card): boolean {
  return JSON.stringify(a && sorted(a)) === JSON.stringify(b && sorted(b));
}

function sorted({ memory, day, answeredAt, dueDay, readyAt, answers, lapses }: NonNullable<Card>) {
  return [memory.stability, memory.difficulty, day, answeredAt, dueDay, readyAt ?? null, answers, lapses];
}

/** So many concepts are folded between two turns of the event loop. */
const slice = 16;

/** Folds some concepts of a learner again, a slice at a time, reading again what was answered meanwhile. */
export async function refoldSlices(
  rooms: Rooms,
  learnerId: string,
  concepts: readonly string[],
): Promise<void> {
  for (let start = 0; start < concepts.length; start += slice) {
    await untilSaved(rooms, learnerId, concepts.slice(start, start + slice));
  }
}

async function untilSaved(rooms: Rooms, learnerId: string, concepts: readonly string[]): Promise<void> {
  for (;;) {
    const learner = await rooms.learners.byId(learnerId);
    if (!learner) return;
    const asides = await rooms.learners.asides(learnerId);
    const changes = await Promise.all(concepts.map((concept) => refold(rooms, learner, concept, asides)));
    if (await rooms.db.tryCommit(changes.flat())) return;
  }
}

/** Folds all cards of a learner again after their retention changed; begun again at the next start if interrupted. */
export async function refoldLearner(rooms: Rooms, learnerId: string): Promise<void> {
  const learner = await rooms.learners.byId(learnerId);
  if (!learner) return;
  await refoldSlices(rooms, learnerId, await rooms.memory.concepts(learnerId));
  await rooms.db.commit([rooms.learners.saveFolded(learnerId, learner.retention)]);
}

/** Occasion `bankChanged`: folds the touched concepts again for everyone who has met them. */
export async function onBankChanged(rooms: Rooms, { concepts, questions }: BankChanged): Promise<void> {
  if (concepts.length === 0) return;
  for (const learner of await rooms.memory.touched(questions, concepts)) {
    await refoldSlices(rooms, learner, concepts);
  }
}

/** Occasion `settingsChanged`: wakes the card of a question that may be asked again. */
export async function onAskedAgain(rooms: Rooms, learner: Learner, question: string): Promise<Change[]> {
  const concept = rooms.bank.question(question)?.question.concept;
  if (concept === undefined) return [];
  const asides = await rooms.learners.asides(learner.id);
  const left = asides.filter((id) => id !== question);
  return refold(rooms, learner, concept, left);
}
