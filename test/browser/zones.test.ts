import { afterEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { named, optionNamed, pressOn, textOf } from '../support/pointing.ts';

let house: House;
afterEach(() => house.close());

test.each([
  { home: 'Europe/Berlin', away: 'America/Los_Angeles', offered: true },
  { home: 'Asia/Kolkata', away: 'Asia/Calcutta', offered: false },
  { home: 'Europe/Berlin', away: 'Europe/Berlin', offered: false },
])('from $home to $away: Today offers the zone ($offered), and one button takes it', async (each) => {
  house = await startHouse(checkedBank(plainQuestions(3)), { world: new TestWorld(Date.now()) });
  const address = await house.listen();
  const { page, close } = await openPage(address, { timezoneId: each.away });
  await page.goto(`${address}/practice`);
  await pressOn(page, optionNamed('A'));
  await follow(page, () => pressOn(page, certaintyNamed('sure')));
  expect(page.url()).toContain('/answers/');
  house.handle.prepare('update learner set zone = ?').run(each.home);
  await page.goto(address);
  const offers = async () => (await textOf(page, 'main')).includes('Use this browser’s time zone');
  expect(await offers()).toBe(each.offered);
  if (each.offered) {
    await follow(page, () => pressOn(page, named('button', /^Use this browser’s time zone$/)));
    expect(house.handle.prepare('select zone from learner').pluck().get()).toBe(each.away);
    expect(await offers()).toBe(false);
  }
  await close();
});
