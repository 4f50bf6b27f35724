import { afterEach, beforeEach, expect, test } from 'vitest';
import { shortcuts } from '../../src/learner/shortcuts.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import type { Page } from '../support/reader.ts';
import { regular } from '../support/regular.ts';
import { beginExam, sittingOf } from '../support/sitting.ts';

let house: House;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(2), [blueprint()]));
});
afterEach(() => house.close());

const digits = ['1', '2', '3', '4'];
const strikes = digits.map((digit) => `Shift+${digit}`);
const all = [...digits, '?', 'Enter', ...strikes, 'd', 'f', 'g', 'n', 'p', 'r', 's', 't', 'u'];

/** The keys that something on a page says it is pressed by. */
function keysOn({ root }: Page): string[] {
  return root
    .querySelectorAll('[data-key]')
    .flatMap((element) => element.getAttribute('data-key')!.split(' '));
}

/** The keys of all pages together for someone who has ticked these. */
async function keysWith(names: readonly string[]): Promise<string[]> {
  const { reader, settings } = await regular(house);
  const choices = { zone: 'UTC', dayStart: '4', newPerDay: '10', retention: '90' };
  await reader.post('/settings', { ...settings.form('/settings'), ...choices, keys: [...names] });
  const question = await reader.get('/practice');
  const exam = await beginExam(reader);
  const pages = [
    await reader.get('/'),
    question,
    await reader.answerRight(question),
    exam,
    await reader.get(`${sittingOf(exam)}/2`),
  ];
  return [...new Set(pages.flatMap(keysOn))].filter(Boolean).toSorted();
}

test('every shortcut is on until it is turned off', async () => {
  expect(await keysWith(shortcuts.map(({ name }) => name))).toEqual(all);
  expect(await keysWith([])).toEqual([]);
});

test.each(shortcuts)('$key can be turned off alone', async ({ name, key }) => {
  const others = shortcuts.map((each) => each.name).filter((each) => each !== name);
  const off: readonly string[] = name === 'choose' ? digits : name === 'strike' ? strikes : [key];
  expect(await keysWith(others)).toEqual(all.filter((each) => !off.includes(each)));
});
