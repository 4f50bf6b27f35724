import type { Database } from '../base/data/database.ts';
import { examMergeStore } from './merge.store.ts';
import { realExamStore } from './real-exam.store.ts';
import { resultStore } from './result.store.ts';
import { sittingStore } from './sitting.store.ts';

/** Sittings, their papers, moves and results; the day of the real exam and how it went. */
export const examStore = (db: Database) => ({
  ...sittingStore(db),
  ...resultStore(db),
  ...realExamStore(db),
  ...examMergeStore(db),
});

export type ExamStore = ReturnType<typeof examStore>;
