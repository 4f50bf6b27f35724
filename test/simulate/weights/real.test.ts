import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../src/base/time.ts';
import { takeAlong } from '../../../src/exchange/take.load.ts';
import { momentsOf } from '../../../src/memory/weights/fit.ts';
import { loadFitGiven } from '../../../src/memory/weights/load.ts';
import { ankiPackage } from '../../support/anki.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { monday, startHouse } from '../../support/house.ts';
import { forgetful } from '../../support/returns.ts';
import { readReal } from './real.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-real-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of a file with some content. */
async function read(name: string, content: string | Buffer) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readReal(path);
}

test('progress downloaded from Etude has the histories that Etude itself fits', async () => {
  const house = await startHouse(checkedBank(plainQuestions(3)));
  await forgetful(house, 3);
  const learner = (await house.stores.learners.byId((await house.stores.learners.all())[0]!))!;
  const rooms = { db: house.db, live: house.live, ...house.stores };
  const { histories } = await loadFitGiven(rooms, learner);
  const found = await read('etude.zip', (await takeAlong(house.stores, learner.id))!);
  await house.close();
  expect(momentsOf(found).length).toBeGreaterThan(3);
  expect(new Set(found.map((each) => JSON.stringify(each)))).toEqual(
    new Set(histories.map((each) => JSON.stringify(each))),
  );
});

test('a package of Anki has a history for each note, without what no answer caused', async () => {
  const log = [
    { at: monday, ease: 3 },
    { at: monday + 3 * DAY, ease: 1 },
    { at: monday + 4 * DAY, ease: 0, kind: 4 },
    { at: monday + 5 * DAY, ease: 3 },
  ];
  const notes = ['a', 'b'].map((guid) => ({ guid, fields: { Front: guid, Back: 'x' }, log }));
  const found = await read(
    'deck.apkg',
    ankiPackage(
      notes.map((note, i) => ({ ...note, log: log.map((each) => ({ ...each, at: each.at + i * MINUTE })) })),
      'zstd',
    ),
  );
  expect(found.map((history) => history.map(({ elapsed, rating }) => [elapsed, rating]))).toEqual(
    Array(2).fill([
      [0, 3],
      [3, 1],
      [2, 3],
    ]),
  );
});

test('lines of numbers are read, with or without the names of Anki’s optimizer', async () => {
  const wanted = [
    [0, 3],
    [4, 2],
  ];
  for (const text of [
    `a,${monday},10,3\na,${monday + 4 * DAY},14,2\n`,
    `review_time,card_id,review_rating\n${monday},1,3\n${monday + 4 * DAY},1,2\n`,
  ])
    expect((await read('log.csv', text))[0]!.map(({ elapsed, rating }) => [elapsed, rating])).toEqual(wanted);
});

test.each([
  ['a,1,2', '"a,1,2" is not an answer: write concept,moment in ms,day,rating from 1 to 4.'],
  ['a,1,2,5', '"a,1,2,5" is not an answer'],
  ['{}', 'This file does not contain progress downloaded from Etude.'],
])('%s is refused with what to write', async (text, sentence) => {
  await expect(read('wrong', text)).rejects.toThrow(sentence);
});

test('a file that is not there is refused', async () => {
  await expect(readReal(join(folder, 'missing'))).rejects.toThrow(
    'cannot be read. Name a file with answers.',
  );
});
