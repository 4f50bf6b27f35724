import type { Database } from '../../src/base/data/database.ts';
import type { Handle } from '../../src/base/data/handle.ts';

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
