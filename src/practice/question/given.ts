import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { optionOrder } from '../../bank/options.ts';
import { Failure } from '../../base/failure.ts';
import type { Certainty } from '../../memory/rate.ts';
import type { Answer } from './answer.ts';

/** What a form or a program sends as an answer: the values of what was chosen, or the wish to be shown. */
export type Sent = { choice?: readonly string[]; certainty?: Certainty; reveal?: unknown };

/** The answer that was sent to a question, or the note to give back with it. */
export function readAnswer(
  { choice = [], certainty = 'think', reveal }: Sent,
  question: Question,
  seed: string,
): Answer | string {
  if (reveal) return { response: [], certainty: 'none' };
  const kind = kindOf(question);
  const response = kind.read(choice, optionOrder(question, seed));
  if (!response) {
    throw new Failure(
      'invalid',
      'That option does not belong to this question. Reload the page and choose again.',
    );
  }
  return kind.isComplete(response) ? { response, certainty } : kind.incompleteNote(response);
}
