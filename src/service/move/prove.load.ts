import { bankOf } from '../../bank/bank.ts';
import type { Database } from '../../base/data/database.ts';
import { Failure, Refusal } from '../../base/failure.ts';
import type { Progress } from '../../base/process/progress.ts';
import type { OpenStores } from '../deps.ts';
import { countBroken } from '../examine/differences.ts';
import { examineMemory } from '../examine/memory.load.ts';
import type { Prove } from './move.load.ts';

/** Folds the log of a database by the bank that was last live in it. */
export function proving(db: Database, openStores: OpenStores): Prove {
  const stores = openStores(db);
  const prove = (progress: Progress) =>
    db.atOneMoment(async () => {
      const rooms = { db, bank: bankOf(await stores.texts.live()), ...stores };
      return countBroken(await examineMemory(rooms, { concepts: [] }, progress));
    });
  return (progress) => prove(progress).catch(refuseLost);
}

/** Says what a page would say to a learner as a command says it. */
function refuseLost(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  throw new Refusal('The connection to the new database broke while Etude checked its log.', 1);
}
