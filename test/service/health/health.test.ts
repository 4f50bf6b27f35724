import { readdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHealth } from '../../../src/service/health/health.load.ts';
import { type Condition, readiness, scantSpace } from '../../../src/service/health/health.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { dump } from '../../support/dump.ts';
import { type House, startHouse } from '../../support/house.ts';
import { smallDisk } from '../../support/machine.ts';
import { Reader } from '../../support/reader.ts';

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(3)), { baseUrl: 'https://quiz.example/etude' });
  reader = new Reader(house.app, { host: 'quiz.example', origin: 'https://quiz.example' });
});
afterEach(() => house.close());

const folderOf = ({ handle }: House) => dirname(handle.name);

/** What readiness says now, asked as a container asks that knows neither host nor path. */
async function ready(of = house): Promise<[number, string]> {
  const { status, body } = await new Reader(of.app, { host: '127.0.0.1:3000' }).get('/readyz');
  return [status, body];
}

const isReady = [200, 'Etude is ready.\n'];

test.each(['/healthz', '/etude/healthz', '/readyz', '/etude/readyz'])(
  '%s is answered whatever the host, in a sentence that nobody keeps',
  async (url) => {
    for (const host of ['127.0.0.1:3000', '10.0.0.1', 'quiz.example']) {
      const { status, headers, body } = await new Reader(house.app, { host }).get(url);
      expect([status, body]).toEqual([200, expect.stringMatching(/^Etude is (alive|ready)\.\n$/)]);
      expect(headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['set-cookie']).toBeUndefined();
    }
  },
);

test('asking writes nothing, neither to the database nor beside it', async () => {
  const seen = () =>
    readdirSync(folderOf(house)).map((name) => [name, statSync(`${folderOf(house)}/${name}`).mtimeMs]);
  const before = { rows: dump(house), files: seen() };
  for (let times = 0; times < 20; times++) {
    house.world.pass({ minutes: 1 });
    expect(await ready()).toEqual(isReady);
  }
  expect({ rows: dump(house), files: seen() }).toEqual(before);
});

test('without its folder it is not ready, and with it again it is', async () => {
  const folder = folderOf(house);
  renameSync(folder, `${folder}-away`);
  house.world.pass({ minutes: 1 });
  const away = 'its data folder cannot be written to (ENOENT); its database is no longer in place';
  expect(await ready()).toEqual([503, `Etude is not ready: ${away}.\n`]);
  expect((await reader.get('/etude/healthz')).status).toBe(200);
  renameSync(`${folder}-away`, folder);
  house.world.pass({ minutes: 1 });
  expect(await ready()).toEqual(isReady);
});

test('a commit that failed only for a moment leaves it ready', () => {
  const health = createHealth(undefined, house.world);
  health.committed({ batches: 1, syncMs: 0, failed: true, willPass: true });
  const idle = { isLate: () => false, delayMs: () => 0 };
  expect(health.readiness(house.live, idle).isReady).toBe(true);
});

describe('after a commit that failed', () => {
  const failed = [503, 'Etude is not ready: its last write failed.\n'];

  beforeEach(async () => {
    house.handle.pragma('query_only = 1');
    expect((await answer()).status).toBe(503);
    expect(await ready()).toEqual(failed);
    house.handle.pragma('query_only = 0');
  });

  async function answer() {
    const question = await reader.get('/etude/practice');
    const fields = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };
    return reader.send('/etude/practice', fields);
  }

  test('the next that succeeds makes it ready', async () => {
    expect((await answer()).status).toBe(303);
    expect(await ready()).toEqual(isReady);
  });

  test('half a minute makes it ready to be tried again, since no one else would try', async () => {
    house.world.pass({ minutes: 0.4 });
    expect(await ready()).toEqual(failed);
    house.world.pass({ minutes: 0.2 });
    expect(await ready()).toEqual(isReady);
  });
});

test('on a disk that is almost full it is not ready', async ({ skip }) => {
  const disk = smallDisk(24);
  if (!disk) return skip('no disk can be mounted');
  const small = await startHouse(checkedBank(plainQuestions(1)), { disk: disk.folder });
  try {
    expect(await ready(small)).toEqual(isReady);
    disk.fill();
    small.world.pass({ minutes: 1 });
    expect(await ready(small)).toEqual([503, 'Etude is not ready: its disk has only 0 MB left.\n']);
    disk.empty();
    small.world.pass({ minutes: 1 });
    expect(await ready(small)).toEqual(isReady);
  } finally {
    await small.close();
    disk.remove();
  }
});

test.each<[Partial<Condition>, string]>([
  [{}, 'Etude is ready.'],
  [{ freeBytes: scantSpace }, 'Etude is ready.'],
  [{ freeBytes: scantSpace - 1 }, 'Etude is not ready: its disk has only 15 MB left.'],
  [{ isLate: true }, 'Etude is not ready: it is overloaded.'],
  [{ lost: 'deleted' }, 'Etude is not ready: its database is no longer in place.'],
  [
    { lost: 'log', hasFailed: true },
    'Etude is not ready: the write-ahead log of its database is no longer in place.',
  ],
  [{ lost: 'overwritten' }, 'Etude is not ready: another program has overwritten its database.'],
  [{ questions: 0 }, 'Etude is not ready: its bank has no questions.'],
  [
    { unwritable: 'EROFS', freeBytes: Number.NaN, hasFailed: true },
    'Etude is not ready: its data folder cannot be written to (EROFS); its last write failed.',
  ],
])('%o: %s', (change, sentence) => {
  const well = { unwritable: undefined, freeBytes: 1e9, hasFailed: false, isLate: false, questions: 338 };
  expect(readiness({ ...well, ...change }).sentence).toBe(sentence);
});
