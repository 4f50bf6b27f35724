import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { ownFields } from './own.ts';
import { back, css, front, typeName } from './template.ts';

/** A note to write, with its card, in a deck of that name. */
export type OutgoingNote = {
  id: number;
  guid: string;
  /** When it last changed, in seconds. */
  mod: number;
  deck: string;
  tags: readonly string[];
  fields: readonly string[];
  /** Its first field without marks. */
  title: string;
};

/** Fixed moments of the collection, so that equal banks are equal files. */
const [made, model] = [1_735_704_000, 1_735_704_000_001];

const schema = `
create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
  ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
  left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
  ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
  type integer not null);
create table graves (usn integer not null, oid integer not null, type integer not null);
create index ix_notes_usn on notes (usn);
create index ix_cards_usn on cards (usn);
create index ix_revlog_usn on revlog (usn);
create index ix_cards_nid on cards (nid);
create index ix_cards_sched on cards (did, queue, due);
create index ix_revlog_cid on revlog (cid);
create index ix_notes_csum on notes (csum);`;

/** The database of a collection with these notes, each new: the format of schema 11, which every Anki opens. */
export function collectionOf(notes: Iterable<OutgoingNote>): Buffer {
  const db = new DatabaseSync(':memory:');
  try {
    db.exec(`pragma page_size = 4096; ${schema} begin`);
    const decks = fill(db, notes);
    const newest = db.prepare('select coalesce(max(mod), 0) as mod from notes').get() as { mod: number };
    const values = [made, newest.mod * 1000, made * 1000, conf, modelsOf(newest.mod), decksOf(decks), groups];
    db.prepare(`insert into col values (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')`).run(
      ...values.map((value) => (typeof value === 'object' ? JSON.stringify(value) : value)),
    );
    db.exec('commit');
    return Buffer.from(db.serialize());
  } finally {
    db.close();
  }
}

/** Writes notes and cards. Returns the ids of the decks by their names. */
function fill(db: DatabaseSync, notes: Iterable<OutgoingNote>): Map<string, number> {
  const note = db.prepare(`insert into notes values (?, ?, ${model}, ?, -1, ?, ?, ?, ?, 0, '')`);
  const card = db.prepare(
    `insert into cards values (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')`,
  );
  const decks = new Map<string, number>();
  let due = 0;
  for (const { id, guid, mod, deck, tags, fields, title } of notes) {
    for (const each of withParents(deck)) decks.getOrInsertComputed(each, () => numberOf(`deck ${each}`));
    const tagText = tags.length > 0 ? ` ${tags.join(' ')} ` : '';
    note.run(id, guid, mod, tagText, fields.join('\x1f'), title, sumOf(title));
    card.run(id, id, decks.get(deck)!, mod, ++due);
  }
  return decks;
}

function withParents(deck: string): string[] {
  const parts = deck.split('::');
  return parts.map((_, i) => parts.slice(0, i + 1).join('::'));
}

/** A number that Anki could have given: it is a moment in 2024, always the same for one text. */
export function numberOf(text: string): number {
  const hash = createHash('sha256').update(text).digest();
  return 1_704_067_200_000 + (hash.readUIntBE(0, 6) % 31_536_000_000);
}

/** The sum by which Anki finds notes with the same first field. */
function sumOf(title: string): number {
  return createHash('sha1').update(title).digest().readUInt32BE(0);
}

const conf = {
  activeDecks: [1],
  addToCur: true,
  collapseTime: 1200,
  curDeck: 1,
  curModel: String(model),
  dueCounts: true,
  estTimes: true,
  newBury: true,
  newSpread: 0,
  nextPos: 1,
  sortBackwards: false,
  sortType: 'noteFld',
  timeLim: 0,
};

const groups = {
  1: {
    autoplay: true,
    id: 1,
    lapse: { delays: [10], leechAction: 0, leechFails: 8, minInt: 1, mult: 0 },
    maxTaken: 60,
    mod: 0,
    name: 'Default',
    new: {
      bury: true,
      delays: [1, 10],
      initialFactor: 2500,
      ints: [1, 4, 7],
      order: 1,
      perDay: 20,
      separate: true,
    },
    replayq: true,
    rev: { bury: true, ease4: 1.3, fuzz: 0.05, ivlFct: 1, maxIvl: 36_500, minSpace: 1, perDay: 100 },
    timer: 0,
    usn: 0,
  },
};

function decksOf(decks: ReadonlyMap<string, number>): Record<string, object> {
  const deckOf = (id: number, title: string) => ({
    collapsed: false,
    conf: 1,
    desc: '',
    dyn: 0,
    extendNew: 10,
    extendRev: 50,
    id,
    lrnToday: [0, 0],
    mod: made,
    name: title,
    newToday: [0, 0],
    revToday: [0, 0],
    timeToday: [0, 0],
    usn: -1,
  });
  const all = [...decks].map(([title, id]) => [String(id), deckOf(id, title)]);
  return { 1: deckOf(1, 'Default'), ...Object.fromEntries(all) };
}

function modelsOf(mod: number): Record<string, object> {
  const flds = ownFields.map((name, ord) => ({
    font: 'Arial',
    media: [],
    name,
    ord,
    rtl: false,
    size: 20,
    sticky: false,
  }));
  const card = { afmt: back, bafmt: '', bqfmt: '', did: null, name: 'Card 1', ord: 0, qfmt: front };
  const latexPre =
    '\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n';
  return {
    [model]: {
      css,
      did: 1,
      flds,
      id: model,
      latexPost: '\\end{document}',
      latexPre,
      mod,
      name: typeName,
      req: [[0, 'any', [0]]],
      sortf: 0,
      tags: [],
      tmpls: [card],
      type: 0,
      usn: -1,
      vers: [],
    },
  };
}
