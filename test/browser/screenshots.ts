import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { buildAuthorView } from '../../src/bank/author/author-view.ts';
import { loadBank, readBank } from '../../src/bank/files/load.ts';
import { createSeal } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { openAsked } from '../../src/practice/question/answer.ts';
import { launchChromium } from '../support/chromium.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';

/** The pictures of the README, taken of the real pages: `npm run screenshots`. */
const folder = folderOf('.github');
const desk = { width: 1280, height: 860 };

mkdirSync(folder, { recursive: true });
const bank = loadBank(folderOf('questions'));
const authorView = buildAuthorView(readBank('questions'), '2026-11-28', []);
const world = new TestWorld(Date.UTC(2026, 10, 16, 8, 30));
const house = await startHouse(bank, { world });
const authors = await startHouse(bank, { authorView });
const browser = await launchChromium();
try {
  const candidate = await visitor(house);
  await studyForAWeek(house, candidate);
  await take(candidate, 'today', '/');
  const author = await visitor(authors);
  await take(author, 'workbench', '/bank/dora.keys-007');
  await take(author, 'help', '/help/running');
} finally {
  await browser.close();
  await house.close();
  await authors.close();
}

/** A new page of a browser at the address of a house. */
async function visitor(of: House): Promise<Page> {
  const baseURL = await of.listen();
  return (await browser.newContext({ baseURL, reducedMotion: 'reduce', viewport: desk })).newPage();
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

/** Takes a picture of a page in both themes. */
async function take(page: Page, name: string, path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate('document.fonts.ready');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
  }
}
