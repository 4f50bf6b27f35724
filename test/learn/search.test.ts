import { describe, expect, test } from 'vitest';
import { complete } from '../../src/bank/model.ts';
import {
  matches,
  pageOf,
  readSearch,
  type Search,
  searchFields,
  searchPath,
} from '../../src/learn/search.ts';
import { question } from '../support/bank.ts';

const one = complete(
  question('red.one-001', { concept: 'red.one.idea', tags: ['trivia'], stem: 'What is *Jidoka*?' }),
  'red.one',
);
const search = (query: Partial<Search>) => readSearch(query, searchFields);

describe('a search', () => {
  test.each<[Partial<Search>, boolean]>([
    [{}, true],
    [{ q: '  ' }, true],
    [{ q: 'JIDOKA what' }, true],
    [{ q: 'why b' }, true],
    [{ q: 'red.one-001' }, true],
    [{ q: 'jidoka kanban' }, false],
    [{ domain: 'red' }, true],
    [{ domain: 're' }, false],
    [{ objective: 'red.one' }, true],
    [{ objective: 'red.two' }, false],
    [{ concept: 'red.one.idea', tag: 'trivia', status: 'ready', pool: 'study' }, true],
    [{ concept: 'red.one' }, false],
    [{ tag: 'other' }, false],
    [{ status: 'nonsense' }, false],
    [{ pool: 'sealed' }, false],
  ])('for %o finds it: %s', (query, isFound) => expect(matches(search(query), one)).toBe(isFound));

  test('asks the words of one text, and files by another', () => {
    const moved = { ...one, objective: 'blue.one', stem: 'Other words?' };
    expect(matches(search({ objective: 'blue.one', q: 'jidoka' }), one, moved)).toBe(true);
    expect(matches(search({ q: 'other' }), one, moved)).toBe(false);
    expect(matches(search({ domain: 'red' }), one, moved)).toBe(false);
  });

  test('passes over fields that are not for the reader', () => {
    expect(matches(readSearch({ status: 'draft' }, ['q']), one)).toBe(true);
  });

  test('has an address that says what is asked and nothing else', () => {
    expect(searchPath(search({}), 1)).toBe('/bank');
    expect(searchPath(search({ q: 'a & b', domain: 'red' }), 3)).toBe('/bank?q=a+%26+b&domain=red&page=3');
  });
});

describe('a page of a list', () => {
  const list = Array.from({ length: 51 }, (_, i) => i);

  test.each([
    [1, 1, 0, 25],
    [2, 2, 25, 25],
    [3, 3, 50, 1],
    [99, 3, 50, 1],
    [-1, 1, 0, 25],
    [Number.NaN, 1, 0, 25],
    [1.9, 1, 0, 25],
  ])('%d is page %d, from %d on, with %d entries', (wanted, number, first, count) => {
    const page = pageOf(list, wanted);
    expect([page.number, page.items[0], page.items.length]).toEqual([number, first, count]);
    expect([page.pages, page.total]).toEqual([3, 51]);
  });

  test('of nothing is the first of one', () => {
    expect(pageOf([], 4)).toEqual({ items: [], number: 1, pages: 1, total: 0 });
  });
});
