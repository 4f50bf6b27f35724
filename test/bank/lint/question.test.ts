import { describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { brief, goodQuestion, lint, withTexts } from '../../support/lint.ts';

const good = goodQuestion('red.one-001');

test('a good question has no finding', () => {
  expect(lint([good])).toMatchObject({ findings: [], waived: [], problems: [] });
});

const changed = (changes: Partial<AuthoredQuestion>) => ({ ...good, ...changes });
const stem = (text: string) => changed({ stem: text });
const rationale = (text: string) => changed({ rationale: text });
const why = (why: string, more = '') => changed({ why, rationale: `${good.rationale} ${more}`.trim() });
const whyB = (text: string) =>
  changed({
    options: good.options.map((option) => (option.id === 'b' ? { ...option, rationale: text } : option)),
  });

const confused = (id: string, confusedWith: string) =>
  changed({
    options: good.options.map((option) => (option.id === id ? { ...option, confusedWith } : option)),
  });

const many = (texts: string[], key: string[], changes: Partial<AuthoredQuestion> = {}) =>
  changed({
    type: 'multiple',
    stem: good.stem.replace('Which step makes', 'Which two steps make').concat(' (Select TWO.)'),
    options: texts.map((text, i) => ({
      id: 'abcdefg'[i]!,
      text,
      rationale: 'One small change leaves few suspects, so the cause is soon found.',
    })),
    rationale: `${good.rationale} ${texts.join(', ')}.`,
    key,
    ...changes,
  });
const six = ['Deploy alone', 'Test longer', 'Sign off twice', 'Ask for help', 'Wait a day', 'Work at night'];

const numbers = (texts: string[], changes: Partial<AuthoredQuestion> = {}) =>
  withTexts(Object.fromEntries(texts.map((text, i) => ['abcd'[i]!, text])), { shuffle: false, ...changes });

const words = (count: number) =>
  Array.from({ length: count }, (_, i) => ['step', 'code', 'pile'][i % 3]).join(' ');

const titled = (changes: Partial<(typeof good.references)[number]>) =>
  changed({ references: [{ ...good.references[0]!, ...changes }] });

describe('a question is told', () => {
  test.each<[rule: string, says: string, question: AuthoredQuestion]>([
    [
      'IW-02 error',
      'It has 2 options: a "single" question has 3 to 5.',
      changed({ options: good.options.slice(0, 2) }),
    ],
    ['IW-02 error', 'It has 4 options: a "multiple" question has 5 to 6.', many(six.slice(0, 4), ['a', 'b'])],
    [
      'IW-02 error',
      'It has 4 keys: two or three are enough.',
      many(six, ['a', 'b', 'c', 'd'], { stem: good.stem }),
    ],
    ['IW-03 error', 'It has 2 keys and does not say so', many(six, ['a', 'b'], { stem: good.stem })],
    [
      'IW-03 error',
      'It has 3 keys and does not say so: end the stem with “(Select THREE.)”.',
      many(six, ['a', 'b', 'c']),
    ],
    ['IW-03 error', 'It has one key: remove “(Select TWO.)”.', stem(`${good.stem} (Select TWO.)`)],
    [
      'IW-04 warning',
      '“most” decides the answer: write MOST.',
      stem(good.stem.replace('Which step makes', 'Which step most makes')),
    ],
    [
      'IW-04 warning',
      'It asks for a superlative without a criterion',
      stem('Which step makes the BEST search here?'),
    ],
    ['IW-05 error', 'It sums up the other options', withTexts({ c: 'None of the above' })],
    ['IW-06 error', 'It combines options by letter', withTexts({ c: 'Both A and C' })],
    [
      'IW-06 error',
      '“Option B” names an option by its position',
      rationale(`${good.rationale} Option B is wrong.`),
    ],
    [
      'IW-06 error',
      '“answer A” names an option by its position',
      whyB('It leaves the pile as it is, unlike answer A in this list.'),
    ],
    [
      'IW-07 error',
      'The key is by far the longest (56 characters, then 27)',
      withTexts({ a: 'Deploy each change on its own, however small it may look' }),
    ],
    [
      'IW-07 warning',
      'The key is the longest (36 characters, then 27)',
      withTexts({ a: 'Deploy each change by itself at once' }),
    ],
    [
      'IW-07 warning',
      'The key is the shortest (6 characters, then 19)',
      withTexts({ a: 'Deploy', c: 'Add a third sign-off'.slice(0, 19) }),
    ],
    [
      'IW-07 warning',
      'The keys have 27 characters on average and the distractors 12',
      many(['Deploy each change alone now', 'Test each change by itself', ...six.slice(2)], ['a', 'b']),
    ],
    [
      'IW-10 error',
      'The options are numbers: put them in ascending order',
      numbers(['40 minutes', '4 minutes', '50 minutes', '60 minutes']),
    ],
    [
      'IW-10 error',
      'The options are numbers: set "shuffle": false.',
      numbers(['4', '5', '6', '7'], { shuffle: true }),
    ],
    [
      'IW-11 error',
      'Its range overlaps another',
      numbers(['0–15%', '10–30%', '31–45%', '46–60%'], { timeless: 'Arithmetic.' }),
    ],
    ['IW-11 warning', 'The options mix kinds of quantity', numbers(['4 minutes', '5', '6', '7'])],
    [
      'IW-11 warning',
      'The options use different units',
      numbers(['4 minutes', '6 minutes', '1 hour', '2 hours']),
    ],
    [
      'IW-11 warning',
      'The options differ in precision',
      numbers(['4 minutes', '5.5 minutes', '6 minutes', '7 minutes']),
    ],
    [
      'IW-12 warning',
      'Only the key begins with a verb ending in -ing',
      withTexts({ a: 'Deploying each change alone' }),
    ],
    [
      'IW-12 warning',
      'The options begin in three or more ways',
      withTexts({ b: 'Holding a test phase', c: 'The sign-off' }),
    ],
    [
      'IW-12 warning',
      'Some options have a full stop and some have none',
      withTexts({ c: 'Add a second sign-off.' }),
    ],
    [
      'IW-12 warning',
      'Some options have a capital and some have none',
      withTexts({ c: 'add a second sign-off' }),
    ],
    [
      'IW-13 error',
      'It ends with an article',
      stem('After each release nobody at this team knows what broke. The cure is a:'),
    ],
    [
      'IW-13 warning',
      'Some options are singular and some plural',
      {
        ...withTexts({ b: 'A test phase, longer', c: 'Two sign-offs' }),
        stem: 'After each release nobody at this team knows what broke. The steps to take first are:',
      },
    ],
    [
      'IW-14 warning',
      'Only the stem and the key share “search…”',
      withTexts({ a: 'Search each change alone' }),
    ],
    [
      'IW-14 error',
      'Only the stem and the key share “short…”, “search…”',
      withTexts({ a: 'Make a shorter search' }),
    ],
    [
      'IW-15 warning',
      'The key shares more words with the other options',
      withTexts({
        a: 'Deploy phase, sign-off, shift',
        b: 'Hold a longer test phase',
        c: 'Add a second phase',
        d: 'Ask a deploy shift',
      }),
    ],
    [
      'IW-16 warning',
      'Distractors say “always” and the key does not',
      withTexts({ c: 'Add a sign-off always' }),
    ],
    [
      'IW-16 warning',
      'The key says “every”: make sure that it is true',
      withTexts({ a: 'Deploy every change alone' }),
    ],
    ['IW-17 warning', 'Only the key says “often”', withTexts({ a: 'Deploy often, change alone' })],
    ['IW-18 error', 'It asks what is not true', stem(good.stem.replace('makes', 'does not make'))],
    [
      'IW-18 error',
      'A negative option after a negative question',
      {
        ...withTexts({ b: 'Not hold a test phase' }),
        stem: good.stem.replace('makes', 'does NOT make'),
      },
    ],
    [
      'IW-19 error',
      'It ends neither with a question mark nor with a colon',
      stem(good.stem.replace('?', '.')),
    ],
    ['IW-19 error', 'It has fewer than six words', stem('Which step makes searches shorter?')],
    [
      'IW-19 error',
      'It cannot be answered with the options covered',
      stem('Which of the following is true about releases?'),
    ],
    ['IW-20 error', 'It has a blank to fill in', stem('After each release the team should ____ its work?')],
    [
      'IW-20 error',
      '“would you” asks for an opinion',
      stem('Which of the steps would you take after a release?'),
    ],
    ['IW-21 error', 'It has 46 words: cut it to 45.', { ...stem(`${words(46)}?`), cognitive: 'remember' }],
    ['IW-21 error', 'It has 131 words: cut it to 130.', stem(`${words(131)}?`)],
    ['IW-21 error', 'It has 31 words: cut it to 30', withTexts({ c: words(31) })],
    [
      'IW-21 error',
      'The longest option has 26 more words than the shortest',
      withTexts({ b: words(30), c: 'Add two sign-offs' }),
    ],
    [
      'IW-21 error',
      'It has 29 words: use 30 to 180.',
      rationale(`Deploy alone, not a test phase, sign-off or night shift: ${words(18)}.`),
    ],
    [
      'IW-21 error',
      'It has 181 words: use 30 to 180.',
      rationale(`Deploy alone, not a test phase, sign-off or night shift: ${words(170)}.`),
    ],
    [
      'IW-22 warning',
      'Every option begins with “ask the team to”',
      withTexts({
        a: 'Ask the team to deploy',
        b: 'Ask the team to test',
        c: 'Ask the team to sign',
        d: 'Ask the team to help',
      }),
    ],
    [
      'IW-23 error',
      'It has fewer than eight words: name the misconception',
      whyB('It leaves the pile as it is.'),
    ],
    ['IW-23 error', 'A key cannot have "confusedWith"', confused('a', 'red.two')],
    ['IW-23 error', 'That is what the question itself asks', confused('b', 'red.one-001')],
    ['IW-23 warning', 'That is the question’s own objective', confused('b', 'red.one')],
    ['IW-24 error', 'Another option looks the same', withTexts({ b: 'Add a *second* sign-off' })],
    [
      'IW-24 warning',
      'Only capitals distinguish it from “Add a Second sign-off”',
      withTexts({ b: 'Add a Second sign-off' }),
    ],
    [
      'IW-24 warning',
      'It says nearly the same thing as “Hold a longer test phase”',
      withTexts({ c: 'Hold a longer phase test' }),
    ],
    [
      'IW-26 error',
      'It relies on another question',
      stem('As in the previous question, which step makes the search shorter?'),
    ],
    [
      'IW-28 error',
      'It names no year and its facts change',
      stem(good.stem.replace('A team', 'An elite team')),
    ],
    ['IW-28 error', 'It has no "asOf"', stem(good.stem.replace('A team', 'An elite team of 2024'))],
    ['IW-28 error', '2026-11-25 is in the future', changed({ asOf: '2026-11-25' })],
    [
      'stale warning',
      'It was last checked on 2025-05-23, over 18 months ago',
      {
        ...stem(good.stem.replace('A team', 'An elite team of 2024')),
        asOf: '2025-05-23',
        rationale: good.rationale.replace('To deploy', 'In 2024 to deploy'),
      },
    ],
    [
      'IW-29 error',
      'No reference can be looked up',
      changed({ references: [{ title: 'Accelerate', year: 2018, locator: 'chapter 4' }] }),
    ],
    [
      'IW-29 error',
      'No reference can be looked up',
      changed({ references: [{ title: 'x', year: 2018, url: 'https://x.org' }] }),
    ],
    ['IW-30 warning', '“RTO” is not spelt out', stem(good.stem.replace('A team', 'A team with an RTO'))],
    [
      'IW-30 warning',
      '“optimize” is American spelling',
      rationale(`${good.rationale} They optimize nothing.`),
    ],
    ['IW-31 warning', 'A sentence has 36 words', stem(`${words(36)}?`)],
    [
      'IW-31 warning',
      'Its reading grade is',
      stem('Organisational interdependencies necessitate comprehensive architectural considerations?'),
    ],
    [
      'IW-32 warning',
      'It does not mention the key “Deploy each change on its own”',
      rationale(`${words(20)} a longer test phase, a second sign-off, the night shift.`),
    ],
    [
      'IW-32 warning',
      'It does not mention the distractor “Ask the night shift to help”',
      rationale(
        good.rationale.replace('the night shift only adds eyes that do not', 'more people would not'),
      ),
    ],
    [
      'IW-32 warning',
      'It names no year for a dated fact',
      { ...stem(good.stem.replace('A team', 'An elite team of 2024')), asOf: '2026-06-30' },
    ],
    ['why warning', 'It repeats the stem word for word', why('Nobody knows what broke.')],
    ['why warning', 'It repeats the stem word for word', why('So *which step* makes the search shorter?')],
    ['why warning', 'It is copied from a rationale', why('Each small change alone leaves few suspects.')],
    [
      'why warning',
      'It is copied from a rationale',
      why('Deploy small changes alone…', 'So deploy small changes alone.'),
    ],
    ['why warning', 'It is copied from a rationale', why('Signature leaves the pile untouched.')],
    [
      'why warning',
      'It is copied from a rationale',
      why('小さな変更は原因を見つけやすくする。', '小さな変更は原因を見つけやすくする。'),
    ],
    ['why warning', 'It is more than one sentence', why('Ship often. It makes causes easy to find.')],
    ['why warning', 'It is more than one sentence', why('- Ship often\n- Find causes')],
    ['why warning', 'It is more than one sentence', why('頻繁に出荷する。原因が見つかる。')],
    ['IW-06 error', '“Option A” names an option by its position', why('Option A is the smallest step.')],
    ['IW-35 error', 'It has HTML', why('Ship <b>often</b>.')],
    ['IW-35 error', 'It has letters in decomposed form', rationale(`${good.rationale} Cafe\u0301.`)],
    ['IW-35 error', 'It has the invisible character U+200B', rationale(`${good.rationale}\u200b Yes.`)],
    ['IW-35 error', 'It has the invisible character U+202E', rationale(`${good.rationale}\u202e Yes.`)],
    ['IW-35 error', 'It has HTML', rationale(`${good.rationale} <b>Yes.</b>`)],
    ['IW-35 error', 'It has the invisible character U+202E', titled({ title: 'Accelerate\u202e' })],
    ['IW-35 error', 'It has HTML', titled({ locator: '<i>chapter</i> 4' })],
    [
      'IW-35 error',
      'It has the invisible character U+0007',
      changed({ waive: [{ rule: 'IW-30', reason: 'So.\u0007' }] }),
    ],
    ['IW-35 error', 'Markdown works here only for emphasis', rationale(`# Why\n\n${good.rationale}`)],
    ['IW-35 error', 'It has spaces at the start or at the end of a line', rationale(`${good.rationale} `)],
  ])('%s: %s', (rule, says, question) => {
    const found = lint([question]).findings.map(brief);
    expect(found).toContainEqual(expect.stringContaining(`${rule}: ${says}`));
  });
});

describe('a question is not told', () => {
  test.each<[what: string, question: AuthoredQuestion]>([
    ['of First in a name', stem(good.stem.replace('Which step makes', 'Which step of the First Way makes'))],
    ['of at least', stem(good.stem.replace('Which step makes', 'Which step at least makes'))],
    [
      'of a superlative in capitals with a criterion',
      stem(good.stem.replace('Which step makes', 'Which step MOST makes')),
    ],
    [
      'of a question that asks for the LEAST',
      stem(good.stem.replace('Which step makes', 'Which step with the LEAST effort makes')),
    ],
    ['of NOT in capitals', stem(good.stem.replace('makes', 'does NOT make'))],
    [
      'of an echo that a distractor shares',
      withTexts({ a: 'Search each change alone', b: 'Hold a search phase' }),
    ],
    [
      'of bands that touch',
      numbers(['0–15%', '15–30%', '30–45%', '45–60%'], {
        timeless: 'Arithmetic.',
        rationale: `${good.rationale} 15%`,
      }),
    ],
    [
      'of an acronym spelt out',
      stem(good.stem.replace('A team', 'A team with a recovery time objective (RTO)')),
    ],
    [
      'of American spelling in a title',
      rationale(`${good.rationale} So says *Organizing for Optimized Flow*.`),
    ],
    [
      'of a book without an address',
      changed({
        references: [{ title: 'Accelerate (Forsgren, Humble, Kim)', locator: 'chapter 4', year: 2018 }],
      }),
    ],
    [
      'of a figure that is timeless',
      { ...stem(good.stem.replace('its work', '30% of its work')), timeless: 'A made-up number.' },
    ],
    ['of a distractor that stands for another objective', confused('b', 'red.two')],
    [
      'of a sentence to remember in its own words',
      why('The smaller the change, the shorter the list of causes.'),
    ],
    ['of an abbreviation in one', why('Small vs. Big: the smaller change is easier to undo.')],
    ['of a term that the rationale uses too', why('Few suspects.')],
    ['of the day itself', changed({ asOf: '2026-11-24' })],
    ['of American spelling in the title of a reference', titled({ title: 'Organizing for Behavior' })],
    ['of code that looks like HTML', rationale(`${good.rationale} \`<b>\` is code.`)],
  ])('%s', (_, question) => {
    expect(lint([question]).findings.map(brief)).toEqual([]);
  });
});

test('a finding stands at its place in the file', () => {
  const { findings } = lint([
    good,
    goodQuestion('red.one-002', withTexts({ c: 'Both A and C' }, { id: 'red.one-002' })),
  ]);
  expect(findings.map(({ file, rule }) => [file, rule])).toContainEqual(['red/one.json', 'IW-06']);
  const combined = findings.find(({ rule }) => rule === 'IW-06')!;
  expect([combined.line, combined.column]).toEqual([63, 19]);
});

test('a retired question is left alone, a draft is not', () => {
  const bad = withTexts({ c: 'Both A and C' });
  expect(lint([{ ...bad, status: 'retired' }]).findings).toEqual([]);
  expect(lint([{ ...bad, status: 'draft' }]).findings.map(({ rule }) => rule)).toContain('IW-06');
});

test.each([
  ['a small word that counts', 'A team with a mean time to clean (MTTC)'],
  ['two of them', 'A team with a recovery point to be agreed (RPTBA)'],
  ['a small word passed over', 'A team with a bill of materials (BM)'],
  ['a hyphen', 'A team with a round-trip time (RTT)'],
  [
    'what the exam takes for known',
    'A team with CI/CD, an SLO, an SLA, an SLI, MTTR, MTBF, MTTD, MTTA, ITIL, ITSM and WIP',
  ],
])('an acronym is spelt out by words in a row: %s', (_, start) => {
  const found = lint([stem(good.stem.replace('A team', start))]).findings.map(brief);
  expect(found.filter((each) => each.includes('IW-30'))).toEqual([]);
});

test.each([
  ['a large word between', 'A team with a recovery agreed time (RT)'],
  ['another order', 'A team with an objective for recovery time (RTO)'],
])('an acronym is not spelt out by words with %s', (_, start) => {
  const found = lint([stem(good.stem.replace('A team', start))]).findings.map(brief);
  expect(found).toContainEqual(expect.stringContaining('is not spelt out'));
});
