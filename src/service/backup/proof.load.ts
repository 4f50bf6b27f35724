import { bankOf } from '../../bank/bank.ts';
import { createDatabase, type Handle } from '../../base/data/database.ts';
import { isStrong } from '../../base/data/folder.ts';
import { type Migration, refuseOthers } from '../../base/data/migrate.ts';
import { Refusal } from '../../base/failure.ts';
import type { Enclosed } from '../archive/enclosure.load.ts';
import { digestOf, enclosedIn } from '../archive/enclosure.load.ts';
import type { OpenStores } from '../deps.ts';
import { examineFile, examineMemory, examineSchema, repairMemory } from '../examine/examine.load.ts';
import { type Finding, findingLine } from '../examine/findings.ts';
import { examinePlans, repairPlans } from '../examine/plan.load.ts';

/**
 * Refuses a backup that is not in every row as it was made, or that holds triggers which could change answers. Returns
 * what is enclosed in it, and what of its schema is not ours.
 */
export function proveFile(
  handle: Handle,
  migrations: readonly Migration[],
): { enclosed: Enclosed; others: Finding[] } {
  refuseFirst(examineFile(handle));
  const { damage, triggers, others } = examineSchema(handle, migrations);
  refuseFirst(damage);
  if (triggers.length > 0) throw new Refusal(triggers.map(findingLine).join(' '), 1);
  refuseOthers(handle, migrations);
  const enclosed = enclosedIn(handle);
  if (!enclosed) throw new Refusal('It was not made by "etude backup": it holds no secret.', 1);
  if (!isStrong(enclosed.secret)) throw new Refusal('Its secret is too short.', 1);
  if (digestOf(handle) !== enclosed.digest)
    throw new Refusal('Something in it has changed since it was made.', 1);
  return { enclosed, others };
}

function refuseFirst([found]: readonly Finding[]): void {
  if (found) throw new Refusal(found.what, 1);
}

/**
 * Folds the log of a file that nobody else uses, by the bank that was last live there, and makes anew what is not as the
 * log says: the log is the truth, and no card is a reason to go without it. Returns how much that was.
 */
export async function proveMemory(handle: Handle, openStores: OpenStores): Promise<number> {
  const db = createDatabase(handle);
  const stores = openStores(db);
  // No transaction of the reads may be left open: whoever called goes on with the handle at once.
  const { rooms, memory, plans } = await db.atOneMoment(async () => {
    const rooms = { db, bank: bankOf(await stores.texts.live()), ...stores };
    const memory = await examineMemory(rooms, { concepts: [] });
    return { rooms, memory, plans: await examinePlans(rooms, { concepts: [] }) };
  });
  await repairMemory(rooms, memory.broken);
  await repairPlans(rooms, plans.broken);
  return memory.findings.length + plans.findings.length;
}
