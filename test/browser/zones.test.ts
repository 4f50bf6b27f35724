import { afterEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { optionNamed, pressOn } from '../support/pointing.ts';

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
  const offer = page.getByRole('button', { name: 'Use this browser’s time zone' });
  expect(await offer.isVisible()).toBe(each.offered);
  if (each.offered) {
    await offer.click();
    await page.waitForLoadState();
    await expect.poll(() => house.handle.prepare('select zone from learner').pluck().get()).toBe(each.away);
    expect(await offer.isVisible()).toBe(false);
  }
  await close();
});
