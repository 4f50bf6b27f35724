import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Certainty } from '../../memory/rate.ts';
import type { Trial } from './page.ts';

/** What an author's form says: the same fields as a candidate's. */
export type TrialForm = { choice?: string[]; certainty?: Exclude<Certainty, 'none'>; reveal?: 'yes' };

/** What an author tries on a preview, read as a candidate's answer would be. */
export function readTrial(form: TrialForm, question: Question, order: readonly string[]): Trial {
  const { certainty, reveal } = form;
  const choice = (form.choice ?? []).filter(Boolean);
  const kind = kindOf(question);
  if (reveal) return { response: [], certainty: 'none' };
  if (choice.length === 0 && certainty === undefined) return { chosen: [], note: '' };
  const response = kind.read(choice, order);
  if (!response) return { chosen: [], note: 'That option does not belong to this question.' };
  if (!kind.isComplete(response)) return { chosen: choice, note: kind.incompleteNote(response) };
  return { response, certainty: certainty ?? 'think' };
}
