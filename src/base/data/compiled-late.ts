import { lazy } from '../lazy.ts';
import type { Database } from './database.ts';

/** The same database, which compiles a statement at its first use: for those who use few of the many. */
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
