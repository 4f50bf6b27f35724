import { afterAll, expect, test } from 'vitest';
import { faultsOf, looksOf } from '../support/axe.ts';
import { openFrame } from '../support/frame.ts';
import { openDetails } from '../support/layout.ts';
import { isDrawn, ofSample } from '../support/share.ts';
import { distinctOf, serveStops } from '../support/stops.ts';

// What axe finds where scripts are on is in pages.test.ts, which visits every page in any case.
const { address, stops, close } = await serveStops();
afterAll(close);
const { frame, close: closeFrame } = await openFrame(address);
afterAll(closeFrame);
const { frame: plainFrame, close: closePlain } = await openFrame(address, { javaScriptEnabled: false });
afterAll(closePlain);

/** Every page with `npm run torture`; a third of them, another every day, with every run of the tests. */
const drawn = distinctOf(stops).filter((_, i) => process.env.TORTURE || isDrawn(i, 3));

test.each(drawn.map((stop, i) => [stop.name, stop, i] as const))(
  `axe finds no fault where scripts are off${ofSample}: %s`,
  async (_, { path }, i) => {
    await plainFrame.goto(path);
    await openDetails(plainFrame);
    // Colours are the same without scripts.
    const looks = looksOf(i).filter(({ rules }) => process.env.TORTURE || rules === 'all');
    expect(await faultsOf(plainFrame, looks)).toEqual([]);
  },
);

test('axe finds no fault: the keys of a question', async () => {
  await frame.goto(stops.find(({ name }) => name === 'question')!.path);
  await frame.evaluate('focus()');
  await frame.page().keyboard.press('?');
  expect(await frame.getByRole('dialog').isVisible()).toBe(true);
  expect(await faultsOf(frame, looksOf(0))).toEqual([]);
});
