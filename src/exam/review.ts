import type { Question } from '../bank/model.ts';
import type { Learner } from '../learner/model.ts';
import { type Card, type FoldedReview, fold, recallAt } from '../memory/fold.ts';
import type { Review } from '../memory/model.ts';
import { guessChance, rate } from '../memory/rate.ts';
import { algorithm, type Schedule } from '../memory/schedule.ts';
import type { Entry, Sitting } from './sitting.ts';

/** The id under which the answer to a question of a paper stands in the log: a sitting cannot be written twice. */
export function reviewIdOf(sitting: Pick<Sitting, 'id'>, { number }: Pick<Entry, 'number'>): string {
  return `${sitting.id}-${number}`;
}

/** What the options of a question are shuffled by. */
export function optionSeedOf({ seed }: Pick<Sitting, 'seed'>, { question }: Pick<Entry, 'question'>): string {
  return `${seed}/${question}`;
}

/** What the decision about an answer of a paper depends on. */
export type Given = {
  sitting: Sitting;
  /** The question with its answer, marked. */
  entry: Entry & { answeredAt: number; day: number };
  /** The question as it was asked. */
  question: Question;
  learner: Learner;
  /** Whether it was asked in the edition that is valid today, and in a concept of today's bank. */
  counting: boolean;
  /** The concept's reviews before the answer and, where the learner has practised meanwhile, after it. */
  earlier: readonly FoldedReview[];
  later: readonly FoldedReview[];
  schedule: Schedule;
};

/** Decides an answer of a paper: the review for the log, with the time of its last change, and the card it leads to. */
export function decideReview(given: Given): { review: Review; card: Card } {
  const { sitting, entry, question, learner, earlier, later, schedule } = given;
  const { answeredAt, day } = entry;
  const correct = entry.correct === true;
  const before = fold(earlier, schedule);
  const recall = recallAt(before, answeredAt, schedule);
  const rating = rate({
    correct,
    certainty: 'none',
    guessChance: guessChance(question.options.length, question.key.length),
    recall,
  });
  const card = given.counting ? fold([...earlier, { day, answeredAt, rating }, ...later], schedule) : before;
  const review: Review = {
    id: reviewIdOf(sitting, entry),
    learner: learner.id,
    question: entry.question,
    hash: entry.hash,
    edition: entry.edition,
    kind: 'exam',
    answeredAt,
    day,
    response: entry.response,
    correct,
    certainty: 'none',
    rating,
    domain: entry.domain,
    first: before === undefined && given.counting,
    tookMs: entry.tookMs,
    zone: learner.zone,
    shownAt: Math.max(sitting.startedAt, answeredAt - entry.tookMs),
    seed: optionSeedOf(sitting, entry),
    algorithm,
    recall,
    before,
    after: card,
  };
  return { review, card };
}
