import type { Bank } from '../bank/bank.ts';
import type { LiveBank } from '../bank/live/live.ts';
import type { BankStore } from '../bank/past/store.ts';
import type { Database } from '../base/data/database.ts';
import type { Seal } from '../base/digest.ts';
import type { ClockAndIds } from '../base/world.ts';
import type { ExamStore } from '../exam/store.ts';
import type { Visitors } from '../learner/session/visitors.load.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { MemoryStore } from '../memory/store.ts';
import type { BeliefStore } from '../plan/belief/store.ts';
import type { DayStore } from '../plan/day/store.ts';
import type { PredictionStore } from '../plan/predictions/store.ts';
import type { PracticeStore } from './store.ts';

/** What a day is read from. */
export type DayDeps = {
  bank: Bank;
  learners: LearnerStore;
  memory: MemoryStore;
  practice: PracticeStore;
  exams: ExamStore;
  beliefs: BeliefStore;
  predictions: PredictionStore;
  days: DayStore;
  zone: string;
};

/** Everything that practice works with. */
export type PracticeDeps = DayDeps & {
  db: Database;
  texts: BankStore;
  visitors: Visitors;
  seal: Seal;
  world: ClockAndIds;
};

/** What the routes of practice are given: the live bank, of which a request takes one moment. */
export type LiveDeps = Omit<PracticeDeps, 'bank'> & { live: LiveBank };
