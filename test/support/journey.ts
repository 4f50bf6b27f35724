import type { Handle } from '../../src/base/data/handle.ts';
import { createSeal } from '../../src/base/digest.ts';
import { mergeLearners } from '../../src/learner/merge/merge.load.ts';
import { mergingOf } from '../../src/merging.ts';
import { type House, houseSecret } from './house.ts';
import type { Reader } from './reader.ts';

/** Answers of the day: every third is wrong, and one is taken back. */
export async function practise(house: House, reader: Reader, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const page = await reader.get('/practice');
    if (!page.has('/practice')) return;
    house.world.pass({ minutes: 1 });
    const verdict = await (i % 3 === 2 ? reader.answerWrong(page) : reader.answerRight(page, 'guess'));
    if (i === 1) await reader.post('/practice/undo', verdict.form('/practice/undo'));
  }
}

/** Merges one reader's learner into another's. */
export async function merge(house: House, from: Reader, into: Reader): Promise<void> {
  const rooms = { db: house.db, live: house.live, ...house.stores };
  const merging = mergingOf(rooms, house.world.now);
  await mergeLearners({ ...rooms, merging }, await idOf(from), await idOf(into));
}

async function idOf(reader: Reader): Promise<string> {
  const { token } = (await reader.get('/settings')).form('/settings');
  return String(createSeal(houseSecret).open('form', token!));
}

/** Every row of every table of a file, but for the migrations. */
export function rowsOfFile(handle: Handle): Record<string, Record<string, unknown>[]> {
  const tables = handle
    .prepare(
      "select name from sqlite_schema where type = 'table' and name <> 'migration' and name not like 'sqlite%'",
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    tables.map((table) => [
      table,
      handle.prepare(`select * from ${table}`).all() as Record<string, unknown>[],
    ]),
  );
}
