import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { openPage } from '../support/browser.ts';
import { isDrawn, ofSample } from '../support/share.ts';
import { type Stop, serveStops } from '../support/stops.ts';

const { address, stops, close } = await serveStops();
afterAll(close);

const light = { colorScheme: 'light', forcedColors: 'none' } as const;
const dark = { colorScheme: 'dark', forcedColors: 'none' } as const;
const forced = { colorScheme: 'dark', forcedColors: 'active' } as const;
type Look = {
  colorScheme: 'light' | 'dark';
  forcedColors: 'none' | 'active';
  width: number;
  rules: 'all' | 'contrast';
};

/**
 * The looks in which a page is tried. Themes differ in colours alone, so that all rules are tried in one look, which
 * changes from page to page and from day to day. The colours of another theme are tried on two pages of three, and the
 * third has its turn the next day. `npm run torture` tries every look.
 */
function looksOf(i: number): Look[] {
  const [width, other] = isDrawn(i, 2) ? [320, 1280] : [1280, 320];
  const [theme, otherTheme] = isDrawn(Math.floor(i / 2), 2) ? [light, dark] : [dark, light];
  const whole: Look = { ...theme, width, rules: 'all' };
  const inOtherTheme: Look = { ...otherTheme, width: other, rules: 'contrast' };
  const inForced: Look = { ...forced, width: 1280, rules: 'contrast' };
  const rest: Look[] = [
    { ...otherTheme, width: other, rules: 'all' },
    { ...theme, width: other, rules: 'contrast' },
    { ...otherTheme, width, rules: 'contrast' },
  ];
  if (process.env.TORTURE) return [whole, inOtherTheme, ...rest, inForced];
  if (isDrawn(i, 3)) return [whole, inForced];
  return isDrawn(i + 1, 3) ? [whole, inOtherTheme] : [whole];
}
/** Errors differ in their words alone. */
const distinct = stops.filter(({ name }) => !name.startsWith('error') || name === 'error 404');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe needs here: a timer that runs where scripts are off, and the colour that is seen where colours are forced
 * (Chromium forces `-webkit-text-fill-color` on the screen, but tells scripts the author's).
 */
const crutches = `
  if (matchMedia('(scripting: none)').matches) setTimeout = (job) => void Promise.resolve().then(job);
  const told = CSSStyleDeclaration.prototype.getPropertyValue;
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    const isForced = name === '-webkit-text-fill-color' && matchMedia('(forced-colors: active)').matches;
    return isForced ? '' : told.call(this, name);
  }`;

const { page, close: closePage } = await openPage(address);
afterAll(closePage);
const { page: plainPage, close: closePlain } = await openPage(address, { javaScriptEnabled: false });
afterAll(closePlain);

/** Asks axe in the page itself, so that it need not hand over everything that it has passed. */
const ask = (rules: 'all' | 'contrast') => `axe.run({
  preload: false,
  resultTypes: ['violations'],
  ${rules === 'contrast' ? "runOnly: ['color-contrast']," : ''}
}).then(({ violations, passes }) => ({
  passed: passes.length,
  faults: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)),
}))`;

/** What axe finds wrong with the page as it stands, in each of some looks. */
async function faultsOf(page: Page, looks: readonly Look[]): Promise<string[]> {
  await page.evaluate(`${crutches}; ${axe}; 0`);
  const found: string[] = [];
  for (const { width, rules, ...theme } of looks) {
    await page.emulateMedia(theme);
    await page.setViewportSize({ width, height: 800 });
    const { passed, faults } = await page.evaluate<{ passed: number; faults: string[] }>(ask(rules));
    if (rules === 'all') expect(passed).toBeGreaterThan(15);
    else expect(passed + faults.length, 'the colours were looked at').toBeGreaterThan(0);
    found.push(...faults.map((fault) => `${JSON.stringify({ width, ...theme })} ${fault}`));
  }
  return found;
}

async function showAll(page: Page, stop: Stop): Promise<void> {
  await page.goto(stop.path);
  await page.locator('details').evaluateAll((all) => {
    for (const details of all) details.setAttribute('open', '');
  });
}

test.each(distinct.map((stop, i) => [stop.name, stop, i] as const))(
  `axe finds no fault${ofSample}: %s`,
  async (_, stop, i) => {
    await showAll(page, stop);
    expect(await faultsOf(page, looksOf(i))).toEqual([]);
  },
);

/** Every page with `npm run torture`; a third of them, another every day, with every run of the tests. */
const drawn = distinct.filter((_, i) => process.env.TORTURE || isDrawn(i, 3));

test.each(drawn.map((stop, i) => [stop.name, stop, i] as const))(
  `axe finds no fault where scripts are off${ofSample}: %s`,
  async (_, stop, i) => {
    await showAll(plainPage, stop);
    // Colours are the same without scripts.
    const looks = looksOf(i).filter(({ rules }) => process.env.TORTURE || rules === 'all');
    expect(await faultsOf(plainPage, looks)).toEqual([]);
  },
);

test('axe finds no fault: the keys of a question', async () => {
  await page.goto(stops.find(({ name }) => name === 'question')!.path);
  await page.keyboard.press('?');
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  expect(await faultsOf(page, looksOf(0))).toEqual([]);
});
