import { describe, expect, test } from 'vitest';
import { judgeBank } from '../../../src/bank/files/check.ts';
import { blueprint, taxonomy } from '../../support/bank.ts';
import { expectProblems, fileOf, written } from '../../support/marks.ts';

/** A bank of one file with one question, some of whose fields are replaced by raw text. */
const oneQuestion = (raw: Record<string, string>) => ({
  'red/one.json': fileOf(written('red.one-001', raw)),
});

const options = (...raw: string[]) =>
  `[${raw.map((fields, i) => `{"id": "o${i}", "text": "text ${i}", "rationale": "why", ${fields}}`).join(',\n')}]`;
const both = (a: string, b: string) => `[${a}, ${b}]`;
const option = (id: string, text: string) => `{"id": ${id}, "text": ${text}, "rationale": "why"}`;

test('a sound bank has no problem, and its questions come with every default filled in', () => {
  const { problems, questions } = judgeBank([
    { path: 'bank.json', name: 'bank.json', text: JSON.stringify(taxonomy) },
    { path: 'red/one.json', name: 'red/one.json', text: fileOf(written('red.one-001')) },
  ]);
  expect(problems).toEqual([]);
  expect(questions).toEqual([
    expect.objectContaining({
      id: 'red.one-001',
      concept: 'red.one-001',
      formerly: [],
      edition: 1,
      status: 'ready',
      pool: 'study',
      objective: 'red.one',
      shuffle: true,
    }),
  ]);
});

describe('one question', () => {
  const hasOne = 'A question of type "single" has exactly one key: keep one, or make it "multiple".';
  const hasMany = 'A question of type "multiple" has at least two keys and at least one distractor.';

  test.each<[what: string, raw: Record<string, string>, message: string]>([
    [
      'stands in the file of another objective',
      { objective: '▶"red.two"' },
      'This file is for "red.one": move the question or correct its objective.',
    ],
    [
      'has one option id twice',
      { options: both(option('"a"', '"A"'), option('▶"a"', '"B"')) },
      'The option id "a" is used twice.',
    ],
    [
      'has one option text twice, but for spaces',
      { options: both(option('"a"', '"Small  batches"'), option('"b"', '▶" Small batches"')) },
      'Another option has the same text.',
    ],
    [
      'has one option text twice, composed otherwise',
      { options: both(option('"a"', '"caf\\u00e9"'), option('"b"', '▶"cafe\\u0301"')) },
      'Another option has the same text.',
    ],
    ['has a key that is no option', { key: '[▶"e"]' }, 'No option has the id "e".'],
    [
      'has a key that is nearly an option',
      { key: '[▶"opton-a"]', options: both(option('"option-a"', '"A"'), option('"b"', '"B"')) },
      'No option has the id "opton-a". Did you mean "option-a"?',
    ],
    ['is single with two keys', { key: '▶["a", "b"]' }, hasOne],
    ['is multiple with one key', { type: '"multiple"', key: '▶["a"]' }, hasMany],
    ['is multiple without a distractor', { type: '"multiple"', key: '▶["a", "b", "c", "d"]' }, hasMany],
    [
      'has a sentence to remember that is one character too long',
      { why: `▶"${'é'.repeat(141)}"` },
      '"why" has 141 characters: shorten it to 140.',
    ],
    ['has a sentence to remember that only spaces fill', { why: '▶"  "' }, '"why" must not be empty.'],
    [
      'has a sentence to remember that is no text',
      { why: '▶["So."]' },
      '"why" must be text in double quotes.',
    ],
    [
      'stands for a confusion that nobody knows',
      { options: options('"confusedWith": "red.two"', '"confusedWith": ▶"red.twoo"'), key: '["o0"]' },
      'No concept or objective is called "red.twoo". Did you mean "red.two"?',
    ],
  ])('%s', (_, raw, message) => expectProblems(oneQuestion(raw), message));

  test.each<[what: string, raw: Record<string, string>]>([
    ['has one option text twice', { options: both(option('"a"', '"Small"'), option('"b"', '"Small"')) }],
    ['is multiple without a distractor', { type: '"multiple"', key: '["a", "b", "c", "d"]' }],
  ])('a draft may wait to be mended that %s', (_, raw) =>
    expectProblems(oneQuestion({ status: '"draft"', ...raw })),
  );

  test.each([
    ['letters', 'x'.repeat(140)],
    ['letters with accents of their own', 'e\u0301'.repeat(140)],
    ['families', '👩‍👩‍👧‍👦'.repeat(140)],
    ['flags', '🇩🇪'.repeat(140)],
    ['letters and the marks around them', `${'x'.repeat(130)} **${'y'.repeat(9)}**`],
  ])('the sentence to remember may have 140 %s', (_, why) => {
    expectProblems(oneQuestion({ why: JSON.stringify(why) }));
  });

  test.each(['▶[]', '▶["a", "a"]'])('the key %s is told of once', (key) => {
    const message = key.includes('a')
      ? '"key" has the same entry twice: keep one.'
      : '"key" needs at least one entry.';
    expectProblems(oneQuestion({ key }), message);
  });

  test('what the schema finds hides nothing of what stands beside it', () => {
    expectProblems(
      oneQuestion({ difficulty: '▶9', key: '[▶"e"]', '▶steem': '""' }),
      '"difficulty" must be 5 or less.',
      'No option has the id "e".',
      'Unknown field "steem". Did you mean "stem"?',
    );
  });
});

describe('questions beside each other', () => {
  test('an id used twice, in one file or in two', () => {
    expectProblems(
      {
        'red/one.json': fileOf(written('red.one-001'), written('red.one-001', { id: '▶"red.one-001"' })),
        'red/two.json': fileOf(written('red.one-001', { id: '▶"red.one-001"', concept: '"red.two.x"' })),
      },
      'The id "red.one-001" is used twice.',
      'The id "red.one-001" is used twice.',
    );
  });

  test('a former id that belongs to another question, now or formerly, or to itself', () => {
    expectProblems(
      {
        'blue/one.json': fileOf(
          written('blue.one-001', { formerly: '["blue.one-000", ▶"red.one-001"]' }),
          written('blue.one-002', { formerly: '[▶"blue.one-000"]' }),
          written('blue.one-003', { formerly: '[▶"blue.one-003"]' }),
        ),
        'red/one.json': fileOf(written('red.one-001')),
      },
      '"red.one-001" already belongs to "red.one-001".',
      '"blue.one-000" already belongs to "blue.one-001".',
      '"blue.one-003" already belongs to "blue.one-003".',
    );
  });

  test('a concept scattered over two objectives', () => {
    expectProblems(
      {
        'blue/one.json': fileOf(written('blue.one-001', { concept: '"blue.one.x"' })),
        'red/one.json': fileOf(
          written('red.one-001', { concept: '"red.one.x"' }),
          written('red.one-002', { concept: '▶"blue.one.x"' }),
        ),
      },
      'The concept "blue.one.x" already belongs to "blue.one": a concept has one objective.',
    );
  });

  test('a confusion may name an objective, or a concept of any question, even of one with problems', () => {
    const confused = options('"confusedWith": "red.two"', '"confusedWith": "red.two.x"');
    expectProblems(
      {
        'red/one.json': fileOf(written('red.one-001', { options: confused, key: '["o0"]' })),
        'red/two.json': fileOf(written('red.two-001', { concept: '"red.two.x"', difficulty: '▶9' })),
      },
      '"difficulty" must be 5 or less.',
    );
  });
});

describe('blueprints', () => {
  const weights = (...texts: string[]) =>
    `[${texts.map((domain) => `{"domain": ${domain}, "weight": 1}`).join(',\n')}]`;

  /** A bank of blueprints, a field a line, some of whose fields are replaced by raw text; green counts nowhere. */
  function bankOf(...raws: Record<string, string>[]) {
    const [red, blue] = taxonomy.domains;
    const green = {
      id: 'green',
      title: 'Green',
      scored: false,
      objectives: [{ id: 'green.one', title: 'Green one' }],
    };
    const blueprints = raws.map((raw) => {
      const fields = Object.entries(blueprint()).map(([name, value]) => [name, JSON.stringify(value)]);
      const lines = Object.entries({ ...Object.fromEntries(fields), ...raw });
      return `{\n${lines.map(([name, text]) => `"${name}": ${text}`).join(',\n')}\n}`;
    });
    const head = JSON.stringify({ title: 'Test bank', domains: [red, blue, green] }).slice(0, -1);
    return { 'bank.json': `${head},\n"blueprints": [\n${blueprints.join(',\n')}\n]}` };
  }

  test('that are sound have no problem', () => {
    const scale = '{"lowest": 100, "pass": 750, "highest": 1000}';
    expectProblems(bankOf({}, { id: '"other"', unscored: '7', scale, note: '"For *all*."' }));
  });

  const rises = 'A scale must rise: "lowest" below "pass", and "pass" below "highest".';

  test.each<[what: string, raw: Record<string, string>, message: string]>([
    [
      'a domain that nobody knows',
      { weights: weights('"red"', '▶"bleu"') },
      'There is no domain "bleu" that counts. Did you mean "blue"?',
    ],
    [
      'a domain like none',
      { weights: weights('▶"versus"', '"red"') },
      'There is no domain "versus" that counts.',
    ],
    [
      'a domain whose questions do not count',
      { weights: weights('"red"', '▶"green"') },
      'There is no domain "green" that counts.',
    ],
    ['a domain twice', { weights: weights('"red"', '▶"red"') }, 'The domain "red" already has a weight.'],
    ['nothing that counts', { unscored: '▶8' }, 'At least one question must count.'],
    [
      'a scale that begins at its pass mark',
      { scale: '▶{"lowest": 750, "pass": 750, "highest": 1000}' },
      rises,
    ],
    [
      'a scale that ends at its pass mark',
      { scale: '▶{"lowest": 100, "pass": 1000, "highest": 1000}' },
      rises,
    ],
    ['a scale that falls', { scale: '▶{"lowest": 1000, "pass": 750, "highest": 100}' }, rises],
    ['no weights', { weights: '▶[]' }, '"weights" needs at least one entry.'],
    ['more than all to pass', { pass: '▶101' }, '"pass" must be 100 or less.'],
  ])('%s', (_, raw, message) => expectProblems(bankOf(raw), message));

  test('listed twice', () => {
    expectProblems(bankOf({}, { id: '▶"mock"' }), 'The blueprint "mock" is listed twice.');
  });

  test('several things at once', () => {
    expectProblems(
      bankOf({ unscored: '▶99', weights: weights('▶"redd"', '"blue"', '▶"blue"') }),
      'There is no domain "redd" that counts. Did you mean "red"?',
      'The domain "blue" already has a weight.',
      'At least one question must count.',
    );
  });
});

describe('enemies', () => {
  test('that nobody knows, or of themselves', () => {
    expectProblems(
      {
        'red/one.json': fileOf(
          written('red.one-001', { enemies: '["red.one-002", ▶"red.one-004", ▶"red.one-001"]' }),
          written('red.one-002', { enemies: '[▶"blue.two.unknown"]' }),
        ),
      },
      'There is no question "red.one-004". Did you mean "red.one-001"?',
      'A question cannot be its own enemy: remove it.',
      'There is no question "blue.two.unknown".',
    );
  });

  test('may stand in any file, under a former id, and have problems of their own', () => {
    expectProblems(
      {
        'blue/one.json': fileOf(written('blue.one-001', { formerly: '["blue.one-000"]', difficulty: '▶9' })),
        'red/one.json': fileOf(written('red.one-001', { enemies: '["blue.one-001", "blue.one-000"]' })),
      },
      '"difficulty" must be 5 or less.',
    );
  });
});
