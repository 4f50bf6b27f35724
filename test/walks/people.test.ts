import { afterEach, beforeEach, expect, test } from 'vitest';
import { signIn, signUp } from '../support/accounts.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

let house: House;
let owner: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]));
  owner = await somebody('Olive');
  await make('Olive', 'owner');
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** Somebody with an account who has answered a question. */
async function somebody(name: string): Promise<Reader> {
  const reader = new Reader(house.app);
  await signUp(reader, name);
  await reader.answerRight(await reader.get('/practice'));
  return reader;
}

const idOf = async (name: string) => (await house.stores.accounts.byName(name))!.learner;
const make = async (name: string, role: 'author' | 'owner') =>
  house.db.commit([house.stores.accounts.setRole(await idOf(name), role)]);

async function remove(by: Reader, name: string, sure = 'yes') {
  const path = `/people/${await idOf(name)}/remove`;
  const { token = '' } = (await by.get('/settings')).form('/settings');
  return by.send(path, sure ? { token, sure } : { token });
}

test('an owner removes somebody, who is signed out everywhere and gone with everything of theirs', async () => {
  const mara = await somebody('Mara');
  const page = await owner.get('/people');
  expect(page.text('.side')).toBe('2 accounts');
  expect(page.texts('summary')).toEqual(['Remove Mara']);
  expect((await remove(owner, 'Mara', '')).text('.note')).toBe('Tick the box first. Nobody was removed.');
  expect((await remove(owner, 'Mara')).headers.location).toBe('/people?removed=yes');
  expect(rows(house, 'account')).toHaveLength(1);
  expect(rows(house, 'review')).toHaveLength(1);
  expect((await mara.get('/account')).title).not.toContain('Your account');
  expect((await signIn(mara, 'Mara')).text('.note')).toContain('The name or the password is wrong.');
});

test.each(['guest', 'learner', 'author'])('a %s finds no such page, and removes nobody', async (who) => {
  await somebody('Mara');
  const reader = who === 'guest' ? new Reader(house.app) : await somebody('Nils');
  if (who === 'guest') await reader.answerRight(await reader.get('/practice'));
  if (who === 'author') await make('Nils', 'author');
  const before = dump(house);
  expect((await reader.get('/people')).status).toBe(404);
  expect((await remove(reader, 'Mara')).status).toBe(404);
  expect(dump(house)).toEqual(before);
});

test('the only owner stays as long as others have accounts, also of two who leave at once', async () => {
  const mara = await somebody('Mara');
  const leave = async (reader: Reader) =>
    reader.send('/delete', { ...(await reader.get('/delete')).form('/delete'), sure: 'yes' });
  const refused = await leave(owner);
  expect(refused.status).toBe(409);
  expect(refused.text('main')).toContain('Make one of them an owner first.');
  await make('Mara', 'owner');
  await somebody('Nils');
  const both = await Promise.all([leave(owner), leave(mara)]);
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(rows(house, 'account').filter(({ role }) => role === 'owner')).toHaveLength(1);
});

test('signing in brings what a guest has done into the account, also where both have answers', async () => {
  const guest = new Reader(house.app);
  for (let given = 0; given < 3; given++) {
    house.world.pass({ minutes: 1 });
    await guest.answerRight(await guest.get('/practice'));
  }
  await signIn(guest, 'Olive');
  expect((await guest.get('/devices')).text('.side')).toBe('Olive1 day, 4 answers');
  expect(rows(house, 'learner')).toHaveLength(1);
});
