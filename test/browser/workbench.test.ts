import { afterEach, expect, test } from 'vitest';
import { authorViewOf, checkedBank, question } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { follow } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, pressOn, textOf } from '../support/pointing.ts';

let house: House;
afterEach(() => house.close());

const first = [question('red.one-001')];
const second = [question('red.one-001', { stem: 'Mended?' })];

async function open(options = {}) {
  house = await startHouse(checkedBank(first), { authorView: authorViewOf(first) });
  const page = await visit(await house.listen(), options);
  await page.goto('/bank/red.one-001');
  return page;
}

test('the page of a question follows its file, and stays as it was looked at', async () => {
  const page = await open();
  await follow(page, () => pressOn(page, named('a', /^Dark$/)));
  await follow(page, () => pressOn(page, named('a', /^Next order$/)));
  expect(page.url()).toMatch(/order=2&theme=dark/);
  const legend = () => textOf(page, 'legend');
  expect(await legend()).toBe('Stem of red.one-001?');
  house.live.replaceAuthorView(authorViewOf(second));
  await expect.poll(legend).toBe('Mended?');
  expect(page.url()).toMatch(/order=2&theme=dark/);
  house.live.replaceAuthorView(authorViewOf(first));
  await expect.poll(legend).toBe('Stem of red.one-001?');
});

test('without JavaScript it is brought up to date by hand', async () => {
  const page = await open({ javaScriptEnabled: false });
  house.live.replaceAuthorView(authorViewOf(second));
  await page.reload();
  expect(await textOf(page, 'legend')).toBe('Mended?');
});

test('is answered by keys as a candidate would, in the theme that is looked at', async () => {
  const page = await open({ colorScheme: 'light' });
  const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const light = await background();
  await page.goto('/bank/red.one-001?theme=dark');
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.keyboard.press('1');
  await follow(page, () => page.keyboard.press('s'));
  expect(page.url()).toMatch(/choice=A/);
  expect(await textOf(page, '#preview h3')).toBe('Right');
  expect(await background()).toBe(dark);
});

test('the certainties come below the options and lie over none of them', async () => {
  const page = await open({ viewport: { width: 375, height: 667 } });
  const boxesOf = (selector: string) =>
    page.evaluate<{ top: number; bottom: number }[]>(
      `[...document.querySelectorAll('${selector}')].map((each) => each.getBoundingClientRect().toJSON())`,
    );
  const last = (await boxesOf('#preview .option')).at(-1)!;
  const [bar] = await boxesOf('#preview .certainty');
  expect(last.bottom).toBeGreaterThan(667);
  expect(bar!.top).toBeGreaterThanOrEqual(last.bottom);
});
