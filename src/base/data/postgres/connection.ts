import type { Value } from '../database.ts';

/** A statement as it is sent; one with a name is prepared once on each connection. A list is sent as an array. */
export type Query = { text: string; name?: string; values?: (Value | Value[])[] };

/** What came back: the rows, how many rows were read or touched, and the word for what was done. */
export type Answer = { rows: Record<string, Value>[]; count: number; command: string };

/** A connection, for as long as it is lent. Statements that are sent at once travel together, in their order. */
export type Connection = {
  send(query: Query): Promise<Answer>;
  /** Runs several statements without parameters. */
  run(script: string): Promise<void>;
};

/** Lends connections to the server that takes writes. */
export type Lender = {
  /** Lends a connection for one piece of work; one that broke is not lent again. */
  lend<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** How many connections are open, how many pieces of work wait for one, and how many there may be. */
export type PoolLoad = { inUse: number; idle: number; waiting: number; most: number };

/** A lender that knows how busy its connections are. */
export type Pooled = Lender & { load(): PoolLoad };

/** The types whose values become numbers: bool, int8 and numeric, which arrive as text. */
const numbers: Record<number, (text: string) => number> = {
  16: (text) => (text === 't' ? 1 : 0),
  20: safeNumber,
  1700: safeNumber,
};

/** Reads the values of a type as SQLite has them; undefined for types that both have. */
export function reader(type: number): ((text: string) => number) | undefined {
  return numbers[type];
}

/** A number that JavaScript holds exactly; any other is a bug, because Etude counts and times in such numbers alone. */
function safeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new Error(`The database holds the number ${text}, which is too large.`);
  return number;
}
