import type { Table } from '../../base/data/tables.ts';
import { Refusal } from '../../base/failure.ts';

/** A side of a move: what sentences call it, and its tables. */
type Side = { name: string; tables: readonly Table[] };

/**
 * The tables to move, each after those that its rows refer to. Both sides must have the same; only what a crash of the
 * server may empty stays behind.
 */
export function tablesToMove(source: Side, target: Side): Table[] {
  const transient = new Set(
    [...source.tables, ...target.tables].filter(({ isTransient }) => isTransient).map(({ name }) => name),
  );
  const kept = ({ tables }: Side) => tables.filter(({ name }) => !transient.has(name));
  refuseStranger({ ...source, tables: kept(source) }, target);
  refuseStranger({ ...target, tables: kept(target) }, source);
  return inOrder(kept(source));
}

function refuseStranger({ name, tables }: Side, other: Side): void {
  for (const table of tables) {
    const same = other.tables.find((each) => each.name === table.name);
    if (!same) {
      throw new Refusal(
        `The table ${table.name} in ${name} is not Etude’s, and ${other.name} has no such table: move it to another database, or drop it.`,
      );
    }
    if (shapeOf(same) !== shapeOf(table)) {
      throw new Refusal(
        `The table ${table.name} has different columns in ${name} and in ${other.name}: one of them has been changed by hand. "etude doctor" says which.`,
      );
    }
  }
}

function shapeOf({ columns, key }: Table): string {
  return JSON.stringify([columns.map(({ name, type }) => `${name} ${type}`).sort(), key]);
}

function inOrder(tables: readonly Table[]): Table[] {
  const done: Table[] = [];
  const left = new Set(tables);
  while (left.size > 0) {
    const waiting = new Set([...left].map(({ name }) => name));
    const ready = [...left].filter(({ references }) => !references.some((other) => waiting.has(other)));
    if (ready.length === 0) throw new Error('Some tables refer to each other in a circle.');
    for (const table of ready) left.delete(table);
    done.push(...ready);
  }
  return done;
}
