import type { Value } from '../../base/data/database.ts';
import type { Column, Row, Table } from '../../base/data/tables.ts';

/** A row as one text that is the same whatever engine it was read from. */
export function canonical(row: Row): string {
  return JSON.stringify(row.map(toJson));
}

/** JSON knows no bytes, and no number that is infinite. */
function toJson(value: Value): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
}

/** The values of a row's key. */
export function keyOf({ columns, key }: Table, row: Row): Row {
  return key.map((name) => row[columns.findIndex((column) => column.name === name)]!);
}

/** About how many bytes a row takes in memory. */
export function bytesOf(row: Row): number {
  return row.reduce<number>(
    (sum, value) => sum + 8 + (value === null || typeof value === 'number' ? 0 : value.length),
    0,
  );
}

/** The rows of the first slice of a table, before it is known how large they are. */
export const firstLimit = 8;
const mostRows = 2_000;
const mostBytes = 1024 * 1024;

/** How many rows to read after a slice, so that rows of any size take about a megabyte. */
export function nextLimit(rows: number, bytes: number): number {
  const fitting = Math.floor((mostBytes * rows) / Math.max(1, bytes));
  return Math.max(1, Math.min(2 * rows, mostRows, fitting));
}

/** A value that the target could not give back as it is: where it is, and what is wrong with it. */
export type Unfit = { column: string; why: string };

/** Finds a value that would not be the same after a move. */
export function unfitIn({ columns }: Table, row: Row, keepsZero: boolean): Unfit | undefined {
  for (const [i, column] of columns.entries()) {
    const why = unfit(column, row[i]!, keepsZero);
    if (why !== undefined) return { column: column.name, why };
  }
  return undefined;
}

function unfit({ type }: Column, value: Value, keepsZero: boolean): string | undefined {
  if (typeof value === 'string' && !keepsZero && value.includes('\0'))
    return 'has the character U+0000, which PostgreSQL cannot keep';
  if (type === 'integer' && value !== null && !Number.isSafeInteger(value))
    return 'is too large for Etude to read exactly';
  return undefined;
}
