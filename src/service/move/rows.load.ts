import { createHash } from 'node:crypto';
import type { Row, Table, Tables } from '../../base/data/tables.ts';
import { nextTurn } from '../../base/turns.ts';
import { bytesOf, canonical, firstLimit, keyOf, nextLimit } from './rows.ts';

/** Reads the rows of a table after a key, a slice at a time. */
export async function* slicesOf(tables: Tables, table: Table, after?: Row): AsyncGenerator<Row[]> {
  for (let limit = firstLimit; ; ) {
    const rows = await tables.read(table, after, limit);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    after = keyOf(table, rows.at(-1)!);
    limit = nextLimit(
      rows.length,
      rows.reduce((sum, row) => sum + bytesOf(row), 0),
    );
    await nextTurn();
  }
}

/** The SHA-256 of all rows of a table, in the order of their key; `look` is shown each slice. */
export async function digestOf(
  tables: Tables,
  table: Table,
  look: (rows: readonly Row[]) => void,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const rows of slicesOf(tables, table)) {
    look(rows);
    hash.update(rows.map((row) => `${canonical(row)}\n`).join(''));
  }
  return hash.digest('base64url');
}
