import type { Database, Values } from '../../src/base/data/database.ts';

/** A read lets at most this many turns of the event loop go first, and again before it hands over what it has read. */
const mostTurns = 3;

/**
 * The same database, whose reads wait. SQLite answers so fast that two requests hardly ever meet between two reads; here
 * they meet all the time, and the same numbers give the same delays.
 */
export function delayReads(db: Database, next: (limit: number) => number): Database {
  const wait = async () => {
    for (let turns = next(mostTurns + 1); turns > 0; turns--) await turn();
  };
  const delayed =
    <T>(read: (values: Values) => Promise<T>) =>
    async (values: Values): Promise<T> => {
      await wait();
      const found = await read(values);
      await wait();
      return found;
    };
  return {
    ...db,
    one: <Row>(sql: string) => delayed(db.one<Row>(sql)),
    all: <Row>(sql: string) => delayed(db.all<Row>(sql)),
  };
}

/** Waits for one turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
