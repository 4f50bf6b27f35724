import type { Change, Database, Values } from '../../src/base/data/database.ts';
import { turn } from './delayed-reads.ts';

/** What a page costs at the store: queries and batches, and how many trips wait for one another. */
export type Trips = { reads: string[]; batches: number; trips: number };

/** A database that counts what goes to it. What is asked for side by side travels together; one trip takes two turns. */
export class CountedTrips {
  #count: Trips = { reads: [], batches: 0, trips: 0 };
  #leaving: Promise<void> | undefined;

  /** The counted database over another. */
  over(db: Database): Database {
    const counted =
      <T>(sql: string, read: (values: Values) => Promise<T>) =>
      async (values: Values): Promise<T> => {
        this.#count.reads.push(sql.replace(/\s+/g, ' ').trim());
        await this.#travel();
        return read(values);
      };
    const save =
      <T>(commit: (changes: readonly Change[]) => Promise<T>) =>
      async (changes: readonly Change[]): Promise<T> => {
        this.#count.batches++;
        await this.#travel();
        return commit(changes);
      };
    return {
      ...db,
      one: <Row>(sql: string) => counted(sql, db.one<Row>(sql)),
      all: <Row>(sql: string) => counted(sql, db.all<Row>(sql)),
      commit: save(db.commit),
      tryCommit: save(db.tryCommit),
    };
  }

  /** What has gone to the store meanwhile. */
  async during(work: () => Promise<unknown>): Promise<Trips> {
    this.#count = { reads: [], batches: 0, trips: 0 };
    await work();
    return this.#count;
  }

  #travel(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    this.#count.trips++;
    await turn();
    await turn();
    this.#leaving = undefined;
  }
}
