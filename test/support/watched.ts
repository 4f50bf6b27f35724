import type { Database } from '../../src/base/data/database.ts';
import type { Handle } from '../../src/base/data/handle.ts';
import { lazy } from '../../src/base/lazy.ts';

/** Sees a statement as it is declared. */
export type WatchSql = (sql: string, handle: Handle) => void;

type Watch = { watchQueries?: WatchSql; watchChanges?: WatchSql };

/** The same database, which shows every statement to those who watch. */
export function watched(db: Database, handle: Handle, watch: Watch): Database {
  const { watchQueries = () => {}, watchChanges = () => {} } = watch;
  return {
    ...db,
    one<Row>(sql: string) {
      watchQueries(sql, handle);
      return db.one<Row>(sql);
    },
    all<Row>(sql: string) {
      watchQueries(sql, handle);
      return db.all<Row>(sql);
    },
    change(sql, rows) {
      watchChanges(sql, handle);
      return db.change(sql, rows);
    },
  };
}

/**
 * The same database, which compiles a statement at its first use: most houses use few, and `test/sql.test.ts` compiles
 * all.
 */
export function compiledLate(db: Database): Database {
  return {
    ...db,
    one<Row>(sql: string) {
      const query = lazy(() => db.one<Row>(sql));
      return (values) => query()(values);
    },
    all<Row>(sql: string) {
      const query = lazy(() => db.all<Row>(sql));
      return (values) => query()(values);
    },
    change(sql, rows) {
      const change = lazy(() => db.change(sql, rows));
      return (values) => change()(values);
    },
  };
}
