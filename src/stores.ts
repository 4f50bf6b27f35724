import { authorStore } from './author/store.ts';
import { bankStore } from './bank/past/store.ts';
import type { Database } from './base/data/database.ts';
import { examStore } from './exam/store.ts';
import { learnStore } from './learn/store.ts';
import { learnerStore } from './learner/store.ts';
import { memoryStore } from './memory/store.ts';
import { practiceStore } from './practice/store.ts';

/** Every table's store, its statements compiled. */
export function openStores(db: Database) {
  return {
    texts: bankStore(db),
    learners: learnerStore(db),
    memory: memoryStore(db),
    exams: examStore(db),
    practice: practiceStore(db),
    learn: learnStore(db),
    author: authorStore(db),
  };
}

export type Stores = ReturnType<typeof openStores>;
