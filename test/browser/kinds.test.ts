import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { blueprint, checkedBank, question } from '../support/bank.ts';
import { openShared } from '../support/browser.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, pressOn, textOf, textsOf } from '../support/pointing.ts';
import { rows } from '../support/proof.ts';

let house: House;
let page: Page;
let address: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ page, close } = await openShared());
});
afterEach(() => house.close());
afterAll(() => close());

const optionsOf = (ids: string[]) => ids.map((id) => ({ id, text: `Text ${id}` }));
const numeric = question('red.one-001', { type: 'numeric', options: [], key: ['42.5'], unit: 'ms' });
const ordering = question('red.one-001', {
  type: 'ordering',
  options: optionsOf(['x', 'y', 'z']),
  key: ['x', 'y', 'z'],
});
const matching = question('red.one-001', {
  type: 'matching',
  prompts: [
    { id: 'p', text: 'Prompt p' },
    { id: 'q', text: 'Prompt q' },
  ],
  options: optionsOf(['x', 'y']),
  key: ['p=x', 'q=y'],
});

async function open(asked: AuthoredQuestion, width = 1280): Promise<void> {
  const other = { ...asked, id: 'blue.one-001' };
  house = await startHouse(checkedBank([asked, other], [blueprint({ questions: 2 })]));
  address = await house.listen();
  await page.context().clearCookies();
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${address}/practice`);
}

/** Begins the exam. */
async function begin(): Promise<void> {
  await page.goto(`${address}/exams/new/mock`);
  await follow(page, () => pressOn(page, named('main button', /^Begin the exam/)));
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
async function findings(): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + nodes[0].html))',
  );
}
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test.each([
  ['numeric', numeric],
  ['ordering', ordering],
  ['matching', matching],
])('a page that asks or answers "%s" fits a phone and has no obstacle', async (type, asked) => {
  await open(asked, 320);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${type}.png`, fullPage: true });
  expect(await findings()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await follow(page, () => pressOn(page, named('button', /^I don’t know/)));
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/${type}-v.png`, fullPage: true });
  expect(await findings()).toEqual([]);
});

test('a number is typed and sent without a mouse', async () => {
  await open(numeric);
  await press('1');
  await page.keyboard.type('42,5');
  await follow(page, () => press('Enter'));
  expect(await textOf(page, 'h1')).toBe('Right');
});

test('an order is given without a mouse', async () => {
  await open(ordering);
  const letters = (await textsOf(page, '.option .text')).map((text) => 'xyz'.indexOf(text.at(-1)!));
  for (const [i, place] of letters.entries()) {
    await page.evaluate(`document.querySelectorAll('select')[${i}].focus()`);
    await press(String(place + 1));
  }
  await page.keyboard.press('Tab');
  await page.evaluate(`${certaintyNamed('sure')}.focus()`);
  await follow(page, () => press('Enter'));
  expect(await textOf(page, 'h1')).toBe('Right');
});

test('an exam saves each choice and a number that is being typed', async () => {
  await open(numeric);
  await begin();
  await pressOn(page, "document.querySelector('.number input')");
  await page.keyboard.type('42');
  await expect.poll(() => rows(house, 'paper').map(({ response }) => response)).toContain('["42"]');
  expect(await textOf(page, '.legend')).toMatch(/answered 1/);
});

describe('in an exam, by ear: what is asked, how to answer, then each part with its name', () => {
  /** What a screen reader finds in the question of an exam, in its order. */
  async function heard(asked: AuthoredQuestion): Promise<string> {
    await open({ ...asked, shuffle: false });
    await begin();
    return page.locator('main fieldset').ariaSnapshot();
  }

  test('an order', async () =>
    expect(await heard(ordering)).toMatchInlineSnapshot(`
    "- group "Stem of red.one-001?":
      - text: Stem of red.one-001?
      - paragraph: Number the options in order, starting with 1; anything else counts as not answered.
      - text: A Text x
      - combobox "A Text x":
        - option "Place" [selected]
        - option "1"
        - option "2"
        - option "3"
      - text: B Text y
      - combobox "B Text y":
        - option "Place" [selected]
        - option "1"
        - option "2"
        - option "3"
      - text: C Text z
      - combobox "C Text z":
        - option "Place" [selected]
        - option "1"
        - option "2"
        - option "3""
  `));
  test('pairs', async () =>
    expect(await heard(matching)).toMatchInlineSnapshot(`
    "- group "Stem of red.one-001?":
      - text: Stem of red.one-001?
      - paragraph: Choose one option for each; use each option once; anything else counts as not answered.
      - text: 1 Prompt p
      - combobox "1 Prompt p":
        - option "Choose an option" [selected]
        - 'option "A: Text x"'
        - 'option "B: Text y"'
      - text: 2 Prompt q
      - combobox "2 Prompt q":
        - option "Choose an option" [selected]
        - 'option "A: Text x"'
        - 'option "B: Text y"'
      - list "Options":
        - listitem: A Text x
        - listitem: B Text y"
  `));
  test('a number', async () =>
    expect(await heard(numeric)).toMatchInlineSnapshot(`
    "- group "Stem of red.one-001?":
      - text: Stem of red.one-001?
      - paragraph:
        - text: Your answer
        - textbox "Your answer in ms":
          - /placeholder: " "
        - text: ms"
  `));
});
