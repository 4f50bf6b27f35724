import type { Database } from '../base/data/database.ts';
import { cardStore } from './card.store.ts';
import { mergeStore } from './merge.store.ts';
import { reviewStore } from './review.store.ts';
import { touchedStore } from './touched.store.ts';

/** The review log, the cards and the tallies. */
export const memoryStore = (db: Database) => ({
  ...reviewStore(db),
  ...cardStore(db),
  ...touchedStore(db),
  ...mergeStore(db),
});

export type MemoryStore = ReturnType<typeof memoryStore>;
