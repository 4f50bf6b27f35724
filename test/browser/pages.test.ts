import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf, looksOf } from '../support/axe.ts';
import { openFrame } from '../support/frame.ts';
import { brokenWords, focusFaults, layoutsOf, openDetails } from '../support/layout.ts';
import { listen, print } from '../support/listen.ts';
import { isDrawn, ofSample } from '../support/share.ts';
import { distinctOf, type Stop, serveStops } from '../support/stops.ts';

const { address, stops, close } = await serveStops();
afterAll(close);
const { frame, close: closeFrame } = await openFrame(address);
afterAll(closeFrame);
const page = frame.page();
const keys = await page.context().newCDPSession(page);

const stop = (name: string) => stops.find((each) => each.name === name)!;
const distinct = distinctOf(stops);

/** 640 and 800 px are 1280 and 1600 at 200 %. */
const widths = [320, 375, 640, 800, 1280, 1600];
const screen = { width: 1280, height: 800 };
const phone = { width: 375, height: 667 };

// Each page is visited once for all that is looked at, because a visit takes as long as a look.
describe.each(stops)('$name', (each) => {
  beforeAll(() => frame.goto(each.path));

  test('landmarks, headings and notes are in place', () => listen(frame, screen, each.name));

  test('on paper there is nothing to press, and black on white', () => print(frame, screen));

  if (!/far too long|titles|^error/.test(each.name))
    test('no word of a table or a button is broken on a phone', async () =>
      expect(await brokenWords(frame, phone)).toEqual([]));

  const i = distinct.indexOf(each);
  if (i < 0) return;
  describe('with everything open', () => {
    beforeAll(() => openDetails(frame));

    test('nothing sticks out or is too small to be hit at any width', async () => {
      const layouts = await layoutsOf(frame, widths);
      expect(layouts.map(({ width }) => width)).toEqual([...widths, ...widths]);
      for (const { width, text, targets, small, stickOut } of layouts) {
        expect(targets).toBeGreaterThan(3);
        expect({ stickOut, small }, `${width} px, text ${text}`).toEqual({ stickOut: [], small: [] });
      }
    });

    test(`Tab goes through in order, and what has the focus is seen${ofSample}`, async () => {
      // One window changes from page to page and from day to day.
      for (const [n, size] of [screen, phone].entries())
        if (process.env.TORTURE || isDrawn(i + n, 2))
          expect(await focusFaults(frame, keys, size), `${size.width} px`).toEqual([]);
    });

    // The last, because axe changes what scripts are told of colours.
    test(`axe finds no fault${ofSample}`, async () => {
      expect(await faultsOf(frame, looksOf(i))).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
    });
  });
});

describe('on a phone', () => {
  async function open({ path }: Stop, width: number, height: number): Promise<void> {
    await page.setViewportSize({ width, height });
    await page.goto(path);
  }

  const certainties = () => page.getByRole('group', { name: /how sure/i }).getByRole('button');

  /** Whether all of a button is in the window and nothing lies over it. */
  const isInReach = (button: Locator) =>
    button.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const { ownerDocument: document } = element;
      const { innerWidth, innerHeight } = document.defaultView;
      const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      return isInside && element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    });
  const scrolled = () =>
    page.evaluate<number[]>('[scrollY, document.documentElement.scrollHeight - innerHeight]');

  test.each(['question', 'question, several answers', 'question, far too long'])(
    'the three certainties are in reach of a thumb without scrolling: %s',
    async (name) => {
      await open(stop(name), 375, 667);
      expect((await scrolled())[0]).toBe(0);
      for (const button of await certainties().all()) expect(await isInReach(button)).toBe(true);
    },
  );

  test('they stay in reach while a long question scrolls by, and leave its end free', async () => {
    await open(stop('question, far too long'), 375, 667);
    const [, end] = (await scrolled()) as [number, number];
    expect(end).toBeGreaterThan(667);
    await page.evaluate(`scrollTo(0, ${end / 2})`);
    for (const button of await certainties().all()) expect(await isInReach(button)).toBe(true);
    await page.evaluate(`scrollTo(0, ${end})`);
    const [option, bar] = await page.evaluate<number[]>(
      `[document.querySelector('.option:last-child').getBoundingClientRect().bottom,
        document.querySelector('.certainty').getBoundingClientRect().top]`,
    );
    expect(option).toBeLessThanOrEqual(bar! + 1);
  });

  test('held flat they do not lie over the question', async () => {
    await open(stop('question, far too long'), 667, 375);
    expect(await isInReach(certainties().first())).toBe(false);
  });
});
