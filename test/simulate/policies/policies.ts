import { baseline, type Habits } from './baseline.ts';
import { cramming } from './cramming.ts';
import { etude } from './etude.ts';
import { oracle } from './oracle.ts';
import { plan } from './plan.ts';
import type { MakePolicy } from './policy.ts';
import { fsrs90, leitner, type Plan, type Scheduler, sm2 } from './schedulers.ts';

/** The policy that all others are compared with. */
export const thePlan = 'the plan';

const habits: Record<string, Habits> = {
  'reviews first': { order: 'reviews first', stops: false },
  'new first': { order: 'new first', stops: false },
  'reviews first, stops': { order: 'reviews first', stops: true },
  'new first, stops': { order: 'new first', stops: true },
};

function withHabits<P extends Plan>(name: string, scheduler: Scheduler<P>): [string, MakePolicy][] {
  return Object.entries(habits).map(([habit, each]) => [`${name}, ${habit}`, baseline(scheduler, each)]);
}

/** All policies by name. */
export const policies = new Map<string, MakePolicy>([
  [thePlan, plan],
  ['Etude without a date', etude],
  ...withHabits('SM-2', sm2),
  ...withHabits('Leitner', leitner),
  ...withHabits('FSRS .90', fsrs90),
  ['cramming', cramming],
  ['oracle', oracle],
]);
