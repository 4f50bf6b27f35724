import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import type { Certainty } from '../../src/memory/rate.ts';
import { openShared, visit } from '../support/browser.ts';
import { certaintyNamed, follow, type Hand, keys, pointing, tabs } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, pressOn, textOf, textsOf } from '../support/pointing.ts';
import { freePort } from '../support/port.ts';
import { proveFold, rows } from '../support/proof.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));

let house: House;
let page: Page;
let shared: Awaited<ReturnType<typeof openShared>>;
beforeAll(async () => {
  shared = await openShared();
});
afterAll(() => shared.close());

/** Opens Today of a new house, in a browser of its own if one is described. */
async function open(context?: BrowserContextOptions, path = ''): Promise<void> {
  const port = await freePort();
  const baseUrl = path && `http://localhost:${port}${path}`;
  house = await startHouse(bank, { zone: 'Europe/Lisbon', baseUrl });
  const address = await house.listen(port);
  page = context ? await visit(address, context) : shared.page;
  await page.context().clearCookies();
  await page.goto(address);
}

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** What a question is answered: the right options or wrong ones, and how sure; for `none` it is shown. */
type Said = { right: boolean; certainty: Certainty };

/** The first nine hold every certainty right and wrong; the day's new questions end after ten, which keys and Tab go beyond. */
const twelve = Array.from({ length: 12 }, (_, i): Said => {
  const certainty = (['sure', 'think', 'guess', 'think', 'none'] as const)[i % 5]!;
  return { right: i % 3 !== 2 && certainty !== 'none', certainty };
});

const readQuestion = async () =>
  solve(house.bank, await textOf(page, 'legend'), await textsOf(page, '.option .text'));
const titleOf = () => page.evaluate<string>('document.title');

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
  expect(await titleOf()).toBe(`${heading} · Etude`);
  // A browser moves the focus as it paints.
  await expect.poll(() => textOf(page, 'h1:focus')).toMatch(new RegExp(`^${heading}`));
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
/** As much of a page as keys need to be seen on: the less is painted, the less it costs. */
const little = { viewport: { width: 640, height: 360 } };
const desktop = { viewport: { width: 1280, height: 800 } };

test.each<Walk>([
  {
    turns: 12,
    how: 'with the keyboard only',
    hand: keys,
    context: { ...little, timezoneId: 'Asia/Tokyo', reducedMotion: 'no-preference' },
    zone: 'Asia/Tokyo',
  },
  {
    turns: 12,
    how: 'without JavaScript, by Tab, Space and Enter',
    hand: tabs,
    context: { ...little, javaScriptEnabled: false, timezoneId: 'Asia/Tokyo' },
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
    if ((await titleOf()).startsWith('Today')) await follow(page, () => hand.more(page));
    expect(await titleOf()).toMatch(new RegExp(`^Question ${turn + 1} of \\d+, .+ · Etude$`));
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
  onTestFinished(() => other.close());
  await other.goto(page.url());
  await answer(mouse, { right: true, certainty: 'sure' }, 0);

  await mouse.choose(other, ['A']);
  await follow(other, () => pressOn(other, certaintyNamed('guess')));
  expect(await textOf(other, 'h1')).toBe(await textOf(page, 'h1'));
  expect(await textOf(other, '[role=status]')).toMatch(/^You have already answered this\./);
  expect(rows(house, 'review')).toHaveLength(1);

  await follow(other, () => mouse.next(other, 0));
  await follow(other, () => pressOn(other, certaintyNamed('none')));
  await follow(page, () => pressOn(page, named('button', /^Undo/)));
  expect(await textOf(page, '.lead')).toMatch(/^You can undo only your last answer from today/);
  expect(rows(house, 'amendment')).toEqual([]);
});

test('reloading asks and counts nothing twice', async () => {
  await open();
  await follow(page, () => mouse.begin(page));
  const asked = await readQuestion();
  await page.reload();
  expect(await readQuestion()).toEqual(asked);

  await follow(page, () => pressOn(page, certaintyNamed('sure')));
  await page.reload();
  expect(await textOf(page, '[role=alert]')).toMatch(/^Choose an option first/);

  await answer(mouse, { right: false, certainty: 'sure' }, 0);
  const verdict = [page.url(), await textOf(page, 'main')];
  await page.reload();
  expect([page.url(), await textOf(page, 'main')]).toEqual(verdict);
  expect(rows(house, 'review')).toHaveLength(1);
});

test('back from a verdict leads to the next question, and forward to the verdict again', async () => {
  await open();
  await follow(page, () => mouse.begin(page));
  await answer(mouse, { right: true, certainty: 'sure' }, 0);
  const verdict = page.url();
  await page.goBack();
  expect(await textOf(page, 'h1')).toBe('Question 2 of 10');
  await page.goForward();
  expect(page.url()).toBe(verdict);
  await page.goBack();
  await answer(mouse, { right: true, certainty: 'sure' }, 1);
});

test.each([
  ['with the flag key', undefined, () => page.keyboard.press('f')],
  [
    'without JavaScript',
    { ...phone, javaScriptEnabled: false },
    () => pressOn(page, named('button', /^Flag/), 'tap'),
  ],
])('a set of five is chosen on Today and ends there, %s', async (_, context, flag) => {
  await open(context);
  await follow(page, () => mouse.begin(page));
  await answer(mouse, { right: true, certainty: 'sure' }, 0);
  await page.goto(new URL('/', page.url()).href);
  await page.getByLabel('Ask me only').selectOption('All of CALMS');
  await follow(page, () => pressOn(page, named('button', /^Ask five/)));
  for (let turn = 1; turn <= 5; turn++) {
    expect(await titleOf()).toBe(`Question ${turn} of 5, CALMS · Etude`);
    await answer(mouse, { right: turn !== 2, certainty: 'think' }, turn);
    await follow(page, flag);
    expect(await page.evaluate(`${named('button', /^Flag/)}.ariaPressed`)).toBe('true');
    await follow(page, () => pressOn(page, named('a', turn < 5 ? /^Next/ : /^Finish/)));
  }
  expect(await textOf(page, '[role=status]')).toBe('Five answered, four right.');
  expect(rows(house, 'flag')).toHaveLength(5);
});
