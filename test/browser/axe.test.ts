import { afterAll, expect, test } from 'vitest';
import { faultsOf, looksOf } from '../support/axe.ts';
import { openPage } from '../support/browser.ts';
import { openDetails } from '../support/layout.ts';
import { isDrawn, ofSample } from '../support/share.ts';
import { distinctOf, serveStops } from '../support/stops.ts';

// What axe finds where scripts are on is in pages.test.ts, which visits every page in any case.
const { address, stops, close } = await serveStops();
afterAll(close);
const { page, close: closePage } = await openPage(address);
afterAll(closePage);
const { page: plainPage, close: closePlain } = await openPage(address, { javaScriptEnabled: false });
afterAll(closePlain);

/** Every page with `npm run torture`; a third of them, another every day, with every run of the tests. */
const drawn = distinctOf(stops).filter((_, i) => process.env.TORTURE || isDrawn(i, 3));

test.each(drawn.map((stop, i) => [stop.name, stop, i] as const))(
  `axe finds no fault where scripts are off${ofSample}: %s`,
  async (_, { path }, i) => {
    await plainPage.goto(path);
    await openDetails(plainPage);
    // Colours are the same without scripts.
    const looks = looksOf(i).filter(({ rules }) => process.env.TORTURE || rules === 'all');
    expect(await faultsOf(plainPage, looks, 'off')).toEqual([]);
  },
);

test('axe finds no fault: the keys of a question', async () => {
  await page.goto(stops.find(({ name }) => name === 'question')!.path);
  await page.keyboard.press('?');
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  expect(await faultsOf(page, looksOf(0), 'on')).toEqual([]);
});
