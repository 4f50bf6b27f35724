import { expect, test } from 'vitest';
import { differencesOf } from '../../../src/author/workbench/differences.ts';
import { complete } from '../../../src/bank/model.ts';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { question } from '../../support/bank.ts';

const text = (changes: Partial<AuthoredQuestion> = {}) =>
  complete(question('red.one-001', changes), 'red.one');

test('the same text has no differences, in whatever order its fields stand', () => {
  const { id, ...rest } = text();
  expect(differencesOf(text(), { ...rest, id })).toEqual([]);
});

test('each field that changed is told with what it was and is', () => {
  const [a, b, c] = text().options;
  const after = text({
    stem: 'Another stem?',
    key: ['b'],
    edition: 2,
    tags: ['new'],
    options: [{ ...a!, rationale: 'Changed.' }, { ...b!, confusedWith: 'red.two' }, c!],
  });
  expect(differencesOf(text(), after)).toEqual([
    { field: 'Stem', before: 'Stem of red.one-001?', after: 'Another stem?' },
    { field: 'Option a, rationale', before: 'red.one-001 why a', after: 'Changed.' },
    { field: 'Option d', before: 'red.one-001 text d', after: '' },
    { field: 'Option d, rationale', before: 'red.one-001 why d', after: '' },
    { field: 'Key', before: 'a', after: 'b' },
    { field: 'Edition', before: '1', after: '2' },
    { field: 'Option b, confusedWith', before: '', after: 'red.two' },
    { field: 'Tags', before: '', after: 'new' },
  ]);
});

test('references and waivers are told in words', () => {
  const after = text({
    references: [
      { title: 'A book', year: 2020 },
      { title: 'A page', url: 'https://example.org', year: 2021 },
    ],
    waive: [{ rule: 'IW-14', reason: 'So it is.' }],
  });
  expect(differencesOf(text(), after)).toEqual([
    {
      field: 'References',
      before: 'A book, 2020',
      after: 'A book, 2020; A page, https://example.org, 2021',
    },
    { field: 'Waive', before: '', after: 'IW-14, So it is.' },
  ]);
});
