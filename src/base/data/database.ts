import { Failure } from '../failure.ts';
import type { Trouble } from './place.ts';

export type Value = string | number | Uint8Array | null;
export type Values = Record<string, Value>;

/** A statement that an engine has compiled, and that only this engine can run. */
export type Compiled = { readonly source: string };

/** One write as data: a compiled statement, its values and how many rows it must touch (undefined: any number). */
export type Change = { statement: Compiled; values: Values; rows: number | undefined };

/**
 * The store, whatever the engine: asynchronous to its callers. Statements are compiled when they are declared or before
 * the first request, so that a wrong column stops the start and not a learner.
 */
export type Database = {
  /** Declares a query for at most one row. */
  one<Row>(sql: string): (values: Values) => Promise<Row | undefined>;
  /** Declares a query for many rows. */
  all<Row>(sql: string): (values: Values) => Promise<Row[]>;
  /** Declares a write that must touch exactly `rows` rows, or any number when left out. */
  change(sql: string, rows?: number): (values: Values) => Change;
  /**
   * Applies all changes or none, on disk when it resolves. A row count or constraint that is missed is a conflict; a
   * full disk is `full`, any other trouble with the database `unavailable`. Without changes it waits for everything that
   * was handed in before.
   */
  commit(changes: readonly Change[]): Promise<void>;
  /** As `commit`, but tells a conflict by false: someone else was faster. */
  tryCommit(changes: readonly Change[]): Promise<boolean>;
  /**
   * Reads several things as they were at one moment, beside whoever writes. All of them must begin in one turn, and the
   * look may happen once more where a connection breaks.
   */
  readTogether<T>(look: () => Promise<T>): Promise<T>;
  /** Looks at one moment of the database, whatever others write meanwhile; nothing may be saved while it lasts. */
  atOneMoment<T>(look: () => Promise<T>): Promise<T>;
  /** What keeps everything from being saved, such as files that are not where and as they were opened. */
  trouble(): Trouble | undefined;
  close(): void;
};

/**
 * What one transaction was like: how many batches shared it, how long it took to bring them onto the disk, and of one that
 * failed whether that says nothing about the next.
 */
export type Group = { batches: number; syncMs: number; failed: boolean; willPass?: boolean };

/** `tryCommit`, made of `commit`. */
export function trying(commit: Database['commit']): Database['tryCommit'] {
  return async (changes) => {
    try {
      await commit(changes);
      return true;
    } catch (error) {
      if (error instanceof Failure && error.kind === 'conflict') return false;
      throw error;
    }
  };
}
