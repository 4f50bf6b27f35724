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
/** Each width in one of the two themes, which change places every day. */
const [onPhone, onScreen] = isDrawn(0, 2) ? [light, dark] : [dark, light];
const drawnLooks = [
  { ...onPhone, width: 320, rules: 'all' },
  { ...onScreen, width: 1280, rules: 'all' },
] as const;
/** Themes differ in colours alone, so that all rules are tried in one of them and that of contrast in the others. */
const looks = [
  ...drawnLooks,
  { ...forced, width: 1280, rules: 'contrast' },
  ...(process.env.TORTURE
    ? ([
        { ...onScreen, width: 320, rules: 'contrast' },
        { ...onPhone, width: 1280, rules: 'contrast' },
      ] as const)
    : []),
] as const;
type Look = (typeof looks)[number];
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

test.each(distinct)('axe finds no fault: $name', async (stop) => {
  await showAll(page, stop);
  expect(await faultsOf(page, looks)).toEqual([]);
});

/** Every page in every look with `npm run torture`; a third of them, another every day, with every run of the tests. */
const drawn = distinct.filter((_, i) => process.env.TORTURE || isDrawn(i, 3));

test.each(drawn)(`axe finds no fault where scripts are off${ofSample}: $name`, async (stop) => {
  await showAll(plainPage, stop);
  expect(await faultsOf(plainPage, process.env.TORTURE ? looks : drawnLooks)).toEqual([]);
});

test('axe finds no fault: the keys of a question', async () => {
  await page.goto(stops.find(({ name }) => name === 'question')!.path);
  await page.keyboard.press('?');
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  expect(await faultsOf(page, looks)).toEqual([]);
});
