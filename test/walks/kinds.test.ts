import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { authorViewOf, blueprint, checkedBank, question } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { sittingOf } from '../support/sitting.ts';

const named = (ids: string[]) => ids.map((id) => ({ id, text: `Text ${id}`, rationale: `Why ${id}.` }));

/** A question of each type, with what a form sends for a right, a wrong and an unfinished answer, by the page's letters. */
const kinds: Record<
  string,
  {
    asked: AuthoredQuestion;
    right(page: Page): string[];
    wrong(page: Page): string[];
    open(page: Page): string[];
  }
> = {
  'true-false': {
    asked: question('red.one-001', { type: 'true-false', options: named(['true', 'false']), key: ['false'] }),
    right: () => ['B'],
    wrong: () => ['A'],
    open: () => [],
  },
  ordering: {
    asked: question('red.one-001', {
      type: 'ordering',
      options: named(['x', 'y', 'z']),
      key: ['z', 'x', 'y'],
    }),
    right: (page) => ['z', 'x', 'y'].map((id, i) => `${letterOf(page, id)}${i + 1}`),
    wrong: (page) => ['z', 'y', 'x'].map((id, i) => `${letterOf(page, id)}${i + 1}`),
    open: (page) => ['z', 'x', 'y'].map((id) => `${letterOf(page, id)}1`),
  },
  matching: {
    asked: question('red.one-001', {
      type: 'matching',
      prompts: [
        { id: 'p', text: 'Prompt p' },
        { id: 'q', text: 'Prompt q' },
      ],
      options: named(['x', 'y', 'z']),
      key: ['p=y', 'q=x'],
    }),
    right: (page) => [`1${listedLetter(page, 'y')}`, `2${listedLetter(page, 'x')}`],
    wrong: (page) => [`1${listedLetter(page, 'y')}`, `2${listedLetter(page, 'z')}`],
    open: (page) => [`1${listedLetter(page, 'y')}`, ''],
  },
  numeric: {
    asked: question('red.one-001', {
      type: 'numeric',
      options: [],
      key: ['42.5'],
      tolerance: 0.5,
      unit: 'ms',
    }),
    right: () => ['42,25'],
    wrong: () => ['41'],
    open: () => ['about 42'],
  },
};

const letterAt = (page: Page, selector: string, id: string) =>
  page.root
    .querySelectorAll(selector)
    .find((each) => each.text.includes(`Text ${id}`))!
    .querySelector('.letter')!.text;
const letterOf = (page: Page, id: string) => letterAt(page, 'label.option', id);
const listedLetter = (page: Page, id: string) => letterAt(page, '.offered li', id);

let house: House;
let reader: Reader;
afterEach(() => house.close());

describe.each(Object.entries(kinds))('a question of type "%s"', (type, { asked, right, wrong, open }) => {
  beforeEach(async () => {
    const others = Array.from({ length: 3 }, (_, i) => ({ ...asked, id: `blue.one-00${i + 1}` }));
    const bank = checkedBank([asked, ...others], [blueprint({ questions: 2 })]);
    house = await startHouse(bank, { authorView: authorViewOf([asked, ...others]) });
    reader = new Reader(house.app);
  });

  const answer = async (fields: (page: Page) => string[]) => {
    const page = await reader.get('/practice');
    return reader.answer(page, fields(page));
  };

  test('is right, wrong, unfinished or shown in practice', async () => {
    expect((await answer(right)).text('h1')).toBe('Right');
    const missed = await answer(wrong);
    expect(missed.text('h1')).toMatch(/^Not quite/);
    expect(missed.texts('.verdict .tag').join()).toMatch(/you said|Your answer/);
    const unfinished = await answer(open);
    expect(unfinished.status).toBe(422);
    expect(unfinished.text('.note.bad')).toMatch(/Nothing has been counted/);
    const page = await reader.get('/practice');
    const shown = await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
    expect(shown.text('h1')).toBe('Here is the answer');
    expect(shown.texts('.verdict .tag').join()).not.toMatch(/you said|Your answer/);
    expect(rows(house, 'review')).toHaveLength(3);
  });

  test('comes back with what was chosen', async () => {
    const page = await answer(open);
    const chosen = page.root.querySelectorAll(
      'option[selected], input[name=choice][value]:not([type=radio])',
    );
    expect(chosen.map((each) => each.getAttribute('value'))).toEqual(open(page).filter(Boolean).toSorted());
  });

  test('refuses what is of no such question', async () => {
    expect((await answer(() => ['H9', 'Z', '1'])).status).toBe(422);
    expect(rows(house, 'review')).toEqual([]);
  });

  test('keeps every step in an exam, marks it, and shows it in the result', async () => {
    await reader.get('/practice');
    const before = await reader.get('/exams/new/mock');
    const begun = await reader.post('/exams', { ...before.form('/exams'), time: 'untimed' });
    const path = sittingOf(begun);
    const save = async (number: number, fields: (page: Page) => string[]) => {
      const page = await reader.get(`${path}/${number}`);
      const choice = fields(page);
      await reader.post(`${path}/${number}`, { ...page.form(`/${number}`), choice, go: String(number) });
      return reader.get(`${path}/${number}`);
    };
    const half = await save(1, open);
    expect(half.text('.legend')).toMatch(/^answered 0/);
    expect(half.form('/1').shown).toBe(open(half).filter(Boolean).toSorted().join(''));
    expect((await save(1, right)).text('.legend')).toMatch(/^answered 1/);
    expect((await save(2, wrong)).text('.legend')).toMatch(/^answered 2/);
    const last = await reader.get(`${path}/review`);
    const result = await reader.post(`${path}/submit`, last.form('/submit'));
    expect(result.status).toBe(200);
    const answers = await reader.get(`${path}/answers`);
    expect(answers.texts('.lead')).toEqual([
      expect.stringMatching(/^You \w+.*[^;]\.$/),
      expect.stringMatching(/^You \w+.*; the answer is .*\.$/),
    ]);
    expect(rows(house, 'paper').map(({ correct }) => correct)).toEqual([1, 0]);
    expect(rows(house, 'review').map(({ correct }) => correct)).toEqual([1, 0]);
  });

  test('can be tried on the workbench and is counted there', async () => {
    await answer(right);
    const page = await reader.get('/bank/red.one-001');
    const query = right(page)
      .map((field) => `choice=${field}`)
      .join('&');
    const tried = await reader.get(`/bank/red.one-001?${query}&certainty=sure`);
    expect(tried.text('#preview h3')).toBe('Right');
    expect(page.text('main')).toContain(`${type}, level 2`);
  });
});
