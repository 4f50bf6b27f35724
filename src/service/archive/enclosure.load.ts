import { createHash } from 'node:crypto';
import type { Handle } from '../../base/data/handle.ts';
import { partsOfSchema } from '../../base/data/migrate.ts';
import { type Progress, silent } from '../../base/process/progress.ts';
import { enclosure } from '../enclosure.ts';

/** What a backup holds besides the database, in a table that restoring takes out again. */
export type Enclosed = {
  secret: string;
  /** When it was made, and by which version of Etude. */
  madeAt: number;
  release: string;
};

/** How many rows each table has. */
export function countRows(handle: Handle): Record<string, number> {
  const count = (name: string) => handle.prepare(`select count(*) from "${name}"`).pluck().get() as number;
  return Object.fromEntries(tablesOf(handle).map((name) => [name, count(name)]));
}

function tablesOf(handle: Handle): string[] {
  const tables = partsOfSchema(handle).filter(({ type, name }) => type === 'table' && name !== enclosure);
  return tables.map(({ name }) => name.replaceAll('"', '""'));
}

/** This much text is handed to the hash at a time: more often takes longer than the hashing itself. */
const hashedAtOnce = 64 * 1024;
/** Progress is told after this many rows. */
const rowsBetween = 20_000;

/** The SHA-256 of every row: SQLite's own check sees a broken page, but not another letter in a text. */
export function digestOf(handle: Handle, progress: Progress = silent): string {
  const hash = createHash('sha256');
  const tables = countRows(handle);
  const total = Object.values(tables).reduce((sum, count) => sum + count, 0);
  let [text, done] = ['', 0];
  for (const name of tablesOf(handle)) {
    text += name;
    // In the order of the table itself, whatever indexes there are.
    for (const row of handle.prepare(`select * from "${name}" not indexed`).raw().iterate()) {
      text += JSON.stringify(row);
      if (text.length > hashedAtOnce) {
        hash.update(text);
        text = '';
      }
      if (++done % rowsBetween === 0) progress(done / total);
    }
  }
  return hash.update(text).digest('base64url');
}

/** Makes a backup of a copy: puts in what it needs besides the database, and the digest of it all, which it returns. */
export function enclose(
  handle: Handle,
  { secret, madeAt, release }: Enclosed,
  progress: Progress = silent,
): string {
  takeOut(handle);
  const digest = digestOf(handle, progress);
  handle.exec(
    `create table ${enclosure} (secret text not null, made_at integer not null, release text not null, digest text not null) strict`,
  );
  handle
    .prepare(`insert into ${enclosure} values (:secret, :madeAt, :release, :digest)`)
    .run({ secret, madeAt, release, digest });
  return digest;
}

/** What is enclosed in a backup; undefined where it is none. */
export function enclosedIn(handle: Handle): (Enclosed & { digest: string }) | undefined {
  if (!handle.prepare("select 1 from pragma_table_info(?) where name = 'secret'").get(enclosure))
    return undefined;
  return handle
    .prepare(`select secret, made_at as madeAt, release, digest from ${enclosure}`)
    .get() as Enclosed & { digest: string };
}

/** Makes a plain database of a backup. */
export function takeOut(handle: Handle): void {
  handle.exec(`drop table if exists ${enclosure}`);
}
