import { createServer } from 'node:net';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import type { Certainty } from '../../src/memory/rate.ts';
import { visit } from '../support/browser.ts';
import { answerButton, follow, type Hand, keys, pointing, tabs } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));

let house: House;
let page: Page;

async function open(context: BrowserContextOptions = {}, path = ''): Promise<void> {
  const port = await freePort();
  const baseUrl = path && `http://localhost:${port}${path}`;
  house = await startHouse(bank, { zone: 'Europe/Lisbon', baseUrl });
  const address = await house.listen(port);
  page = await visit(address, context);
  await page.goto(address);
}

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** A port that is known before the server that needs it in its own address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** What a question is answered: the right options or wrong ones, and how sure; for `none` it is shown. */
type Said = { right: boolean; certainty: Certainty };

/** The first nine hold every certainty right and wrong; the day's new questions end after ten, which keys and Tab go beyond. */
const twelve = Array.from({ length: 12 }, (_, i): Said => {
  const certainty = (['sure', 'think', 'guess', 'think', 'none'] as const)[i % 5]!;
  return { right: i % 3 !== 2 && certainty !== 'none', certainty };
});

const readQuestion = async () =>
  solve(
    house.bank,
    await page.locator('legend').innerText(),
    await page.locator('.option .text').allInnerTexts(),
  );

/** Answers the question on the page as said and reads the verdict; the log must hold just that. */
async function answer(hand: Hand, { right, certainty }: Said, turn: number): Promise<void> {
  const { question, ids, ...letters } = await readQuestion();
  const chosen = certainty === 'none' ? [] : letters[right ? 'right' : 'wrong'];
  const address = page.url();
  await hand.choose(page, chosen);
  expect(page.url(), 'choosing does not answer').toBe(address);
  house.world.pass({ minutes: 1 });
  await follow(page, () => hand.answer(page, certainty, turn));

  const heading = right ? 'Right' : certainty === 'none' ? 'Here is the answer' : 'Not quite';
  expect(await page.title()).toBe(`${heading} · Etude`);
  expect(await page.locator('h1:focus').innerText()).toMatch(new RegExp(`^${heading}`));
  const log = rows(house, 'review');
  expect(log).toHaveLength(turn + 1);
  const { response: logged, ...last } = log.at(-1)!;
  expect(last).toMatchObject({ question: question.id, certainty, correct: Number(right) });
  expect(JSON.parse(logged as string).toSorted()).toEqual(chosen.map((letter) => ids.get(letter)).toSorted());
}

type Walk = {
  turns: number;
  how: string;
  hand: Hand;
  context: BrowserContextOptions;
  zone: string;
  path?: string;
};

const phone = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };
const desktop = { viewport: { width: 1280, height: 800 } };

test.each<Walk>([
  {
    turns: 12,
    how: 'with the keyboard only',
    hand: keys,
    context: { timezoneId: 'Asia/Tokyo', reducedMotion: 'no-preference' },
    zone: 'Asia/Tokyo',
  },
  {
    turns: 12,
    how: 'without JavaScript, by Tab, Space and Enter',
    hand: tabs,
    context: { javaScriptEnabled: false, timezoneId: 'Asia/Tokyo' },
    zone: 'Europe/Lisbon',
  },
  {
    turns: 9,
    how: 'with a thumb on a phone',
    hand: pointing('tap'),
    context: { ...phone, timezoneId: 'America/Lima' },
    zone: 'America/Lima',
  },
  {
    turns: 9,
    how: 'with a mouse under a sub-path',
    hand: pointing('click'),
    context: { ...desktop, timezoneId: 'Europe/Berlin' },
    zone: 'Europe/Berlin',
    path: '/etude',
  },
])('$turns questions $how', async ({ turns, hand, context, zone, path = '' }) => {
  await open(context, path);
  await follow(page, () => hand.begin(page));
  for (const [turn, said] of twelve.slice(0, turns).entries()) {
    if ((await page.title()).startsWith('Today')) await follow(page, () => hand.more(page));
    expect(await page.title()).toMatch(new RegExp(`^Question ${turn + 1} of \\d+, .+ · Etude$`));
    await answer(hand, said, turn);
    expect(new URL(page.url()).pathname.startsWith(`${path}/practice/answers/`)).toBe(true);
    await follow(page, () => hand.next(page, turn));
  }
  expect(rows(house, 'learner')).toMatchObject([{ zone }]);
});

const mouse = pointing('click');

test('two tabs: the first answer counts, the second tab is shown it', async () => {
  await open();
  await follow(page, () => mouse.begin(page));
  const other = await page.context().newPage();
  await other.goto(page.url());
  await answer(mouse, { right: true, certainty: 'sure' }, 0);

  await mouse.choose(other, ['A']);
  await follow(other, () => answerButton(other, 'guess').click());
  expect(await other.locator('h1').innerText()).toBe(await page.locator('h1').innerText());
  expect(await other.getByRole('status').innerText()).toMatch(/^You have already answered this\./);
  expect(rows(house, 'review')).toHaveLength(1);

  await follow(other, () => mouse.next(other, 0));
  await follow(other, () => answerButton(other, 'none').click());
  await follow(page, () => page.getByRole('button', { name: /^Undo/ }).click());
  expect(await page.locator('.lead').innerText()).toMatch(/^You can undo only your last answer from today/);
  expect(rows(house, 'amendment')).toEqual([]);
});

test('reloading asks and counts nothing twice', async () => {
  await open();
  await follow(page, () => mouse.begin(page));
  const asked = await readQuestion();
  await page.reload();
  expect(await readQuestion()).toEqual(asked);

  await follow(page, () => answerButton(page, 'sure').click());
  await page.reload();
  expect(await page.getByRole('alert').innerText()).toMatch(/^Choose an option first/);

  await answer(mouse, { right: false, certainty: 'sure' }, 0);
  const verdict = [page.url(), await page.locator('main').innerText()];
  await page.reload();
  expect([page.url(), await page.locator('main').innerText()]).toEqual(verdict);
  expect(rows(house, 'review')).toHaveLength(1);
});

test('back from a verdict leads to the next question, and forward to the verdict again', async () => {
  await open();
  await follow(page, () => mouse.begin(page));
  await answer(mouse, { right: true, certainty: 'sure' }, 0);
  const verdict = page.url();
  await page.goBack();
  expect(await page.locator('h1').innerText()).toBe('Question 2 of 10');
  await page.goForward();
  expect(page.url()).toBe(verdict);
  await page.goBack();
  await answer(mouse, { right: true, certainty: 'sure' }, 1);
});

test.each([
  ['with the flag key', {}, () => page.keyboard.press('f')],
  [
    'without JavaScript',
    { ...phone, javaScriptEnabled: false },
    () => page.getByRole('button', { name: 'Flag' }).tap(),
  ],
])('a set of five is chosen on Today and ends there, %s', async (_, context, flag) => {
  await open(context);
  await follow(page, () => mouse.begin(page));
  await answer(mouse, { right: true, certainty: 'sure' }, 0);
  await page.goto('/');
  await page.getByLabel('Ask me only').selectOption('All of CALMS');
  await follow(page, () => page.getByRole('button', { name: 'Ask five' }).click());
  for (let turn = 1; turn <= 5; turn++) {
    expect(await page.title()).toBe(`Question ${turn} of 5, CALMS · Etude`);
    await answer(mouse, { right: turn !== 2, certainty: 'think' }, turn);
    await follow(page, flag);
    expect(await page.getByRole('button', { name: 'Flag' }).count()).toBe(1);
    await follow(page, () => page.getByRole('link', { name: turn < 5 ? /^Next/ : /^Finish/ }).click());
  }
  expect(await page.getByRole('status').innerText()).toBe('Five answered, four right.');
  expect(rows(house, 'flag')).toHaveLength(5);
});
