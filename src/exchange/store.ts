import type { Change, Database, Value, Values } from '../base/data/database.ts';
import { type Columns, learnerColumns, type Row, tables } from './tables.ts';

/** What goes out of the database for a learner, and what comes back in. */
export function exchangeStore(db: Database) {
  const ofLearner = 'learner = cast(:learner as text)';
  const settled = `exists (select 1 from sitting where sitting.learner = cast(:learner as text)
    and sitting.settled_at is not null and sitting.id = `;
  // An exam under way stays here: its questions are still being asked.
  const only: Record<string, string> = {
    sitting: ' and settled_at is not null',
    ...Object.fromEntries(
      ['paper', 'move', 'result'].map((name) => [name, ` and ${settled}${name}.sitting)`]),
    ),
    prediction: ` and (kind = 'exam' or ${settled}prediction.id))`,
  };
  const read = Object.entries(tables).map(([name, columns]) => {
    const names = Object.keys(columns);
    const all = db.all<Record<string, Value>>(
      `select ${names.join(', ')} from ${name} where ${ofLearner}${only[name] ?? ''} order by ${keys[name]!}`,
    );
    return { name, columns, all };
  });
  const readLearner = db.one<Record<string, Value>>(
    `select ${Object.keys(learnerColumns).join(', ')} from learner where id = cast(:learner as text)`,
  );
  const write = Object.fromEntries(
    Object.entries(tables).map(([name, columns]) => {
      const names = Object.keys(columns);
      const values = names.map((column) => `:${column}`).join(', ');
      const insert = db.change(
        `insert into ${name} (learner, ${names.join(', ')}) values (:learner, ${values})`,
        1,
      );
      return [name, (learner: string, row: Row) => insert({ learner, ...toValues(columns, row) })];
    }),
  );
  const ofRow = Object.keys(learnerColumns);
  const makeLearner = db.change(
    `insert into learner (id, folded_retention, ${ofRow.join(', ')})
     values (:learner, 0, ${ofRow.map((name) => `:${name}`).join(', ')})`,
    1,
  );

  async function rowsOf(learner: string): Promise<Record<string, Row[]>> {
    const found = read.map(async ({ name, columns, all }): Promise<[string, Row[]]> => {
      const rows = await all({ learner });
      return [name, rows.map((row) => toRow(columns, row))];
    });
    return Object.fromEntries(await Promise.all(found));
  }

  return {
    /** A learner's own row and the rows of every table, as a file has them; undefined for one who is not there. */
    async everything(learner: string): Promise<{ learner: Row; tables: Record<string, Row[]> } | undefined> {
      const [row, tables] = await db.readTogether(() =>
        Promise.all([readLearner({ learner }), rowsOf(learner)]),
      );
      return row && { learner: toRow(learnerColumns, row), tables };
    },
    /** Makes a learner by the row of a file; their cards are to be folded. */
    makeLearner: (learner: string, row: Row): Change =>
      makeLearner({ learner, ...toValues(learnerColumns, row) }),
    /** Writes a row of theirs. */
    write: (table: string, learner: string, row: Row): Change => write[table]!(learner, row),
  };
}

export type ExchangeStore = ReturnType<typeof exchangeStore>;

/** By what the rows of a table are ordered in a file. */
const keys: Record<string, string> = {
  set_aside: 'question',
  flag: 'question',
  review: 'answered_at, id',
  amendment: 'review, kind',
  report: 'review',
  sitting: 'started_at, id',
  paper: 'sitting, number',
  move: 'sitting, revision, kind',
  result: 'sitting, number',
  prediction: 'made_at, id',
  outcome: 'told_at, id',
  exam_day: 'day',
  agreement: 'agreed_at',
  fitting: 'fitted_at',
};

function toRow(columns: Columns, row: Record<string, Value>): Row {
  const filled = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    filled.map(([name, value]) => [name, columns[name]!.isJson ? JSON.parse(String(value)) : value]),
  );
}

function toValues(columns: Columns, row: Row): Values {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { isJson, missing = null }]) => {
      const value = row[name];
      if (value === undefined) return [name, missing];
      return [name, isJson ? JSON.stringify(value) : (value as Value)];
    }),
  );
}
