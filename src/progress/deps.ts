import type { LiveBank } from '../bank/live/live.ts';
import type { ClockAndIds } from '../base/world.ts';
import type { ExamStore } from '../exam/store.ts';
import type { Visitors } from '../learner/session/visitors.load.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { ForecastDeps } from '../plan/forecast/load.ts';
import type { PracticeStore } from '../practice/store.ts';
import type { ProgressStore } from './store.ts';

/** Everything that the pages of progress work with. */
export type ProgressDeps = ForecastDeps & {
  live: LiveBank;
  learners: LearnerStore;
  exams: ExamStore;
  practice: PracticeStore;
  progress: ProgressStore;
  visitors: Visitors;
  world: ClockAndIds;
};
