import { advance, type Card, type FoldedReview, isReturn } from '../../memory/fold.ts';
import type { Schedule } from '../../memory/schedule.ts';
import type { Evidence } from './model.ts';

/** What the belief reads of an answer that counts, beside what the fold of its card reads. */
export type Answered = FoldedReview & {
  /** The question under its present id. */
  question: string;
  right: boolean;
  guess: number;
  kind: 'practice' | 'exam';
  tookMs: number;
};

/** What one answer says, by the card before it. */
export function evidenceOf(card: Card, answer: Answered, isNewStem: boolean): Evidence {
  const { right, guess, kind, tookMs } = answer;
  const isPractice = kind === 'practice';
  return {
    right,
    guess,
    tookMs: isPractice ? tookMs : undefined,
    about: isPractice ? aboutMemory(card, answer, isNewStem) : undefined,
  };
}

/** Exams are tests of the forecast and no part of it; they say nothing here. */
function aboutMemory(card: Card, answer: Answered, isNewStem: boolean): Evidence['about'] {
  if (card === undefined) return 'first meeting';
  if (!isReturn(card, answer)) return undefined;
  const { memory, day, returns } = card;
  return { stability: memory.stability, days: answer.day - day, isLater: returns > 0, isNewStem };
}

/** What the answers to one concept say, in the order of the fold. */
export function evidenceOfConcept(answers: readonly Answered[], schedule: Schedule): Evidence[] {
  let card: Card;
  const seen = new Set<string>();
  return answers.map((answer) => {
    const evidence = evidenceOf(card, answer, !seen.has(answer.question));
    card = advance(card, answer, schedule);
    seen.add(answer.question);
    return evidence;
  });
}
