import { type Rating, ratings } from './schedule.ts';

/** What the learner said before the verdict; `none` in exams and when the answer was asked for. */
export const certainties = ['guess', 'think', 'sure', 'none'] as const;
export type Certainty = (typeof certainties)[number];

/** What a rating is derived from. */
export type Outcome = {
  correct: boolean;
  certainty: Certainty;
  /** The chance to hit the key blindly. */
  guessChance: number;
  /** The predicted recall just before the answer; undefined for a concept that is new. */
  recall: number | undefined;
};

/** The recall assumed for a concept that was never asked. */
const recallOfNew = 0.25;

/** How likely this certainty is when the answer is known, and when it was luck. */
const likelihood: Record<Certainty, { known: number; lucky: number }> = {
  guess: { known: 0.03, lucky: 0.6 },
  think: { known: 0.27, lucky: 0.33 },
  sure: { known: 0.7, lucky: 0.07 },
  none: { known: 1, lucky: 1 },
};

/** The rating of an answer. Easy is never derived; only the learner says it. */
export function rate(outcome: Outcome): Rating {
  if (!outcome.correct) return ratings.again;
  switch (outcome.certainty) {
    case 'sure':
      return ratings.good;
    case 'think':
      return ratings.hard;
    case 'guess':
      return chanceKnown(outcome) < 0.5 ? ratings.again : ratings.hard;
    case 'none':
      return chanceKnown(outcome) >= 0.75 ? ratings.good : ratings.hard;
  }
}

/** The chance that a right answer was known and not lucky, by Bayes. */
export function chanceKnown({ certainty, guessChance, recall = recallOfNew }: Outcome): number {
  const { known, lucky } = likelihood[certainty];
  const knew = recall * known;
  const guessed = (1 - recall) * lucky * guessChance;
  return knew / (knew + guessed);
}
