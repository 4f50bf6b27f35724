import type { Database } from '../base/data/database.ts';
import { queueStore } from './queue.store.ts';
import { setStore } from './set.store.ts';
import { todayStore } from './today.store.ts';
import { verdictStore } from './verdict.store.ts';

/** What practice asks of the store beyond cards and reviews. */
export function practiceStore(db: Database) {
  return { ...queueStore(db), ...setStore(db), ...todayStore(db), ...verdictStore(db) };
}

export type PracticeStore = ReturnType<typeof practiceStore>;
