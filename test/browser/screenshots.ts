import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { loadBank } from '../../src/bank/files/load.ts';
import { createSeal } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { openAsked } from '../../src/practice/question/answer.ts';
import { launchChromium } from '../support/chromium.ts';
import { follow } from '../support/hands.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { solve } from '../support/solve.ts';

/** The pictures of the README, taken of the real pages: `npm run screenshots`. */
const folder = folderOf('.github');
const phone = { width: 375, height: 812 };
const desk = { width: 1280, height: 860 };

mkdirSync(folder, { recursive: true });
const house = await startHouse(loadBank(folderOf('questions')), {
  world: new TestWorld(Date.UTC(2026, 10, 16, 8, 30)),
});
const address = await house.listen();
const browser = await launchChromium();
try {
  const context = await browser.newContext({
    baseURL: address,
    reducedMotion: 'reduce',
    deviceScaleFactor: 2,
  });
  await studyForAWeek(house, await context.newPage());
  await takeAll(house, await context.newPage());
} finally {
  await browser.close();
  await house.close();
}

/** A learner who answers most questions right, misses some and guesses a few, on seven days. */
async function studyForAWeek({ world }: House, page: Page): Promise<void> {
  for (let day = 0; day < 7; day++) {
    for (let answers = 0; answers < 14; answers++) {
      await page.goto('/practice');
      if (!page.url().endsWith('/practice')) break;
      world.pass({ minutes: 0.3 + (answers % 4) * 0.2 });
      await answer(page, (day * 14 + answers) % 5 !== 2, ['s', 't', 's', 'g', 't', 's'][answers % 6]!);
    }
    world.pass({ days: 1 });
  }
}

/** Answers the question of a page right or wrong, with the key of a certainty. */
async function answer(page: Page, right: boolean, certainty: string): Promise<void> {
  const token = await page.inputValue('input[name=token]');
  const asked = openAsked(createSeal(Buffer.alloc(32, 7)), token)!;
  const { question, html } = house.bank.question(asked.question)!;
  const wanted = question.options
    .filter(({ id }) => question.key.includes(id) === right)
    .slice(0, question.key.length);
  const texts = await page
    .locator('label.option .text')
    .evaluateAll((all) => all.map((one) => one.innerHTML));
  for (const { id } of wanted)
    await page.keyboard.press(String(texts.indexOf(html.options.get(id)!.text) + 1));
  const short = question.key.length - wanted.length;
  for (let i = 0; i < short; i++) await page.locator('label.option input:not(:checked)').first().check();
  await page.keyboard.press(certainty);
  await page.waitForURL(/answers/);
}

/** Takes every picture in both themes. */
async function takeAll(house: House, page: Page): Promise<void> {
  const take = async (name: string, size: typeof phone) => {
    await page.setViewportSize(size);
    await page.evaluate('document.fonts.ready');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = `${folder}/${name}-${colorScheme}.png`;
      await page.screenshot({ path, scale: size === phone ? 'device' : 'css' });
    }
  };
  await page.goto('/');
  await take('today', desk);
  await page.goto('/practice');
  await page.keyboard.press('2');
  await take('question', phone);
  await page.goto('/practice');
  await answer(page, false, 's');
  await take('verdict', phone);
  await page.goto('/exams/new/foundations');
  await press(page, 'n');
  await sit(house, page, 25);
  for (const digit of ['1', '4']) await page.keyboard.press(`Shift+Digit${digit}`);
  await page.locator('.option').nth(1).click();
  await page.mouse.move(0, 0);
  await take('exam', desk);
  await sit(house, page, 40);
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.waitForURL(/exams\/\w+$/);
  await take('result', desk);
}

/** Answers so many questions of an exam, every fifth wrong, and flags one now and then. */
async function sit({ bank, world }: House, page: Page, questions: number): Promise<void> {
  for (let i = 1; i <= questions; i++) {
    const texts = await page.locator('.option .text').allInnerTexts();
    const { right, wrong } = solve(bank, await page.locator('legend').innerText(), texts);
    for (const letter of i % 5 === 3 ? wrong : right)
      await page.keyboard.press(String('ABCDEFGH'.indexOf(letter) + 1));
    if (i % 9 === 4) await page.keyboard.press('f');
    world.pass({ minutes: 0.4 + ((i * 7) % 11) / 8 });
    await press(page, 'n');
  }
}

/** Presses what leads to another page. */
function press(page: Page, key: string): Promise<void> {
  return follow(page, () => page.keyboard.press(key));
}
