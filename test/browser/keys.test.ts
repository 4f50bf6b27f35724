import { expect, onTestFinished, test } from 'vitest';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { certaintyNamed, follow, keysShown, turnKeysOff } from '../support/hands.ts';
import { startHouse } from '../support/house.ts';
import { named, optionNamed, pressOn, textOf, textsOf } from '../support/pointing.ts';
import { rows } from '../support/proof.ts';
import { openForVisits } from '../support/visits.ts';

const { house, page } = await openForVisits(checkedBank(plainQuestions(2), [blueprint()]));
page.on('dialog', (dialog) => dialog.accept());
const keyboard = await page.context().newCDPSession(page);

/** Opens the first question. */
const open = () => page.goto('/practice');

/** Begins an exam; it is left before its learner goes, because its page asks to stay while a change is being saved. */
async function begin(): Promise<void> {
  onTestFinished(async () => {
    await page.goto('about:blank');
  });
  await page.goto('/exams/new/mock');
  await follow(page, () => pressOn(page, named('button', /^Begin the exam/)));
}

const press = async (...pressed: string[]) => {
  for (const key of pressed) await page.keyboard.press(key);
};
const leave = (key: string) => follow(page, () => press(key));
const chosen = () => textsOf(page, '.option:has(:checked)');
const first = () => textOf(page, '.option');
const count = (selector: string) => page.evaluate(`document.querySelectorAll('${selector}').length`);
const dialogs = () => count('dialog[open]');
const answers = () => rows(house, 'review').map(({ certainty }) => certainty);

test('digits choose, several where several are asked for, and answer nothing', async () => {
  const several = await startHouse(
    checkedBank([question('red.one-001', { type: 'multiple', key: ['a', 'b'] })]),
  );
  const other = await visit(await several.listen());
  await other.goto('/practice');
  const [a, b, c, d] = await textsOf(other, '.option');
  for (const key of ['1', '3', '9', '0']) await other.keyboard.press(key);
  expect(await textsOf(other, '.option:has(:checked)')).toEqual([a, c]);
  for (const key of ['3', '2', '4', '1']) await other.keyboard.press(key);
  expect(await textsOf(other, '.option:has(:checked)')).toEqual([b, d]);
  expect(rows(several, 'review')).toEqual([]);
  await several.close();
});

test('u takes the last answer back and asks the same again', async () => {
  await open();
  const stem = await textOf(page, 'legend');
  await press('1');
  await leave('s');
  await leave('u');
  expect(await textOf(page, 'legend')).toBe(stem);
  expect(rows(house, 'amendment')).toMatchObject([{ kind: 'undo' }]);
});

test('? shows the keys of the page it is pressed on, and Escape leads back', async () => {
  await open();
  const shown = async () => {
    await press('?');
    const { name, keys } = await keysShown(page);
    expect(name).toBe('Keys on this page');
    await press('Escape');
    expect(await dialogs()).toBe(0);
    return keys;
  };
  const question = '1 A 2 B 3 C 4 D d I don’t know g Guess t Enter Think so s Sure ? Keyboard';
  expect(await shown()).toBe(question);
  await press('1');
  expect(await chosen()).toEqual([await first()]);
  expect(await shown()).toBe(question);
  await leave('Enter');
  expect(await shown()).toBe('n Enter Next f Flag u Undo ? Keyboard');
  await page.goto('/');
  expect(await shown()).toBe('n Enter Carry on ? Keyboard');
});

test('shortcuts are silent with modifiers and behind the dialog', async () => {
  await open();
  for (const modifier of ['Control', 'Alt', 'Meta']) {
    await press(...['1', 'g', 'd', '?', 'Enter'].map((key) => `${modifier}+${key}`));
  }
  expect([await chosen(), await dialogs()]).toEqual([[], 0]);
  await press('?', '1', 's', 'd', 'Escape', '2');
  expect(await chosen()).toHaveLength(1);
  await leave('s');
  expect(answers()).toEqual(['sure']);
});

test('shortcuts are silent where something is typed or picked from a list', async () => {
  await open();
  await leave('d');
  const verdict = page.url();
  // A browser moves the focus as it paints, and may scroll.
  await expect.poll(() => textOf(page, 'h1:focus')).toBe('Here is the answer');
  await pressOn(page, "document.querySelector('summary')");
  await pressOn(page, "document.querySelector('textarea')");
  await page.keyboard.type('nu?\n1n');
  expect(await page.evaluate("document.querySelector('textarea').value")).toBe('nu?\n1n');
  expect([page.url(), await dialogs()]).toEqual([verdict, 0]);

  await page.goto('/settings');
  for (const field of [/^Time zone$/, /^The day starts at$/, /^New ideas a day$/]) {
    await page.evaluate(`${named('label', field)}.control.focus()`);
    await press('?');
    expect(await dialogs(), String(field)).toBe(0);
  }
  await pressOn(page, named('summary', /^Keyboard shortcuts$/));
  await page.evaluate("document.querySelector('#keys input').focus()");
  await press('?');
  expect(await dialogs()).toBe(1);
});

test('a key that is held down acts once', async () => {
  await open();
  await press('1');
  await follow(page, () => page.keyboard.down('Enter'));
  const verdict = page.url();
  for (let held = 0; held < 3; held++) await page.keyboard.down('Enter');
  await page.reload();
  expect(page.url()).toBe(verdict);
  await page.keyboard.up('Enter');
  await leave('Enter');
  expect(await page.title()).toMatch(/^Question 2/);
});

test('Enter presses the link or button that has the focus', async () => {
  await open();
  await press('1');
  await page.evaluate(`${certaintyNamed('guess')}.focus()`);
  await leave('Enter');
  expect(answers()).toEqual(['guess']);
  await page.evaluate(`${named('a', /^Settings$/)}.focus()`);
  await leave('Enter');
  expect(await page.title()).toBe('Settings · Etude');
});

test('every shortcut can be turned off, and then does nothing', async () => {
  await open();
  await leave('d');
  await page.goto('/settings#keys');
  expect(await count('#keys input:not(:checked)')).toBe(0);
  await turnKeysOff(page);

  await page.goto('/');
  await press('n', 'Enter', '?');
  await follow(page, () => pressOn(page, named('a', /^Carry on/)));
  await pressOn(page, optionNamed('A'));
  await pressOn(page, "document.querySelector('.crumb')");
  await press('2', 'g', 't', 'd', '?', 'Enter');
  expect(await chosen()).toEqual([await first()]);
  expect(await count('kbd')).toBe(0);
  await follow(page, () => pressOn(page, certaintyNamed('sure')));
  const verdict = page.url();
  await press('n', 'u', 'f', '?', 'Enter');
  expect(await dialogs()).toBe(0);
  await page.reload();
  expect(page.url()).toBe(verdict);
  expect(answers()).toEqual(['none', 'sure']);
  expect(rows(house, 'amendment')).toEqual([]);
});

/** Sends a key as the browser gets it from a keyboard: what it types, its place, and the state of Shift and the locks. */
async function type(
  key: string,
  code: string,
  more: { shift?: boolean; keyCode?: number; repeat?: boolean } = {},
) {
  const event = {
    key,
    code,
    modifiers: more.shift ? 8 : 0,
    windowsVirtualKeyCode: more.keyCode ?? 0,
    isKeypad: code.startsWith('Numpad'),
    autoRepeat: more.repeat ?? false,
  };
  await keyboard.send('Input.dispatchKeyEvent', { ...event, type: 'rawKeyDown' });
  await keyboard.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

test.each([
  ['a French keyboard', '&', 'Digit1', 1],
  ['a French keyboard', 'é', 'Digit2', 2],
  ['a Czech keyboard', 'ě', 'Digit2', 2],
  ['a Persian keyboard', '۳', 'Digit3', 3],
  ['a Thai keyboard', '/', 'Digit2', 2],
  ['a full-width keyboard', '４', 'Digit4', 4],
  ['a numeric keypad', '2', 'Numpad2', 2],
  ['a numeric keypad without NumLock', 'End', 'Numpad1', 1],
  ['a keyboard that moves its digits', '3', 'KeyQ', 3],
])('%s chooses by %s at %s', async (_, key, code, n) => {
  await open();
  const wanted = (await textsOf(page, '.option'))[n - 1];
  await type(key, code);
  expect(await chosen()).toEqual([wanted]);
});

test.each([
  ['with CapsLock', 'S', 'KeyS'],
  ['on a Russian keyboard', 'ы', 'KeyS'],
  ['on a Russian keyboard with CapsLock', 'Ы', 'KeyS'],
  ['on a Greek keyboard', 'σ', 'KeyS'],
  ['on an Arabic keyboard', 'س', 'KeyS'],
  ['on a Hindi keyboard', '्', 'KeyS'],
  ['on a full-width keyboard', 'ｓ', 'KeyS'],
  ['on a Dvorak keyboard', 's', 'Semicolon'],
])('letters press the same %s', async (_, key, code) => {
  await open();
  await press('1');
  await follow(page, () => type(key, code));
  expect(answers()).toEqual(['sure']);
});

test('keys do nothing while an input method composes, nor a letter that only lies where another does', async () => {
  await open();
  await press('1');
  await type('Process', 'KeyS', { keyCode: 229 });
  await type('s', 'KeyS', { keyCode: 229 });
  await type('o', 'KeyS');
  await type('ś', 'KeyS');
  await type('s', 'KeyS', { repeat: true });
  await page.reload();
  expect(answers()).toEqual([]);
});

test('an Arabic question mark shows the keys', async () => {
  await open();
  await type('؟', 'Slash', { shift: true });
  expect(await dialogs()).toBe(1);
});

test.each([
  ['an English keyboard', '@', 'Digit2'],
  ['a French keyboard', '2', 'Digit2'],
  ['a French keyboard with CapsLock', 'é', 'Digit2'],
  ['a Russian keyboard', '"', 'Digit2'],
  ['a numeric keypad', '2', 'Numpad2'],
  ['a numeric keypad that moves the focus', 'ArrowDown', 'Numpad2'],
])('in an exam Shift and a digit of %s strikes out and never chooses', async (_, key, code) => {
  await begin();
  await type(key, code, { shift: true });
  const strike = named('button', /^Strike out B$/);
  expect(await page.evaluate(`${strike}.ariaPressed`)).toBe('true');
  expect(await chosen()).toEqual([]);
});

test('a button that has the focus is pressed once however long Enter is held down', async () => {
  await begin();
  const flag = named('button', /^Flag/);
  await page.evaluate(`${flag}.focus()`);
  for (let held = 0; held < 4; held++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  expect(await page.evaluate(`${flag}.ariaPressed`)).toBe('true');
});
