import type { Page } from 'playwright-core';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { visit } from '../support/browser.ts';
import { serveStops } from '../support/stops.ts';

const { address, stops, close } = await serveStops();
afterAll(close);

let page: Page;
beforeEach(async () => {
  page = await visit(address, { viewport: { width: 1280, height: 800 } });
});

const open = (name: string) => page.goto(stops.find((each) => each.name === name)!.path);
const background = (selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).backgroundColor);

test('the last staff of a melody is as wide as the others', async () => {
  await open('today');
  const widths = await page.locator('.melody .lines').evaluate((lines) => {
    const first = lines.querySelector('svg')!;
    lines.replaceChildren(...Array.from({ length: 5 }, () => first.cloneNode(true)));
    return [...lines.children].map((staff) => Math.round(staff.getBoundingClientRect().width));
  });
  expect(new Set(widths).size, widths.join()).toBe(1);
});

test('a mock that is passed has the cover of Today, and one that is not has none', async () => {
  await open('today');
  const cover = await background('.cover');
  await open('exam, result, passed');
  expect(await background('.result > .system')).toBe(cover);
  await open('exam, result, not passed');
  expect(await background('.result > .system')).not.toBe(cover);
});

test('the keys in Settings are folded away until somebody wants them', async () => {
  await open('settings, saved');
  const first = page.getByRole('checkbox').first();
  expect(await first.isVisible()).toBe(false);
  await page.goto(`${page.url()}#keys`);
  await first.waitFor();
});
