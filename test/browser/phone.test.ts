import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { openPage } from '../support/browser.ts';
import { serveStops } from '../support/stops.ts';

const { address, stops, close } = await serveStops();
afterAll(close);
const { page, close: closePage } = await openPage(address, { viewport: { width: 375, height: 667 } });
afterAll(closePage);

/** The words in tables that are broken between two letters: single words that take more than one line. */
function brokenWords(at: Page): Promise<string[]> {
  return at.locator('table :is(th, td)').evaluateAll((cells) =>
    cells
      .filter((cell) => /^\w+$/.test(cell.textContent.trim()) && cell.checkVisibility())
      .filter((cell) => {
        const range = cell.ownerDocument.createRange();
        range.selectNodeContents(cell);
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
      })
      .map((cell) => cell.textContent.trim()),
  );
}

test.each(stops.filter(({ name }) => /^today|plan|exam/.test(name) && !/far too long|titles/.test(name)))(
  'no word of a table is broken on a phone: $name',
  async ({ path }) => {
    await page.goto(path);
    expect(await brokenWords(page)).toEqual([]);
  },
);

test('an exam that is under way stands above the cover of Today', async () => {
  await page.goto(stops.find(({ name }) => name === 'today in an exam')!.path);
  const [note, cover] = [
    await page.locator('.note').first().boundingBox(),
    await page.locator('.cover').boundingBox(),
  ];
  expect(note!.y + note!.height).toBeLessThanOrEqual(cover!.y);
});

test('a repeat that a miss adds is said on the verdict’s first line', async () => {
  await page.goto(stops.find(({ name }) => name === 'verdict, wrong')!.path);
  const through = (await page.locator('.through').boundingBox())!;
  expect(await page.locator('.through b').innerText()).toBe('+1 repeat');
  expect(through.height).toBeLessThan(40);
});
