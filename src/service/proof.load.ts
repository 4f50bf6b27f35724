import { createHash } from 'node:crypto';
import { bankOf } from '../bank/bank.ts';
import type { BankStore } from '../bank/store.ts';
import { createDatabase, type Database, type Handle } from '../base/database.ts';
import { Refusal } from '../base/failure.ts';
import { isStrong } from '../base/folder.ts';
import { type Migration, partsOfSchema, refuseOthers } from '../base/migrate.ts';
import type { ExamStore } from '../exam/store.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { MemoryStore } from '../memory/store.ts';
import { examineFile, examineMemory, examineSchema, repairMemory } from './doctor.load.ts';
import { type Finding, findingLine } from './findings.ts';
import { enclosure } from './schema.ts';

/** How the rooms open their stores. */
export type OpenStores = (db: Database) => {
  texts: BankStore;
  learners: LearnerStore;
  memory: MemoryStore;
  exams: ExamStore;
};

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

/** The SHA-256 of every row: SQLite's own check sees a broken page, but not another letter in a text. */
function digestOf(handle: Handle): string {
  const hash = createHash('sha256');
  for (const name of tablesOf(handle)) {
    hash.update(name);
    // In the order of the table itself, whatever indexes there are.
    for (const row of handle.prepare(`select * from "${name}" not indexed`).raw().iterate())
      hash.update(JSON.stringify(row));
  }
  return hash.digest('base64url');
}

/** Makes a backup of a copy: puts in what it needs besides the database, and the digest of it all. */
export function enclose(handle: Handle, { secret, madeAt, release }: Enclosed): void {
  takeOut(handle);
  const digest = digestOf(handle);
  handle.exec(
    `create table ${enclosure} (secret text not null, made_at integer not null, release text not null, digest text not null) strict`,
  );
  handle
    .prepare(`insert into ${enclosure} values (:secret, :madeAt, :release, :digest)`)
    .run({ secret, madeAt, release, digest });
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
  const rooms = { db, bank: bankOf(await stores.texts.live()), ...stores };
  const { findings, broken } = await examineMemory(rooms, { concepts: [] });
  await repairMemory(rooms, broken);
  return findings.length;
}
