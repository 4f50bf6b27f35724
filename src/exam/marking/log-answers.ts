import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { fromLog, fromLogMoment } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { type Card, type FoldedReview, fold, recallAt } from '../../memory/fold.ts';
import type { Review } from '../../memory/model.ts';
import { rate } from '../../memory/rate.ts';
import { algorithm, type Schedule } from '../../memory/schedule.ts';
import type { PaperItem, Sitting } from '../sitting.ts';

/** The id under which the answer to a question of a paper stands in the log: a sitting cannot be written twice. */
function reviewIdOf({ id }: Sitting, { number }: PaperItem): string {
  return `${id}-${number}`;
}

/** Where the answer of an id of the log stands. */
export function placeOf(reviewId: string): { sitting: string; number: number } {
  const dash = reviewId.lastIndexOf('-');
  return { sitting: reviewId.slice(0, dash), number: Number(reviewId.slice(dash + 1)) };
}

/** What the options of a question are shuffled by. */
export function optionSeedOf(
  { seed }: Pick<Sitting, 'seed'>,
  { question }: Pick<PaperItem, 'question'>,
): string {
  return `${seed}/${question}`;
}

/** An answer of a paper, marked, with the question as it was asked. */
export type Answer = { item: PaperItem & { answeredAt: number; day: number }; question: Question };

/** The answer of an item, if it is answered. */
export function answerOf(item: PaperItem, question: Question): Answer[] {
  const { answeredAt, day } = item;
  if (answeredAt === undefined || day === undefined || !kindOf(question).isComplete(item.response)) return [];
  return [{ item: { ...item, answeredAt, day }, question }];
}

type Logged = FoldedReview & { id: string };

/** What the decision about the answers to one concept depends on. */
export type Given = {
  sitting: Sitting;
  learner: Learner;
  /** Whether each was asked in the edition that is valid today. */
  answers: readonly (Answer & { counting: boolean })[];
  /** The concept's counting reviews; some may be later where the learner has practised meanwhile. */
  past: readonly Logged[];
  schedule: Schedule;
};

/** Decides the answers to one concept: the reviews for the log, each with the time of its last change, and the card they lead to. */
export function decideReviews(given: Given): { reviews: Review[]; card: Card } {
  const log = [...given.past];
  const inTime = given.answers.toSorted((a, b) => a.item.answeredAt - b.item.answeredAt);
  const reviews = inTime.map((answer) => {
    const review = decideReview(given, answer, log);
    if (answer.counting) log.push(review);
    return review;
  });
  return { reviews, card: foldLog(given, log) };
}

function decideReview(
  given: Given,
  { item, question, counting }: Answer & { counting: boolean },
  log: readonly Logged[],
): Review {
  const { sitting, learner, schedule } = given;
  const { answeredAt, day } = item;
  const id = reviewIdOf(sitting, item);
  const correct = item.correct === true;
  const earlier = log.filter((other) => byTime(other, { id, answeredAt }) < 0);
  const before = foldLog(given, earlier);
  const answered = fromLogMoment(learner, answeredAt);
  const recall = recallAt(before, answered, schedule);
  const rating = rate({
    correct,
    certainty: 'none',
    guessChance: kindOf(question).guessChance,
    recall,
  });
  return {
    id,
    learner: learner.id,
    question: item.question,
    hash: item.hash,
    edition: item.edition,
    kind: 'exam',
    answeredAt,
    day,
    response: item.response,
    correct,
    certainty: 'none',
    rating,
    domain: item.domain,
    first: counting && log.length === 0,
    tookMs: item.tookMs,
    zone: learner.zone,
    shownAt: Math.max(sitting.startedAt, answered - item.tookMs),
    seed: optionSeedOf(sitting, item),
    algorithm,
    recall,
    rest: undefined,
    before,
    after: counting ? foldLog(given, [...earlier, { id, day, answeredAt, rating }]) : before,
  };
}

/** Folds entries of the log in its order, by the learner's calendar. */
function foldLog({ learner, schedule }: Given, log: readonly Logged[]): Card {
  return fold(
    log.toSorted(byTime).map((review) => fromLog(learner, review)),
    schedule,
  );
}

/** The order of the fold. */
export function byTime(a: Pick<Logged, 'id' | 'answeredAt'>, b: Pick<Logged, 'id' | 'answeredAt'>): number {
  return a.answeredAt - b.answeredAt || (a.id < b.id ? -1 : 1);
}
