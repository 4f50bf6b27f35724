import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../../base/failure.ts';

/** What a hash of argon2id costs whoever makes it: KiB of memory, and how often they are gone through. */
export type Cost = { memory: number; passes: number };

/** As OWASP advises, in one lane. */
const advised: Cost = { memory: 19_456, passes: 2 };
const bytes = 32;

/** How many passwords are hashed at once, so that practice goes on beside them, and how many may wait for that. */
const mostAtOnce = 2;
const mostWaiting = 30;

/** Hashes passwords and compares them. */
export type Passwords = {
  /** A password as it is stored: an encoded string of argon2id, with its cost and a salt from a random token. */
  hash(password: string, token: string): Promise<string>;
  /** Whether a password is the one that was stored; where none is, it takes as long to say no. */
  isRight(password: string, stored: string | null): Promise<boolean>;
};

/** Passwords that are hashed a few at a time, each at a cost. */
export function createPasswords(cost: Cost = advised): Passwords {
  const inTurn = fewAtOnce();
  const nobody = encode(cost, Buffer.alloc(16), Buffer.alloc(bytes));
  return {
    async hash(password, token) {
      const salt = Buffer.from(token, 'base64url').subarray(0, 16);
      return encode(cost, salt, await inTurn(() => tagOf(password, salt, cost)));
    },
    async isRight(password, stored) {
      const { tag, salt, ...made } = decode(stored ?? nobody);
      const given = await inTurn(() => tagOf(password, salt, made));
      return timingSafeEqual(given, tag) && stored !== null;
    },
  };
}

/** Runs jobs a few at a time. */
function fewAtOnce() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(job: () => Promise<T>): Promise<T> => {
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
  };
}

const derive = promisify(argon2);

function tagOf(password: string, salt: Buffer, { memory, passes }: Cost): Promise<Buffer> {
  return derive('argon2id', {
    message: password,
    nonce: salt,
    parallelism: 1,
    tagLength: bytes,
    memory,
    passes,
  });
}

const written = (buffer: Buffer) => buffer.toString('base64').replaceAll('=', '');

function encode({ memory, passes }: Cost, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${written(salt)}$${written(tag)}`;
}

function decode(encoded: string): Cost & { salt: Buffer; tag: Buffer } {
  const [, memory, passes, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([^$]+)\$([^$]+)$/.exec(encoded) ?? [];
  if (tag === undefined) throw new Error('A stored password cannot be read.');
  return {
    memory: Number(memory),
    passes: Number(passes),
    salt: Buffer.from(salt!, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}
