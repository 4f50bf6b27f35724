import { statSync } from 'node:fs';
import { bankOf } from '../../bank/bank.ts';
import { compiledLate } from '../../base/data/compiled-late.ts';
import type { Handle } from '../../base/data/handle.ts';
import { type Migration, refuseOthers } from '../../base/data/migrate.ts';
import { isStrong } from '../../base/data/secret.ts';
import { createDatabase } from '../../base/data/sqlite.ts';
import { Refusal } from '../../base/failure.ts';
import { type Progress, partOf } from '../../base/process/progress.ts';
import type { Enclosed } from '../archive/enclosure.load.ts';
import { digestOf, enclosedIn } from '../archive/enclosure.load.ts';
import type { OpenStores } from '../deps.ts';
import { examineFile, examineSchema } from '../examine/database.load.ts';
import { countBroken } from '../examine/differences.ts';
import { damaged, type Finding, findingLine } from '../examine/findings.ts';
import { examineMemory, repairMemory } from '../examine/memory.load.ts';
import { examinePlans, repairPlans } from '../examine/plan.load.ts';

/**
 * Refuses a backup that is not in every row as it was made, or that holds triggers which could change answers. Returns
 * what is enclosed in it, and what of its schema is not ours. `digest` is that of its rows, where it is known already.
 */
export function proveFile(
  handle: Handle,
  migrations: readonly Migration[],
  progress: Progress,
  digest?: string,
): { enclosed: Enclosed; others: Finding[] } {
  const [ofFile, ofRows] = [partOf(progress, 0, 0.5), partOf(progress, 0.5, 1)];
  refuseFirst([...cutFindings(handle), ...examineFile(handle)]);
  ofFile(1);
  const { damage, triggers, others } = examineSchema(handle, migrations);
  refuseFirst(damage);
  if (triggers.length > 0) throw new Refusal(triggers.map(findingLine).join(' '), 1);
  refuseOthers(handle, migrations);
  const enclosed = enclosedIn(handle);
  if (!enclosed) throw new Refusal('It was not made by "etude backup": it does not contain a secret.', 1);
  if (!isStrong(enclosed.secret)) throw new Refusal('Its secret is too short.', 1);
  if ((digest ?? digestOf(handle, ofRows)) !== enclosed.digest)
    throw new Refusal('Something in it has changed since it was made.', 1);
  return { enclosed, others };
}

/** SQLite reads what a file lacks as zeros, and finds nothing wrong where its last page is empty. */
function cutFindings(handle: Handle): Finding[] {
  const pages = handle.pragma('page_count', { simple: true }) as number;
  const pageSize = handle.pragma('page_size', { simple: true }) as number;
  const isWhole = statSync(handle.name).size >= pages * pageSize;
  return isWhole ? [] : [damaged('the end of the file is missing')];
}

function refuseFirst([found]: readonly Finding[]): void {
  if (found) throw new Refusal(found.what, 1);
}

/**
 * Folds the log of a file that nobody else uses, by the bank that was last live there, and makes anew what is not as the
 * log says: the log is the truth, and no card is a reason to go without it. Returns how much that was.
 */
export async function proveMemory(
  handle: Handle,
  openStores: OpenStores,
  progress: Progress,
): Promise<number> {
  const db = compiledLate(createDatabase(handle));
  const stores = openStores(db);
  // Leave no read transaction open: the caller uses the handle at once.
  const { rooms, broken, plans } = await db.atOneMoment(async () => {
    const rooms = { db, bank: bankOf(await stores.texts.live()), ...stores };
    const broken = await examineMemory(rooms, { concepts: [] }, progress);
    return { rooms, broken, plans: await examinePlans(rooms, { concepts: [] }) };
  });
  await repairMemory(rooms, broken);
  await repairPlans(rooms, plans.broken);
  return countBroken(broken) + plans.findings.length;
}
