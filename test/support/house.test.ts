import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { blueprint, checkedBank, plainQuestions, question } from './bank.ts';
import { sit } from './candidate.ts';
import { dump } from './dump.ts';
import { type House, type HouseOptions, startHouse } from './house.ts';
import { Reader } from './reader.ts';
import { regular } from './regular.ts';

const small = checkedBank([question('red.one-001')]);
const options: HouseOptions = { access: ['guests', 'accounts'], zone: 'Asia/Kolkata' };

/** A house, and whether it is in the building that another left in which people had lived. */
async function houseAfter(live: (house: House) => unknown) {
  const before = await startHouse(checkedBank(plainQuestions(3), [blueprint()]), options);
  await live(before);
  await before.close();
  const house = await startHouse(small, options);
  return { house, isInSameBuilding: house.app === before.app };
}

/** Tries a wrong password. Returns the status. */
async function guess(house: House): Promise<number> {
  const reader = new Reader(house.app);
  const form = (await reader.get('/sign-in')).form('/sign-in');
  const page = await reader.send('/sign-in', { ...form, name: 'Nobody', password: 'a wrong password' });
  return page.status;
}

/** All that a house knows, and what it would call the next thing. */
async function stateOf(house: House) {
  const { migration: _, ...tables } = dump(house);
  const { world, live, warnings } = house;
  const names = [world.now(), world.id(), world.token()];
  return { tables, names, warnings, bank: live.current().questions.length, guess: await guess(house) };
}

test('a house in the building of another is as good as new', async () => {
  const { house, isInSameBuilding } = await houseAfter(async (before) => {
    const { reader } = await regular(before);
    await sit(before, reader, ['a', 'b', '']);
    while ((await guess(before)) !== 429);
    before.world.pass({ days: 3 });
  });
  expect(isInSameBuilding).toBe(true);
  const other = await startHouse(small, options);
  expect(other.app).not.toBe(house.app);
  expect(await stateOf(house)).toEqual(await stateOf(other));
  await Promise.all([house.close(), other.close()]);
});

test.each<[what: string, live: (house: House) => unknown]>([
  ['has another schema', ({ handle }) => handle.exec('drop table set_aside')],
  ['has a table beside it', ({ handle }) => handle.exec('create temp table noted (what text)')],
  ['checks no references', ({ handle }) => handle.pragma('foreign_keys = off')],
  ['cannot grow', ({ handle }) => handle.pragma('max_page_count = 1')],
  ['has a file beside its database', ({ handle }) => writeFileSync(`${dirname(handle.name)}/secret`, '')],
  ['is closed', ({ handle }) => handle.close()],
  ['is in the midst of something', ({ db, handle }) => [db, handle.exec('begin')]],
  ['has stopped', ({ app }) => app.close()],
  ['listens', (house) => house.listen()],
  ['has shown another bank', ({ live }) => live.replace(live.current())],
  ['was started again', (house) => house.restart()],
])('no house moves into a building that %s', async (_, live) => {
  const { house, isInSameBuilding } = await houseAfter(live);
  expect(isInSameBuilding).toBe(false);
  expect(house.handle.pragma('integrity_check', { simple: true })).toBe('ok');
  await house.close();
});
