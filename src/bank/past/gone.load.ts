import { inTurns, nextTurn } from '../../base/turns.ts';
import type { Question } from '../model.ts';
import { type Gone, missingNames, type Parting, tellingPartings } from './gone.ts';
import type { BankStore } from './store.ts';

/** The most questions to compare when a whole bank replaces another. */
const mostNames = 1_000;

/** What to say of questions by some names that learners have answered and that a bank has no longer. */
export async function findPartings(
  texts: BankStore,
  names: Iterable<string>,
  questions: readonly Question[],
): Promise<Parting[]> {
  const gone: Gone[] = [];
  const everyone = new Set<string>();
  for (const id of missingNames(names, questions).slice(0, mostNames)) {
    const found = await texts.answered(id);
    if (found) gone.push({ id, learners: found.learners.length, text: found.text });
    for (const learner of found?.learners ?? []) everyone.add(learner);
    // Requests are served between two questions.
    await nextTurn();
  }
  gone.sort((a, b) => b.learners - a.learners || (a.id < b.id ? -1 : 1));
  return inTurns(tellingPartings(gone, questions, everyone.size));
}
