import type { Objective } from '../../bank/bank.ts';
import type { Question } from '../../bank/model.ts';
import { type Rendered, render } from '../../bank/rendered.ts';
import { Failure } from '../../base/failure.ts';
import type { PracticeDeps } from '../deps.ts';
import type { Asked } from './answer.ts';

/** A question as it was shown, and what it belongs to today. */
export type Shown = {
  question: Question;
  html: Rendered;
  concept: string;
  objective: Objective;
  counting: boolean;
};

/** The text that was shown under a token, and what it belongs to today; a conflict if the question is no longer in the bank. */
export async function loadShown(
  { bank, texts }: Pick<PracticeDeps, 'bank' | 'texts'>,
  { question: id, hash }: Asked,
): Promise<Shown> {
  const live = bank.question(id);
  const question = live?.hash === hash ? live.question : await texts.text(hash);
  if (!live || !question) {
    throw new Failure(
      'conflict',
      'This question has just been taken out of the bank. Your answer was not counted. Carry on with the next question.',
    );
  }
  const { concept, edition } = live.question;
  return {
    question,
    html: question === live.question ? live.html : render(question, bank.language),
    concept,
    objective: bank.concepts.get(concept)!.objective,
    counting: question.edition === edition,
  };
}
