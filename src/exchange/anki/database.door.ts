import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../base/failure.ts';
import type { Logged, Note, NoteType } from './model.ts';
import { numberField, readMessage } from './protobuf.ts';

/** What is read of a collection's database. */
export type Read = { notes: Note[]; log: Logged[] };

type Decks = ReadonlyMap<number, string[]>;
type Row = Record<string, string | number | bigint | Uint8Array | null>;

/** Most notes, and entries of the log, of one collection. */
const mostRows = 1_000_000;

/** Reads notes and log from the bytes of a collection, in memory and trusting nothing that it says. */
export function readDatabase(bytes: Buffer): Read {
  const db = new DatabaseSync(':memory:', { allowExtension: false, readBigInts: false });
  try {
    open(db, bytes);
    return readTables(db);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'invalid',
      'The collection in this Anki package is damaged. Export it from Anki again.',
    );
  } finally {
    db.close();
  }
}

function open(db: DatabaseSync, bytes: Buffer): void {
  if (bytes.toString('latin1', 0, 15) !== 'SQLite format 3') throw new Error('no database');
  // A database in memory has no log beside it, whatever its header says.
  const plain = Buffer.from(bytes);
  plain[18] = 1;
  plain[19] = 1;
  db.deserialize(plain);
  db.exec('pragma trusted_schema = off; pragma cell_size_check = on');
  const unknown = db.prepare("select 1 from sqlite_schema where sql like '%unicase%' limit 1").get();
  if (!unknown) return;
  // Anki sorts by a collation of its own, which SQLite does not know: rows are read in other orders here.
  db.enableDefensive(false);
  db.exec(`pragma writable_schema = on;
    update sqlite_schema set sql = replace(sql, 'unicase', 'nocase') where sql like '%unicase%'`);
  db.deserialize(Buffer.from(db.serialize()));
  db.exec('pragma trusted_schema = off; pragma cell_size_check = on');
}

function readTables(db: DatabaseSync): Read {
  const isRead = new Set(tablesOf(db));
  const isNew = isRead.has('notetypes') && isRead.has('fields');
  const types = isNew ? newTypes(db) : oldTypes(db);
  const decks = isNew ? newDecks(db) : oldDecks(db);
  return { notes: notesOf(db, types, decks), log: isRead.has('revlog') ? logOf(db) : [] };
}

/** Only tables are read: a view could be endless work. */
function tablesOf(db: DatabaseSync): string[] {
  const tables = all(
    db,
    "select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'",
  );
  const names = tables.map(({ name }) => String(name));
  if (!['notes', 'cards', 'col'].every((name) => names.includes(name))) throw new Error('tables are missing');
  return names;
}

function all(db: DatabaseSync, sql: string): Row[] {
  return db.prepare(`select * from (${sql}) limit ${mostRows}`).all() as Row[];
}

function notesOf(db: DatabaseSync, types: ReadonlyMap<number, NoteType>, decks: Decks): Note[] {
  const deckOf = new Map<number, number>();
  for (const { nid, did } of all(
    db,
    'select nid, case odid when 0 then did else odid end as did from cards order by ord desc',
  ))
    deckOf.set(Number(nid), Number(did));
  return all(db, 'select id, guid, mid, mod, tags, flds from notes order by id').map((row) => ({
    id: Number(row.id),
    guid: String(row.guid),
    mod: Number(row.mod),
    type: types.get(Number(row.mid)) ?? { name: '', fields: [], isCloze: false },
    deck: decks.get(deckOf.get(Number(row.id)) ?? 1) ?? [],
    tags: String(row.tags)
      .split(/\s+/)
      .filter((tag) => tag !== ''),
    fields: String(row.flds).split('\x1f'),
  }));
}

/** The log of each note's first card; a second card asks it the other way round. */
function logOf(db: DatabaseSync): Logged[] {
  const rows = all(
    db,
    `select revlog.id as id, cards.nid as note, ease, revlog.type as kind, revlog.factor as factor, time
     from revlog join cards on cards.id = revlog.cid where cards.ord = 0 order by revlog.id`,
  );
  return rows.map(({ id, note, ease, kind, factor, time }) => ({
    id: Number(id),
    note: Number(note),
    ease: Number(ease),
    kind: Number(kind),
    factor: Number(factor),
    tookMs: Number(time),
  }));
}

function newTypes(db: DatabaseSync): Map<number, NoteType> {
  const fields = all(db, 'select ntid, name from fields order by ntid, ord');
  return new Map(
    all(db, 'select id, name, config from notetypes order by id').map(({ id, name, config }) => [
      Number(id),
      {
        name: String(name),
        fields: fields.filter(({ ntid }) => ntid === id).map((field) => String(field.name)),
        isCloze: config instanceof Uint8Array && numberField(readMessage(Buffer.from(config)), 1) === 1,
      },
    ]),
  );
}

function newDecks(db: DatabaseSync): Map<number, string[]> {
  return new Map(
    all(db, 'select id, name from decks order by id').map(({ id, name }) => [
      Number(id),
      String(name).split('\x1f'),
    ]),
  );
}

/** What an older collection keeps as JSON in its only row. */
function jsonOf(db: DatabaseSync, column: 'models' | 'decks'): Record<string, unknown>[] {
  const [row] = all(db, `select ${column} as json from col`);
  const values = JSON.parse(String(row?.json || '{}')) as unknown;
  return Object.values(values as object).filter((value) => typeof value === 'object' && value !== null);
}

function oldTypes(db: DatabaseSync): Map<number, NoteType> {
  return new Map(
    jsonOf(db, 'models').map(({ id, name, type, flds }) => [
      Number(id),
      {
        name: String(name),
        fields: Array.isArray(flds) ? flds.map((field) => String((field as { name?: unknown })?.name)) : [],
        isCloze: type === 1,
      },
    ]),
  );
}

function oldDecks(db: DatabaseSync): Map<number, string[]> {
  return new Map(jsonOf(db, 'decks').map(({ id, name }) => [Number(id), String(name).split('::')]));
}
