import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { zipOf } from '../../src/exchange/zip/write.door.ts';

/** A note as a test writes it: the names of the fields with their texts, and the answers to it. */
export type AnkiNote = {
  guid: string;
  fields: Record<string, string>;
  tags?: string;
  deck?: string;
  isCloze?: boolean;
  log?: { at: number; ease: number; kind?: number; factor?: number; tookMs?: number }[];
};

/** The kinds of package that Anki has written. */
export type AnkiKind = 'legacy 1' | 'legacy 2' | 'zstd';

const tables = `
  create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
  create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null, factor integer not null, reps integer not null, lapses integer not null, left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
  create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
  create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null, dconf text not null, tags text not null);`;
const newTables = `
  create table notetypes (id integer not null primary key, name text not null collate nocase, mtime_secs integer not null, usn integer not null, config blob not null);
  create table fields (ntid integer not null, ord integer not null, name text not null collate nocase, config blob not null, primary key (ntid, ord)) without rowid;
  create table decks (id integer primary key not null, name text not null collate nocase, mtime_secs integer not null, usn integer not null, common blob not null, kind blob not null);
  create unique index idx_fields_name_ntid on fields (name, ntid);
  create unique index idx_notetypes_name on notetypes (name);
  create unique index idx_decks_name on decks (name);`;

/** The bytes of a package of Anki. */
export function ankiPackage(
  notes: readonly AnkiNote[],
  kind: AnkiKind,
  media: Record<string, Buffer> = {},
): Buffer {
  const database = databaseOf(notes, kind);
  const files = Object.entries(media);
  const names = Object.fromEntries(files.map(([name], i) => [i, name]));
  if (kind !== 'zstd')
    return zipOf([
      { name: kind === 'legacy 1' ? 'collection.anki2' : 'collection.anki21', content: database },
      ...(kind === 'legacy 2' ? [{ name: 'collection.anki2', content: stub() }] : []),
      { name: 'media', content: JSON.stringify(names) },
      ...files.map(([, content], i) => ({ name: String(i), content })),
    ]);
  const entries = files.map(([name]) => field(1, field(1, Buffer.from(name))));
  return zipOf([
    { name: 'meta', content: Buffer.from([8, 3]) },
    { name: 'collection.anki21b', content: zstdCompressSync(database) },
    { name: 'collection.anki2', content: stub() },
    { name: 'media', content: zstdCompressSync(Buffer.concat(entries)) },
    ...files.map(([, content], i) => ({ name: String(i), content: zstdCompressSync(content) })),
  ]);
}

/** What new packages hold for old versions of Anki. */
function stub(): Buffer {
  const text = 'Please update to the latest Anki version, then import the .colpkg/.apkg file again.';
  return databaseOf([{ guid: 'stub', fields: { Front: text, Back: '' } }], 'legacy 1');
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

function databaseOf(notes: readonly AnkiNote[], kind: AnkiKind): Buffer {
  const db = new DatabaseSync(':memory:');
  db.exec(tables);
  const types = [
    ...new Set(notes.map((note) => JSON.stringify([Object.keys(note.fields), note.isCloze === true]))),
  ];
  const decks = [...new Set(['Default', ...notes.map(({ deck = 'Default' }) => deck)])];
  const models = types.map((type, i) => {
    const [fields, isCloze] = JSON.parse(type) as [string[], boolean];
    return {
      id: i + 10,
      name: `Type ${i}`,
      type: isCloze ? 1 : 0,
      flds: fields.map((name, ord) => ({ name, ord })),
    };
  });
  const byId = (values: { id: number }[]) =>
    JSON.stringify(Object.fromEntries(values.map((each) => [each.id, each])));
  const isNew = kind === 'zstd';
  db.prepare('insert into col values (1, 0, 0, 0, ?, 0, 0, 0, ?, ?, ?, ?, ?)').run(
    isNew ? 18 : 11,
    '{}',
    isNew ? '' : byId(models),
    isNew ? '' : byId(decks.map((name, i) => ({ id: i + 1, name }))),
    '{}',
    '{}',
  );
  if (isNew) {
    db.exec(newTables);
    for (const { id, name, type, flds } of models) {
      db.prepare('insert into notetypes values (?, ?, 0, 0, ?)').run(
        id,
        name,
        Buffer.from(type ? [8, 1] : []),
      );
      for (const { name: fieldName, ord } of flds)
        db.prepare('insert into fields values (?, ?, ?, ?)').run(id, ord, fieldName, Buffer.alloc(0));
    }
    decks.forEach((name, i) => {
      const levels = name.replaceAll('::', '\x1f');
      db.prepare('insert into decks values (?, ?, 0, 0, ?, ?)').run(
        i + 1,
        levels,
        Buffer.alloc(0),
        Buffer.alloc(0),
      );
    });
    db.enableDefensive(false);
    db.exec("pragma writable_schema = on; update sqlite_schema set sql = replace(sql, 'nocase', 'unicase')");
  }
  notes.forEach((note, i) => {
    const type = types.indexOf(JSON.stringify([Object.keys(note.fields), note.isCloze === true])) + 10;
    const id = 1_500_000_000_000 + i;
    db.prepare('insert into notes values (?, ?, ?, 0, 0, ?, ?, 0, 0, 0, ?)').run(
      id,
      note.guid,
      type,
      note.tags ? ` ${note.tags} ` : '',
      Object.values(note.fields).join('\x1f'),
      '',
    );
    const deck = decks.indexOf(note.deck ?? 'Default') + 1;
    db.prepare('insert into cards values (?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?)').run(
      id,
      id,
      deck,
      '',
    );
    for (const { at, ease, kind: type = 1, factor = 2500, tookMs = 4000 } of note.log ?? [])
      db.prepare('insert into revlog values (?, ?, 0, ?, 1, 1, ?, ?, ?)').run(
        at,
        id,
        ease,
        factor,
        tookMs,
        type,
      );
  });
  const bytes = Buffer.from(db.serialize());
  db.close();
  return bytes;
}
