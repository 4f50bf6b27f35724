import type { Row, Table, Tables, Target } from '../../base/data/tables.ts';
import { digest } from '../../base/digest.ts';
import { Refusal } from '../../base/failure.ts';
import { type Progress, partOf } from '../../base/process/progress.ts';
import { listed } from '../../base/text/words.ts';
import { explained } from '../archive/backups.load.ts';
import { tablesToMove } from './order.ts';
import { digestOf, slicesOf } from './rows.load.ts';
import { keyOf, unfitIn } from './rows.ts';

/** What was moved: the rows of each table, how much of its memory is not as the log says, and how the move went. */
export type Moved = {
  rows: Record<string, number>;
  broken: number;
  begun: 'new' | 'continued' | 'again' | 'already';
};

/** Folds the log of the target again. Returns how much is not as the log says. */
export type Prove = (progress: Progress) => Promise<number>;

type Digests = ReadonlyMap<string, string>;

/**
 * Copies every row into a target that nobody can serve until all of them have been compared. Where an earlier move of the
 * same source was interrupted, it goes on with the first row that is missing.
 */
export async function move(source: Tables, target: Target, prove: Prove, progress: Progress): Promise<Moved> {
  const tables = tablesToMove(
    { name: source.name, tables: await source.list() },
    { name: target.name, tables: await target.list() },
  );
  const known = await target.source();
  const filled = known === undefined ? await firstFilled(target, tables) : undefined;
  const rows = await countAll(source, tables);
  const steps = stepsOf(
    Object.values(rows).reduce((sum, count) => sum + count, 0),
    progress,
  );
  const before = await look(source, target, tables, steps(0, 0.2));
  if (filled) {
    await refuseOther(target, filled, before, tables, steps(0.2, 0.9));
    return { rows, broken: await prove(partOf(progress, 0.9, 1)), begun: 'already' };
  }
  const mark = markOf(before);
  return explained(
    `The move has stopped, and ${source.name} is as it was. Run the same command again, and Etude will carry on from where it can.`,
    async () => {
      if (known !== mark) await target.begin(tables, mark);
      await copyAll(source, target, tables, steps(0.2, 0.6));
      await compare(source, target, before, tables, steps);
      const broken = await prove(partOf(progress, 0.9, 1));
      await target.end();
      return { rows, broken, begun: known === undefined ? 'new' : known === mark ? 'continued' : 'again' };
    },
  );
}

/** Makes what counts the rows of one pass over all tables, and says how far it has come. */
function stepsOf(total: number, progress: Progress) {
  return (from: number, to: number) => {
    const part = partOf(progress, from, to);
    let done = 0;
    part(0);
    return (rows: number) => {
      done += rows;
      part(done / Math.max(1, total));
    };
  };
}

async function countAll(tables: Tables, all: readonly Table[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of all) counts[table.name] = await tables.count(table);
  return counts;
}

/** The first table of a target that has rows. */
async function firstFilled(target: Target, tables: readonly Table[]): Promise<Table | undefined> {
  for (const table of tables) if ((await target.read(table, undefined, 1)).length > 0) return table;
  return undefined;
}

/** Refuses a target that holds anything but what a move of the same source has brought to its end. */
async function refuseOther(
  target: Target,
  filled: Table,
  before: Digests,
  tables: readonly Table[],
  step: (rows: number) => void,
): Promise<void> {
  if (different(before, await digestAll(target, tables, step)).length === 0) return;
  throw new Refusal(
    `${target.name} already holds Etude data (there are rows in ${filled.name}): name an empty database. Nothing was moved.`,
  );
}

/** Looks at every row before anything is copied: refuses what the target could not keep, and returns the digests. */
async function look(
  source: Tables,
  target: Target,
  tables: readonly Table[],
  step: (rows: number) => void,
): Promise<Digests> {
  const unfit: string[] = [];
  const digests = await digestAll(source, tables, step, (table, row) => {
    const found = unfitIn(table, row, target.keepsZero);
    if (found)
      unfit.push(`${found.column} of ${table.name} ${JSON.stringify(keyOf(table, row))} ${found.why}`);
  });
  if (unfit.length === 0) return digests;
  const more = unfit.length > shownUnfit ? `, and ${unfit.length - shownUnfit} more like this` : '';
  throw new Refusal(
    `${source.name} cannot be moved: ${unfit.slice(0, shownUnfit).join('; ')}${more}. Change or delete that in Etude, then run the move again. Nothing was moved.`,
    1,
  );
}

const shownUnfit = 10;

async function digestAll(
  side: Tables,
  tables: readonly Table[],
  step: (rows: number) => void,
  see: (table: Table, row: Row) => void = () => {},
): Promise<Digests> {
  const digests = new Map<string, string>();
  for (const table of tables) {
    const found = await digestOf(side, table, (rows) => {
      for (const row of rows) see(table, row);
      step(rows.length);
    });
    digests.set(table.name, found);
  }
  return digests;
}

const different = (a: Digests, b: Digests) => [...a.keys()].filter((name) => a.get(name) !== b.get(name));

/** What a half-done move keeps of its source, to know it again. */
const markOf = (digests: Digests) => digest(JSON.stringify([...digests]));

async function copyAll(
  source: Tables,
  target: Target,
  tables: readonly Table[],
  step: (rows: number) => void,
): Promise<void> {
  for (const table of tables) {
    const last = await target.last(table);
    if (last) step(await target.count(table));
    for await (const rows of slicesOf(source, table, last)) {
      await target.insert(table, rows);
      step(rows.length);
    }
  }
}

/** Refuses to call a move done unless every table is the same on both sides, and the source is as it was before. */
async function compare(
  source: Tables,
  target: Target,
  before: Digests,
  tables: readonly Table[],
  steps: ReturnType<typeof stepsOf>,
): Promise<void> {
  const after = await digestAll(source, tables, steps(0.6, 0.75));
  const copied = await digestAll(target, tables, steps(0.75, 0.9));
  const changed = different(before, after);
  if (changed.length > 0)
    throw new Refusal(
      `Something has changed ${listed(changed)} in ${source.name} during the move: do not run any other command until it has finished.`,
      1,
    );
  const wrong = different(after, copied);
  if (wrong.length === 0) return;
  // The next move copies everything again.
  await target.begin(tables, '');
  throw new Refusal(`${listed(wrong)} in ${target.name} came out different from ${source.name}.`, 1);
}
