import { afterEach, expect, test } from 'vitest';
import { authorViewOf, checkedBank, question } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';

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
  await page.getByRole('link', { name: 'Dark' }).click();
  await page.getByRole('link', { name: 'Next order' }).click();
  await page.waitForURL(/order=2&theme=dark/);
  const legend = page.locator('legend');
  expect(await legend.innerText()).toBe('Stem of red.one-001?');
  house.live.replaceAuthorView(authorViewOf(second));
  await legend.getByText('Mended?').waitFor();
  expect(page.url()).toMatch(/order=2&theme=dark/);
  house.live.replaceAuthorView(authorViewOf(first));
  await legend.getByText('Stem of red.one-001?').waitFor();
});

test('without JavaScript it is brought up to date by hand', async () => {
  const page = await open({ javaScriptEnabled: false });
  house.live.replaceAuthorView(authorViewOf(second));
  await page.reload();
  expect(await page.locator('legend').innerText()).toBe('Mended?');
});

test('is answered by keys as a candidate would, in the theme that is looked at', async () => {
  const page = await open({ colorScheme: 'light' });
  const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const light = await background();
  await page.goto('/bank/red.one-001?theme=dark');
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.keyboard.press('1');
  await page.keyboard.press('s');
  await page.waitForURL(/choice=A/);
  expect(await page.locator('#preview h3').innerText()).toBe('Right');
  expect(await background()).toBe(dark);
});

test('the certainties come below the options and lie over none of them', async () => {
  const page = await open({ viewport: { width: 375, height: 667 } });
  const last = (await page.locator('#preview .option').last().boundingBox())!;
  const bar = (await page.locator('#preview .certainty').boundingBox())!;
  expect(last.y + last.height).toBeGreaterThan(667);
  expect(bar.y).toBeGreaterThanOrEqual(last.y + last.height);
});
