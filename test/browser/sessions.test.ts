import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { optionNamed, pressOn } from '../support/pointing.ts';

let houses: House[];
beforeEach(async () => {
  const bank = checkedBank(plainQuestions(4));
  houses = await Promise.all([7, 8].map((letter) => startHouse(bank, { secret: Buffer.alloc(32, letter) })));
});
afterEach(() => Promise.all(houses.map((house) => house.close())));

const count = ({ handle }: House, table: string) =>
  handle.prepare(`select count(*) from ${table}`).pluck().get();

/** Answers the question that is next at an address. */
async function answer(page: Page, address: string): Promise<void> {
  await page.goto(new URL('practice', address).href);
  await pressOn(page, optionNamed('A'));
  await follow(page, () => pressOn(page, certaintyNamed('sure')));
  expect(page.url()).toContain('/practice/answers/');
}

test('two Etudes on two ports of one host each keep their learner in one browser', async () => {
  const addresses = await Promise.all(houses.map((house) => house.listen()));
  const { page, close } = await openPage(addresses[0]!, {}, /^asked /);
  for (const address of [...addresses, ...addresses]) await answer(page, address);
  for (const house of houses) expect([count(house, 'learner'), count(house, 'review')]).toEqual([1, 2]);
  await close();
});

test('a browser with the cookie of an earlier release stays signed in, by a new one', async () => {
  const [house] = houses as [House];
  const address = await house.listen();
  const { page, close } = await openPage(address);
  await answer(page, address);
  house.handle.prepare('update session set token_hash = ?, keyed = 0').run(digest('old-token'));
  const context = page.context();
  await context.clearCookies();
  await context.addCookies([{ name: 'etude', value: 'old-token', url: address, httpOnly: true }]);
  await answer(page, address);
  await page.goto(new URL('settings', address).href);
  expect((await context.cookies()).map(({ name }) => name)).toEqual([house.cookieName]);
  expect([count(house, 'learner'), count(house, 'review'), count(house, 'session')]).toEqual([1, 2, 1]);
  await close();
});
