import { bankOf } from '../../bank/bank.ts';
import type { Database } from '../../base/data/database.ts';
import type { OpenStores } from '../deps.ts';
import { countBroken } from '../examine/differences.ts';
import { examineMemory } from '../examine/memory.load.ts';
import type { Prove } from './move.load.ts';

/** Folds the log of a database by the bank that was last live in it. */
export function proving(db: Database, openStores: OpenStores): Prove {
  const stores = openStores(db);
  return (progress) =>
    db.atOneMoment(async () => {
      const rooms = { db, bank: bankOf(await stores.texts.live()), ...stores };
      return countBroken(await examineMemory(rooms, { concepts: [] }, progress));
    });
}
