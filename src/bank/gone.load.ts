import { type Gone, missingNames, type Parting, partings } from './gone.ts';
import type { Question } from './model.ts';
import type { BankStore } from './store.ts';

/** So many questions are looked after when a whole bank is put in the place of another. */
const mostNames = 1_000;
/** Few enough that nobody who is practising waits for the counting. */
const slice = 25;

/** What to say of questions by some names that learners have answered and that a bank has no longer. */
export async function findPartings(
  texts: BankStore,
  names: Iterable<string>,
  questions: readonly Question[],
): Promise<Parting[]> {
  const missing = missingNames(names, questions).slice(0, mostNames);
  if (missing.length === 0) return [];
  const gone: Gone[] = [];
  for (let i = 0; i < missing.length; i += slice)
    gone.push(...(await texts.answered(missing.slice(i, i + slice))));
  if (gone.length === 0) return [];
  const learners = gone.length === 1 ? gone[0]!.learners : await texts.learnersWho(gone.map(({ id }) => id));
  return partings(gone, questions, learners);
}
