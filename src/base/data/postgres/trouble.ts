import { Failure, Refusal } from '../../failure.ts';
import { conflict } from '../trouble.ts';

/** What happened to a connection while a transaction was being committed: nobody knows whether it was saved. */
export class Unsure extends Error {}

/** The five characters by which PostgreSQL says what is wrong; undefined for an error that is not from a server. */
export function stateOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)
    ? code
    : undefined;
}

/**
 * Whether a connection is of no use any more. A server that refuses writes has become a standby, and a pool would go on
 * talking to it for ever.
 */
const deadStates = /^(08...|57P0[1-5]|25006|25P03|53300)$/;

/** What the driver says of a connection that broke, or that it could not get in time. */
const broken =
  /Connection terminated|(connection|read) timeout|timeout (exceeded|expired)|connection error|not queryable|after calling end/i;

/** Whether the connection broke, or led to a server that takes no writes. */
export function isDead(error: unknown): boolean {
  const state = stateOf(error);
  if (state !== undefined) return deadStates.test(state);
  const { code, message } = error as { code?: string; message?: string };
  return /^(E[A-Z_]+)$/.test(code ?? '') || broken.test(message ?? '');
}

/** What the driver says of one connection when all of them are busy, or when the server is slow. */
const overload = /timeout exceeded when trying to connect|Query read timeout/;

/** Whether load alone brings an error about: its connection is of no use any more, but the server may well be. */
export function isOverload(error: unknown): boolean {
  const state = stateOf(error);
  return state === undefined ? isSlow(error) : state === '53300';
}

const isSlow = (error: unknown) => overload.test((error as { message?: string }).message ?? '');

/** Whether another transaction was in the way, so that the same one may well succeed if it is tried again. */
export function isPassing(error: unknown): boolean {
  return /^(40001|40P01|55P03)$/.test(stateOf(error) ?? '');
}

/** What a batch is told of an error of its own: a row that is there already is a conflict, any other constraint a bug. */
export function ownError(error: unknown): unknown {
  const state = stateOf(error);
  if (state === '23505') return conflict();
  if (state === '22021' || state === '22P05') return unstorable(error);
  return error;
}

/** PostgreSQL keeps no text with the character zero, which SQLite does. */
function unstorable(cause: unknown): Failure {
  return new Failure(
    'invalid',
    'This text has a character that cannot be stored. Remove the invisible character, or type the text again.',
    { cause },
  );
}

/** Trouble with the server in words for the reader, the error itself as its cause; any other error stays as it is. */
export function storageFailure(error: unknown, what: string): unknown {
  const state = stateOf(error) ?? '';
  if (error instanceof Unsure) {
    return new Failure(
      'unavailable',
      'The connection to this server’s database was lost while it was saving. What you sent may have been saved: go back, reload the page and check before you send it again.',
      { cause: error.cause },
    );
  }
  if (/^53[12]00$/.test(state)) {
    return new Failure(
      'full',
      `${what}: this server’s disk or memory is full. Anything already saved is safe. Tell the person who runs this server, then go back and send it again.`,
      { cause: error },
    );
  }
  if (/^XX00[12]$/.test(state)) {
    return new Failure(
      'unavailable',
      `${what}: this server’s database is damaged. Tell the person who runs this server; trying again will not help.`,
      { cause: error },
    );
  }
  if (error instanceof Refusal || isDead(error) || isPassing(error) || /^(28|3D|53|57|58)/.test(state)) {
    return new Failure(
      'unavailable',
      `${what}: this server cannot reach its database. Anything already saved is safe. Go back and try again shortly.`,
      { cause: error },
    );
  }
  return ownError(error);
}

/** What a command that reads a database says of an error that its server caused; undefined for any other. */
export function readingTrouble(error: unknown, address: string): Refusal | undefined {
  const cause = error instanceof Failure ? (error.cause ?? error) : error;
  if (isDead(cause))
    return new Refusal(
      `The connection to ${address} broke while Etude read the database: run the command again.`,
      1,
    );
  if (stateOf(cause) === undefined) return undefined;
  const { message } = cause as Error;
  return new Refusal(`${address} reports "${message}": fix this, then run the command again.`, 1);
}
