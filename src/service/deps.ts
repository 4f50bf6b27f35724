import type { AnalysisStore } from '../author/analysis/store.ts';
import type { BankStore } from '../bank/past/store.ts';
import type { Database } from '../base/data/database.ts';
import type { Migration } from '../base/data/migrate.ts';
import type { ExamStore } from '../exam/store.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { MemoryOccasions } from '../memory/model.ts';
import type { MemoryStore } from '../memory/store.ts';
import type { BeliefStore } from '../plan/belief/store.ts';
import type { DayStore } from '../plan/day/store.ts';

/** How the rooms open their stores. */
export type OpenStores = (db: Database) => {
  texts: BankStore;
  learners: LearnerStore;
  memory: MemoryStore;
  exams: ExamStore;
  beliefs: BeliefStore;
  days: DayStore;
  analysis: AnalysisStore;
  occasions: MemoryOccasions;
};

/** What an Etude runs on: its data folder, its secret, and how this version opens them. */
export type Installation = {
  data: string;
  secretFile: string;
  /** The version of this Etude. */
  release: string;
  migrations: readonly Migration[];
  openStores: OpenStores;
};
