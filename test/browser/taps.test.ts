import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { follow } from '../support/hands.ts';
import { startHouse } from '../support/house.ts';

const house = await startHouse(checkedBank(plainQuestions(30)));
afterAll(() => house.close());
// A transition between two pages covers the new one for a moment; readers who want less motion have none.
const { page, close } = await openPage(await house.listen(), { reducedMotion: 'no-preference' });
afterAll(close);

/** Presses the middle of something so many milliseconds after a page has come, as a hurried thumb does. */
async function tap(selector: string, afterMs: number): Promise<void> {
  await page.waitForTimeout(afterMs);
  const { x, y, width, height } = await page.evaluate<Record<'x' | 'y' | 'width' | 'height', number>>(
    `document.querySelector('${selector}').getBoundingClientRect().toJSON()`,
  );
  await page.mouse.click(x + width / 2, y + height / 2);
}

const isChosen = (on: Page) => on.locator('input[name=choice]:checked').count();

test('48 taps within the first 200 ms of a page all arrive', async () => {
  await page.goto('/practice');
  let arrived = 0;
  for (let i = 0; i < 24; i++) {
    const delay = (i * 200) / 24;
    await tap('.option', delay);
    arrived += await isChosen(page);
    await follow(page, () => page.click('.crescendo button:last-child'));
    const url = page.url();
    await follow(page, () => tap('.bar a', delay));
    if (page.url() !== url) arrived++;
    if (await page.locator('legend').count()) continue;
    house.world.pass({ days: 1 });
    await page.goto('/practice');
  }
  expect(arrived).toBe(48);
});
