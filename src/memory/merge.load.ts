import type { Bank } from '../bank/bank.ts';
import { fromLogDay, restated } from '../learner/clock.ts';
import type { LearnersMerged, OnLearnersMerged } from '../learner/merge/occasion.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { OwnedEntry } from './merge.store.ts';
import { joining } from './merged.ts';
import type { MemoryStore } from './store.ts';

type Deps = { memory: MemoryStore };

/**
 * Moves the answers in practice, and counts the whole log again: answers of exams must have been moved before. The
 * cards are folded after the commit.
 */
export function onLearnersMerged({ memory, learners }: Deps & { learners: LearnerStore }): OnLearnersMerged {
  return async ({ bank }, merged) => {
    const { from, into } = merged;
    const [log, entries] = [await memory.entries(into.id), await joiningEntries({ memory, bank }, merged)];
    const days = [...log, ...entries].map(({ day }) => fromLogDay(into, day));
    return [
      ...entries
        .filter(({ kind }) => kind === 'practice')
        .map((entry) => memory.moveEntry(from.id, into.id, entry)),
      memory.moveAmendments(from.id, into.id),
      ...memory.recount(into.id),
      learners.savePracticeDays(into.id, new Set(days).size),
    ];
  };
}

/**
 * The entries of one learner's log that another's does not hold, as they stand in the log of the other: by its clock,
 * and with each concept met for the first time only once.
 */
export async function joiningEntries(
  { memory, bank }: Deps & { bank: Bank },
  { from, into }: LearnersMerged,
): Promise<OwnedEntry[]> {
  const log = await memory.entries(into.id);
  const known = new Set(log.map(({ id }) => id));
  const conceptOf = (question: string) => bank.question(question)?.question.concept ?? question;
  const met = new Set((await memory.metBy(into.id)).map(conceptOf));
  const entries = (await memory.entries(from.id))
    .filter(({ id }) => !known.has(id))
    .map((entry) => ({
      ...restated(from, into, entry),
      first: met.has(conceptOf(entry.question)) ? 0 : entry.first,
    }));
  return joining(entries, log);
}
