import type { LiveBank } from './bank/live/live.ts';
import type { Database } from './base/data/database.ts';
import { handInSecondExam, onLearnersMerged as moveExams } from './exam/merge/merge.load.ts';
import type { Merging } from './learner/merge/merge.load.ts';
import { refoldLearner } from './memory/load.ts';
import { onLearnersMerged as moveMemory } from './memory/merge.load.ts';
import { onLearnersMerged as keepWeights } from './memory/weights/merge.load.ts';
import type { Stores } from './stores.ts';

/** What each room does when two learners are merged. The exams go first, as memory counts the whole log at the end. */
export function mergingOf(rooms: Stores & { db: Database; live: LiveBank }, now: () => number): Merging {
  const { groups, identities, predictions, practice } = rooms;
  const [exams, memory, weights] = [moveExams(rooms), moveMemory(rooms), keepWeights(rooms)];
  return {
    before: (from, into) => handInSecondExam(rooms, from, into, now()),
    learnersMerged: async (here, merged) => {
      const { from, into } = merged;
      return [
        ...groups.move(from.id, into.id),
        identities.move(from.id, into.id),
        ...(await exams(here, merged)),
        ...(await memory(here, merged)),
        ...(await weights(here, merged)),
        predictions.move(from.id, into.id),
        practice.moveReports(from.id, into.id),
      ];
    },
    after: (learner) => refoldLearner(rooms, learner),
  };
}
