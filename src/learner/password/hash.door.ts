import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../../base/failure.ts';

/** Argon2id as OWASP advises: 19 MiB, two passes, one lane. */
const memory = 19_456;
const passes = 2;
const bytes = 32;

/** How many passwords are hashed at once, so that practice goes on beside them, and how many may wait for that. */
const mostAtOnce = 2;
const mostWaiting = 30;

type Cost = { memory: number; passes: number };

let running = 0;
const waiting: (() => void)[] = [];

/** Runs a job as one of few at a time. */
async function inTurn<T>(job: () => Promise<T>): Promise<T> {
  if (running >= mostAtOnce) {
    if (waiting.length >= mostWaiting)
      throw new Failure('unavailable', 'Too many people are signing in just now. Try again shortly.');
    await new Promise<void>((start) => waiting.push(start));
  } else {
    running++;
  }
  try {
    return await job();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

const derive = promisify(argon2);

function tagOf(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const { memory, passes } = cost;
  return inTurn(() =>
    derive('argon2id', { message: password, nonce: salt, parallelism: 1, tagLength: bytes, memory, passes }),
  );
}

const written = (buffer: Buffer) => buffer.toString('base64').replaceAll('=', '');

/** A password as it is stored: an encoded string of argon2id, with its cost and a salt from a random token. */
export async function hashPassword(password: string, token: string): Promise<string> {
  const salt = Buffer.from(token, 'base64url').subarray(0, 16);
  return encode(salt, await tagOf(password, salt, { memory, passes }));
}

function encode(salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${written(salt)}$${written(tag)}`;
}

/** What a password is compared with where there is none, so that this takes as long. */
const nobody = encode(Buffer.alloc(16), Buffer.alloc(bytes));

/** Whether a password is the one that was stored; where none is, it takes as long to say no. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const encoded = stored ?? nobody;
  const [, memory, passes, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([^$]+)\$([^$]+)$/.exec(encoded) ?? [];
  if (tag === undefined) throw new Error('A stored password cannot be read.');
  const known = Buffer.from(tag, 'base64');
  const given = await tagOf(password, Buffer.from(salt!, 'base64'), {
    memory: Number(memory),
    passes: Number(passes),
  });
  return timingSafeEqual(given, known) && stored !== null;
}
