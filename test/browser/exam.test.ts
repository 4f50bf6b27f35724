import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Checked } from '../../src/bank/files/check.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { plainText, setLine } from '../../src/base/text/markup.ts';
import { blueprint, checkedBank, plainQuestions, taxonomy } from '../support/bank.ts';
import { openPage, openShared, visit } from '../support/browser.ts';
import { follow, keysShown, tabTo, turnKeysOff } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, optionNamed, pressOn, textOf, textsOf } from '../support/pointing.ts';
import { freePort } from '../support/port.ts';
import { clearWorkplaces, serve, workplace } from '../support/process.ts';
import { proveFold, rows } from '../support/proof.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));

/** Four questions in twenty minutes. */
const shortBank = checkedBank(plainQuestions(1), [blueprint({ questions: 4, minutes: 20 })]);

let house: House;
let page: Page;
let address: string;

let shared: Awaited<ReturnType<typeof openShared>>;
beforeAll(async () => {
  shared = await openShared();
});
afterAll(() => shared.close());

/** Opens a page of a new house, in a browser of its own if one is described. */
async function open(checked: Checked = shortBank, context?: BrowserContextOptions, expected?: RegExp) {
  house = await startHouse(checked);
  address = await house.listen();
  page = context ? await visit(address, context, expected) : shared.page;
  await page.context().clearCookies();
}
const go = (path: string) => page.goto(new URL(path, address).href);

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const press = async (...pressed: string[]) => {
  for (const key of pressed) await page.keyboard.press(key);
};
const leave = (key: string) => follow(page, () => press(key));
const button = (name: RegExp) => named('button', name);
const push = (name: RegExp) => pressOn(page, button(name));
const click = (name: RegExp) => follow(page, () => push(name));
const choose = (letter: string) => pressOn(page, optionNamed(letter));
const isPressed = (name: RegExp) => page.evaluate<string>(`${button(name)}.ariaPressed`);
const isChosen = (letter: string) => page.evaluate<boolean>(`${optionNamed(letter)}.control.checked`);
const titleOf = () => page.evaluate<string>('document.title');
/** What a page says while it stays. */
const said = () => textOf(page, '[role=status]');

/** What a page says of clicks that are not saved; nothing while it is hidden. */
const lost = () =>
  page.evaluate<string>("document.querySelector('[role=alert]:not([hidden])')?.innerText ?? ''");

/** Begins an exam as whoever has come for it. */
async function begin(id: string): Promise<void> {
  await go(`/exams/new/${id}`);
  await click(/^Begin the exam/);
}

/** What is stored of a question: how many options are chosen, how many struck out, and whether it is flagged. */
function stored(number: number) {
  const entry = rows(house, 'paper').find((row) => row.number === number)!;
  const count = (text: unknown) => JSON.parse(text as string).length as number;
  return { chosen: count(entry.response), struck: count(entry.struck), flagged: entry.flagged === 1 };
}
const chosenIds = (number: number): string[] =>
  JSON.parse(rows(house, 'paper').find((row) => row.number === number)!.response as string);
const untouched = { chosen: 0, struck: 0, flagged: false };

const readQuestion = async () =>
  solve(house.bank, await textOf(page, 'legend'), await textsOf(page, '.option .text'));

test('a whole exam by keyboard alone', async () => {
  await open(bank);
  await go('/exams');
  await tabTo(page, named('a', /A quick look/));
  await leave('Enter');
  await leave('n');
  expect(await titleOf()).toBe('Question 1 of 15, A quick look · Etude');

  for (let number = 1; number <= 15; number++) {
    const { ids, right, wrong } = await readQuestion();
    // Where most options are right, a wrong answer holds some of them.
    const letters = number % 3 === 0 ? [...wrong, ...right].slice(0, right.length) : right;
    for (const letter of letters) await press(String('ABCDEFGH'.indexOf(letter) + 1));
    const wanted = letters.map((letter) => ids.get(letter)).toSorted();
    await expect.poll(() => chosenIds(number).toSorted()).toEqual(wanted);
    house.world.pass({ minutes: 0.5 });
    await leave(number % 2 === 0 ? 'Enter' : 'n');
  }
  expect(await textOf(page, 'h1')).toBe('All answered');

  await leave('p');
  expect(await titleOf()).toMatch(/^Question 15 /);
  await press('Shift+Digit1', 'Shift+Digit2', 'f');
  await expect.poll(() => stored(15)).toMatchObject({ struck: 2, flagged: true });
  await press('Shift+Digit2');
  await expect.poll(() => stored(15).struck).toBe(1);
  await leave('p');
  expect(await titleOf()).toMatch(/^Question 14 /);
  await leave('r');
  await tabTo(page, button(/^Submit the exam$/));
  await leave('Enter');

  expect(await titleOf()).toBe('Result: A quick look · Etude');
  expect(await textOf(page, '.score')).toMatch(/^10\s+of 15$/);
  expect(rows(house, 'review')).toHaveLength(15);
});

test('? names every key of a question, the options and what strikes them out', async () => {
  await open();
  await begin('mock');
  await leave('n');
  expect(page.url()).toMatch(/\/2$/);
  await press('?');
  expect(await keysShown(page)).toEqual({
    name: 'Keys on this page',
    keys: 'f Flag 1 A Shift+1 Strike out A 2 B Shift+2 Strike out B 3 C Shift+3 Strike out C 4 D Shift+4 Strike out D n Enter Next p Previous r Review and submit ? Keyboard',
  });
});

test('shortcuts that are turned off do nothing', async () => {
  await open();
  await begin('mock');
  const first = page.url();
  await go('/settings#keys');
  await turnKeysOff(page);
  await page.goto(first);
  await press('1', 'Shift+Digit2', 'f', 'n', 'p', 'r', '?', 'Enter');
  await page.reload();
  expect(page.url()).toBe(first);
  expect(await textsOf(page, 'kbd')).toEqual([]);
  expect(stored(1)).toEqual(untouched);
  await click(/^Review and submit/);
  await press('p', 'n', 'Enter');
  await page.reload();
  expect(page.url()).toMatch(/review$/);
});

test('without JavaScript the page says until when, and nothing is lost on the way', async () => {
  const phone = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };
  await open(shortBank, { ...phone, javaScriptEnabled: false });
  await begin('mock');
  expect((await textOf(page, '.clock')).trim()).toBe('until 09:20');
  expect(await textOf(page, 'noscript')).toContain('Your choice is saved when you next press a button');

  await choose('B');
  await click(/^Strike out C/);
  expect(stored(1)).toEqual({ chosen: 1, struck: 1, flagged: false });
  expect(await isChosen('B')).toBe(true);
  await choose('A');
  await click(/^Question 4 ?, not answered/);
  expect(await titleOf()).toMatch(/^Question 4 /);
  await click(/^Flag/);
  expect(await isPressed(/^Flag/)).toBe('true');
  await click(/^Question 1 ?, answered/);
  expect(await isChosen('A')).toBe(true);
  expect(await isPressed(/^Strike out C/)).toBe('true');
  await click(/^Next/);
  await choose('D');
  await click(/^Review and submit/);

  expect(await textOf(page, 'h1')).toBe('Two left to answer');
  await follow(page, () => pressOn(page, named('a', /^Unanswered/)));
  await click(/^Submit the exam/);
  expect(await titleOf()).toBe('Result: The mock · Etude');
  expect(rows(house, 'sitting')).toMatchObject([{ ending: 'submitted' }]);
});

describe('with JavaScript', () => {
  test('each click is saved at once, and the navigator keeps up', async () => {
    await open();
    await begin('mock');
    const address = page.url();
    await choose('C');
    await expect.poll(() => stored(1).chosen).toBe(1);
    await push(/^Flag/);
    await push(/^Strike out A/);
    await expect.poll(() => stored(1)).toEqual({ chosen: 1, struck: 1, flagged: true });
    await expect.poll(() => page.evaluate(`${button(/^Question 1 ?, answered, flagged/)}.name`)).toBe('go');
    expect((await textOf(page, '.legend')).replaceAll(/\s+/g, ' ')).toBe(
      'answered 1 not answered 3 flagged 1',
    );
    await push(/^Strike out A/);
    await push(/^Flag/);
    await expect.poll(() => stored(1)).toMatchObject({ struck: 0, flagged: false });
    expect(page.url()).toBe(address);
    await page.reload();
    expect(await isChosen('C')).toBe(true);
  });

  test('in two tabs the later click counts, and no other is lost or taken back', async () => {
    await open();
    await begin('mock');
    const other = await page.context().newPage();
    onTestFinished(() => other.close());
    await other.goto(page.url());
    await choose('A');
    await expect.poll(() => stored(1).chosen).toBe(1);
    const first = chosenIds(1);
    await pressOn(other, optionNamed('B'));
    await expect.poll(() => chosenIds(1)).not.toEqual(first);
    const later = chosenIds(1);

    await push(/^Flag/);
    await expect.poll(() => stored(1).flagged).toBe(true);
    expect(chosenIds(1), 'a flag in the first tab is no choice').toEqual(later);
    await click(/^Next/);
    expect(chosenIds(1), 'nor is going on').toEqual(later);
    await pressOn(other, button(/^Strike out C/));
    await expect.poll(() => stored(1)).toMatchObject({ struck: 1, flagged: true });
  });

  /** What the browser says of a server that is gone. */
  const gone = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/;

  test('a server that is gone is told, leaving is warned of, and what was clicked is saved when it is back', async () => {
    await open(shortBank, {}, gone);
    await begin('mock');
    const { port } = new URL(page.url());
    await house.app.close();
    await choose('B');
    await expect.poll(lost).toMatch(/^Not saved yet: this page cannot reach the server\./);

    const warned = page.waitForEvent('dialog');
    await page.evaluate('setTimeout(() => { location.href = "/" })');
    const dialog = await warned;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();

    await push(/^Flag/);
    house = await house.restart();
    expect(stored(1)).toEqual(untouched);
    await house.listen(Number(port));
    await expect.poll(lost).toBe('');
    await expect.poll(() => stored(1)).toEqual({ chosen: 1, struck: 0, flagged: true });
    await click(/^Next/);
    expect(await titleOf()).toMatch(/^Question 2 /);
  });

  test('the clock counts down, warns twice in the sitting, and its end leads to the result', async () => {
    await open();
    await page.clock.install({ time: house.world.now() });
    await begin('mock');
    const time = () => textOf(page, '.clock .n');
    /** Lets time go by, at the server as in the browser. */
    const pass = async (seconds: number) => {
      house.world.pass({ minutes: seconds / 60 });
      await page.clock.runFor(seconds * 1000);
    };
    expect(await time()).toBe('20:00');
    await pass(1);
    expect(await time()).toBe('19:59');
    await choose('A');
    await expect.poll(() => stored(1).chosen).toBe(1);

    await pass(9 * 60 + 58);
    expect([await time(), await said()]).toEqual(['10:01', '']);
    await pass(2);
    expect([await time(), await said()]).toEqual(['09:59', 'Less than ten minutes left.']);
    await click(/^Next/);
    await pass(60);
    expect([await time(), await said()]).toEqual(['08:59', '']);
    await pass(8 * 60);
    expect(await said()).toBe('Less than a minute left.');
    await click(/^Review and submit/);
    await pass(2);
    expect(await said()).toBe('');
    await pass(58);
    expect(await said()).toBe('Time is up. Your choices are saved and are being marked.');

    await follow(page, () => pass(12));
    expect(await textOf(page, 'h1')).toBe('Time is up');
    await leave('n');
    expect(await titleOf()).toBe('Result: The mock · Etude');
    expect(await textOf(page, '.note')).toMatch(/^Time ran out/);
    expect(rows(house, 'sitting')).toMatchObject([{ ending: 'time up' }]);
  });

  describe('while the network is away in the last minute', () => {
    const pass = async (seconds: number) => {
      house.world.pass({ minutes: seconds / 60 });
      await page.clock.runFor(seconds * 1000);
    };
    /** Chooses an option with 55 seconds left, offline, and waits for the end. */
    async function chooseOffline(): Promise<void> {
      await open(shortBank, {}, /ERR_INTERNET_DISCONNECTED|^409 for /);
      await page.clock.install({ time: house.world.now() });
      await begin('mock');
      await pass(19 * 60 + 5);
      await page.context().setOffline(true);
      const { ids, right } = await readQuestion();
      expect(ids.size).toBe(4);
      await choose(right[0]!);
      await expect.poll(lost).not.toBe('');
      expect(await said()).toBe('Less than a minute left.');
      await pass(55);
      expect(await said()).toMatch(/^Time is up\. Some of your choices are not saved yet\. They count if/);
      expect(await page.evaluate(`${optionNamed('A')}.control.disabled`)).toBe(true);
      expect(stored(1)).toEqual(untouched);
    }

    test('what was chosen counts when it comes back within ten seconds', async () => {
      await chooseOffline();
      await pass(3);
      await page.context().setOffline(false);
      await expect.poll(() => stored(1).chosen).toBe(1);
      await expect.poll(said).toBe('Time is up. Your choices are saved and are being marked.');
      await follow(page, () => pass(12));
      await leave('n');
      expect(await textOf(page, '.score')).toMatch(/^1\s+of 4$/);
    });

    test('the result names what was chosen when it comes back later', async () => {
      await chooseOffline();
      await pass(20);
      expect(await said()).toMatch(/^Time is up\. Some of your choices could not be saved in time\./);
      await follow(page, () => page.context().setOffline(false));
      expect(await titleOf()).toBe('Result: The mock · Etude');
      expect(await textOf(page, '.score')).toMatch(/^0\s+of 4$/);
      expect(await textsOf(page, '.note')).toContain(
        'Your choice for question 1 at 09:19 reached the server after the exam ended, so it does not count.',
      );
    });
  });

  test('without a limit nothing runs', async () => {
    await open();
    await go('/exams/new/mock');
    await pressOn(page, named('label', /^No time limit/));
    await click(/^Begin the exam/);
    expect((await textOf(page, '.clock')).trim()).toBe('no time limit');
    expect(await textsOf(page, '[role=timer]')).toEqual([]);
  });
});

test('nothing that is sent before the end tells keys, reasons or weights', async () => {
  await open(bank);
  await begin('dop-c02');
  const path = new URL(page.url()).pathname.replace(/\/1$/, '');
  const numbers = Array.from({ length: 75 }, (_, i) => String(i + 1));
  const bodies: string[] = [];
  for (const end of [...numbers, 'review', 'review?show=answered', 'answers']) {
    const reply = await page.request.get(new URL(`${path}/${end}`, address).href);
    bodies.push(await reply.text());
  }
  const fold = (text: string) => text.replaceAll(/\s+/g, ' ');
  const all = bodies.map((body) => fold(plainText(body))).join('\n');
  const told = rows(house, 'paper').flatMap(({ question }) => {
    const { rationale, options } = house.bank.question(question as string)!.question;
    const reasons = [rationale, ...options.map((option) => option.rationale)];
    return reasons.filter((text) => [text, setLine(text, 'en-GB')].some((each) => all.includes(fold(each))));
  });
  expect(told).toEqual([]);
  const marks = /class="[^"]*\b(key|missed|is-right|is-wrong)\b|\b(rationale|scored|correct|weight)=/;
  expect(bodies.flatMap((body) => marks.exec(body)?.[0] ?? [])).toEqual([]);
  for (const number of ['1', '30', '75']) {
    await go(`${path}/${number}`);
    const [lines, texts] = await page.evaluate<[string[], string[]]>(`[
      [...document.querySelectorAll('.line')].map(({ outerHTML }) => outerHTML),
      [...document.querySelectorAll('.option .text')].map(({ innerHTML }) => innerHTML),
    ]`);
    const bare = lines.map((line, i) =>
      line
        .replace(texts[i]!, '')
        .replace(' lang="en-GB"', '')
        .replaceAll('ABCDEFGH'[i]!, '')
        .replaceAll(String(i + 1), ''),
    );
    expect(new Set(bare).size, number).toBe(1);
  }
});

describe('killed', () => {
  afterAll(clearWorkplaces);

  test('every click is there again in another browser with the same cookie', async () => {
    house = await startHouse(shortBank);
    const folder = workplace();
    const twoQuestions = { ...taxonomy, blueprints: [blueprint({ questions: 2 })] };
    writeFileSync(join(folder, 'questions/bank.json'), JSON.stringify(twoQuestions));
    const port = String(await freePort());
    const env = { ETUDE_PORT: port, ETUDE_LOG_LEVEL: 'silent' };
    let server = await serve(folder, [], env);
    ({ address } = server);
    const before = await openPage(address);
    page = before.page;
    const saved = async (gesture: () => Promise<void>) => {
      const acknowledged = page.waitForResponse((response) => response.request().method() === 'POST');
      await gesture();
      expect((await acknowledged).status()).toBe(204);
    };
    await begin('mock');
    await saved(() => push(/^Strike out A/));
    await saved(() => choose('B'));
    await click(/^Next/);
    await saved(() => push(/^Flag/));
    await saved(() => choose('C'));
    await server.end('SIGKILL');
    const storageState = await page.context().storageState();
    await before.close();

    server = await serve(folder, [], env);
    page = await visit(address, { storageState });
    await go('/exams');
    await follow(page, () => pressOn(page, named('a', /^Carry on/)));
    expect(await titleOf()).toMatch(/^Question 2 of 2/);
    expect(await isChosen('C')).toBe(true);
    expect(await isPressed(/^Flag/)).toBe('true');
    await click(/^Question 1 ?,/);
    expect(await isChosen('B')).toBe(true);
    expect(await isPressed(/^Strike out A/)).toBe('true');
    await page.context().close();
    expect((await server.end('SIGTERM')).status).toBe(0);
  });
});
