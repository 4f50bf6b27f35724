import { afterAll, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage } from '../support/browser.ts';
import { follow } from '../support/hands.ts';
import { startHouse } from '../support/house.ts';

const house = await startHouse(checkedBank(plainQuestions(30)));
afterAll(() => house.close());
// A transition between two pages covers the new one for a moment; readers who want less motion have none.
const { page, close } = await openPage(await house.listen(), {
  reducedMotion: 'no-preference',
  viewport: { width: 375, height: 667 },
});
afterAll(close);

/** Presses the middle of something so many milliseconds after a page has come, as a hurried thumb does. */
async function tap(selector: string, afterMs: number): Promise<void> {
  await page.waitForTimeout(afterMs);
  const { x, y, width, height } = await page.evaluate<Record<'x' | 'y' | 'width' | 'height', number>>(
    `document.querySelector('${selector}').getBoundingClientRect().toJSON()`,
  );
  await page.mouse.click(x + width / 2, y + height / 2);
}

// What is looked at is text for the page itself: for a locator Playwright would bring its own script along to every page.
const chosen = "document.querySelectorAll('input[name=choice]:checked').length";
const isAsked = "document.querySelector('legend') !== null";

test('48 taps within the first 200 ms of a page all arrive', async () => {
  await page.goto('/practice');
  let arrived = 0;
  for (let i = 0; i < 24; i++) {
    const delay = (i * 200) / 24;
    await tap('.option', delay);
    arrived += await page.evaluate<number>(chosen);
    await follow(page, () => tap('.crescendo button:last-child', 0));
    const url = page.url();
    await follow(page, () => tap('.bar a', delay));
    if (page.url() !== url) arrived++;
    if (await page.evaluate<boolean>(isAsked)) continue;
    house.world.pass({ days: 1 });
    await page.goto('/practice');
  }
  expect(arrived).toBe(48);
});
