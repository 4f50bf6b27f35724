import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFacts } from '../../../src/bank/lint/lint.ts';
import { rules, rulesText } from '../../../src/bank/lint/rules/rules.ts';
import type { Blueprint } from '../../../src/bank/schema/blueprint.ts';
import type { Fact } from '../../../src/bank/schema/facts.ts';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import type { BankFile } from '../../../src/bank/schema/taxonomy.ts';
import { blueprint, plainQuestions, redText, taxonomy } from '../../support/bank.ts';
import { brief, goodQuestion, type LintOptions, layOut, lint, lintFiles } from '../../support/lint.ts';
import { fileOf, written } from '../../support/marks.ts';

const found = (questions: readonly AuthoredQuestion[], options?: LintOptions) =>
  lint(questions, options).findings.map(brief);

/** Good questions that have no three words in common: the words of each end in a syllable of its own. */
function goodQuestions(count: number, change: (i: number) => Partial<AuthoredQuestion> = () => ({})) {
  return Array.from({ length: count }, (_, i) => {
    const good = goodQuestion(`red.one-${String(i + 1).padStart(3, '0')}`);
    const syllable = ['ab', 'eb', 'ib', 'ob', 'ub', 'ac', 'ec', 'ic', 'oc', 'uc'];
    const own = (text: string) =>
      text.replace(/\w{4,}/g, (word) => word + syllable[i % 10] + syllable[Math.floor(i / 10)]);
    return {
      ...good,
      stem: own(good.stem),
      rationale: own(good.rationale),
      options: good.options.map((option) => ({ ...option, text: own(option.text) })),
      key: ['abcd'[i % 4]!],
      cognitive: (
        [
          'remember',
          'understand',
          'apply',
          'understand',
          'apply',
          'analyse',
          'apply',
          'understand',
          'remember',
          'analyse',
        ] as const
      )[i % 10]!,
      ...change(i),
    };
  });
}

const target = (questions: number): BankFile => ({
  title: 'Test bank',
  domains: [{ id: 'red', title: 'Red', objectives: [{ id: 'red.one', title: 'Red one', questions }] }],
});

describe('questions beside each other', () => {
  test('the same in nearly the same words, over all files', () => {
    const first = goodQuestion('red.one-001');
    const again = goodQuestion('blue.two-001');
    expect(found([first, again])).toContainEqual(
      expect.stringMatching(/^IW-27 error: Stem and key share 100% of their words with red\.one-001: /),
    );
    const reworded = {
      ...again,
      stem: again.stem.replace('nobody knows what broke', 'no one can tell the cause'),
    };
    expect(found([first, reworded])).toContainEqual(
      expect.stringMatching(/^IW-27 warning: Stem and key share 6\d%/),
    );
  });

  test('a stem that holds every word of another key', () => {
    const giver = {
      ...goodQuestion('red.one-002'),
      stem: 'Since the team deploys each small change on its own, which waits for a search fall away at night?',
    };
    const [receiver] = goodQuestions(1);
    const key = { ...receiver!.options[0]!, text: 'Deploy small change, search' };
    const asking = { ...receiver!, options: [key, ...receiver!.options.slice(1)] };
    expect(found([asking, giver])).toContainEqual(
      expect.stringMatching(
        /^IW-26 warning: The stem of red\.one-002 contains every word of the key “Deploy small/,
      ),
    );
  });

  test('a concept that practice cannot ask', () => {
    const sealed = { ...goodQuestion('red.one-001'), pool: 'sealed', concept: 'red.one.x' } as const;
    expect(found([sealed])).toEqual([
      'concept error: All questions about the concept "red.one.x" are sealed: move one to the study pool.',
    ]);
    const [, other] = goodQuestions(2);
    const both = lint([sealed, { ...other!, concept: 'red.one.x' }]).findings;
    expect(both.filter(({ rule }) => rule === 'concept')).toEqual([]);
    expect(found([{ ...sealed, status: 'draft' }])).toEqual([]);
  });
});

describe('facts', () => {
  const facts: Fact[] = [
    { id: 'CUL-1', grade: 'P', text: 'A.', source: 'B' },
    { id: 'CUL-2', grade: 'K', text: 'A.', source: 'B' },
    { id: 'CUL-3', grade: 'K', text: 'A.', source: 'B', examinable: false },
  ];
  const naming = (...facts: string[]) => [goodQuestion('red.one-001', { facts })];
  const common = 'IW-29 warning: It relies on common knowledge alone';

  test.each<[what: string, questions: AuthoredQuestion[], says: string | undefined]>([
    ['known', naming('CUL-1'), undefined],
    ['unknown', naming('CUL-11'), 'IW-29 error: facts.json has no fact "CUL-11". Did you mean "CUL-1"?'],
    ['none', naming(), 'IW-29 error: It names no fact: list the facts it relies on in "facts".'],
    [
      'not to be asked about',
      naming('CUL-1', 'CUL-3'),
      'IW-29 error: Questions may not ask about CUL-3 ("examinable" in facts.json): remove it.',
    ],
    ['common knowledge beside what was read', naming('CUL-2', 'CUL-1'), undefined],
    ['common knowledge, dated', [{ ...naming('CUL-2')[0]!, asOf: '2026-06-30' }], common],
  ])('%s', (_, questions, says) => {
    expect(found(questions, { facts })).toEqual(says ? [expect.stringContaining(says)] : []);
  });

  test.each([
    ['by the Site Reliability Workbook', true],
    ['in the words of Betsy Beyer', true],
    ['by Kim’s book (2018)', true],
    ['by Beyer’s book', false],
    ['by Beyer’s book (2016)', false],
    ['by the book of 2018', false],
    ['for site reliability', false],
    ['in the Workbook on Site failures', false],
  ])('of common knowledge alone want a source in the stem: “%s” is one: %s', (words, isSource) => {
    const [good] = naming('CUL-2');
    const source = { title: 'The Site Reliability Workbook (Betsy Beyer, Gene Kim)', year: 2018 };
    const stem = good!.stem.replace('?', `, ${words}?`);
    const references = [{ ...good!.references[0]!, ...source }];
    const told = found([{ ...good!, stem, references }], { facts });
    expect(told).toEqual(isSource ? [] : [expect.stringContaining(common)]);
  });

  test('are not judged in a bank that has no facts.json', () => {
    expect(found(naming('anything'))).toEqual([]);
  });

  test('listed twice or misspelt are told with their place, and then nothing is judged by them', () => {
    const file = (text: string) => readFacts({ name: 'facts.json', text });
    const fact = JSON.stringify(facts[0]);
    expect(file(`{"facts": [${fact},\n${fact}]}`).problems).toEqual([
      { file: 'facts.json', line: 2, column: 7, message: 'The fact "CUL-1" is listed twice: keep one.' },
    ]);
    const broken = file('{"facts": [{}]}');
    expect([broken.facts, broken.problems.length]).toEqual([undefined, 1]);
    expect(readFacts(undefined)).toEqual({ facts: undefined, problems: [] });
  });
});

describe('waivers', () => {
  const waive = (rule: string, changes: Partial<AuthoredQuestion> = {}) =>
    lint([goodQuestion('red.one-001', { waive: [{ rule, reason: 'So.' }], ...changes })]);
  const american = { stem: `${goodQuestion('x').stem.replace('Which', 'As they organize it, which')}` };

  test('leave out the warnings of their rule', () => {
    expect(waive('IW-30', american)).toMatchObject({ findings: [], waived: [{ rule: 'IW-30' }] });
  });

  test.each<[what: string, rule: string, changes: Partial<AuthoredQuestion>, says: string[]]>([
    ['that waive nothing', 'IW-30', {}, ['waive warning: IW-30 finds nothing here: remove the waiver.']],
    ['of no rule', 'IW-99', {}, ['waive error: There is no rule "IW-99". Did you mean']],
    [
      'of an error',
      'IW-20',
      { stem: 'Which of the steps would you take after a release?' },
      ['IW-20 error: “would you”', 'waive error: IW-20 is an error here, which cannot be waived: fix it.'],
    ],
  ])('%s', (_, rule, changes, says) => {
    expect(waive(rule, changes).findings.map(brief)).toEqual(
      expect.arrayContaining(says.map((text) => expect.stringContaining(text))),
    );
  });

  test('may waive the error of a rule that allows it', () => {
    const good = goodQuestion('red.one-001');
    const options = good.options.map((option, i) =>
      i === 0 ? { ...option, text: 'Deploy, make a shorter search' } : option,
    );
    expect(found([{ ...good, options }])).toEqual([expect.stringMatching(/^IW-14 error/)]);
    expect(lint([{ ...good, options, waive: [{ rule: 'IW-14', reason: 'So.' }] }])).toMatchObject({
      findings: [],
      waived: [{ rule: 'IW-14' }],
    });
  });
});

describe('quotas', () => {
  const quotas = /^IW-(08|09|18|33|34) error: (In|Of|\d+%)/;
  const told = (questions: readonly AuthoredQuestion[], bank?: BankFile) =>
    found(questions, bank ? { bank } : {}).filter((text) => quotas.test(text));

  test('are kept by thirty good questions', () => {
    expect(told(goodQuestions(40), target(40))).toEqual([]);
  });

  const shortened = (i: number) => ({
    options: goodQuestion('x').options.map((option, o) => ({
      ...option,
      text: o === i % 4 ? `${option.text}, and so on` : `Pile ${o}`,
    })),
  });
  test('keys that are the longest too often', () => {
    const says = /^IW-08 error: In (red|the bank) the key is the longest option in 100% of 32 questions/;
    expect(told(goodQuestions(32, shortened))).toEqual([
      expect.stringMatching(says),
      expect.stringMatching(says),
    ]);
    expect(told(goodQuestions(29, shortened))).toEqual([]);
  });

  test('keys that stand in one place too often', () => {
    const first = () => ({ key: ['a'] });
    expect(told(goodQuestions(30, first))).toContainEqual(
      expect.stringContaining(
        'IW-09 error: In 30 questions with 4 options the keys are unevenly spread across positions (30, 0, 0, 0)',
      ),
    );
    expect(told(goodQuestions(29, first))).toEqual([]);
  });

  test('four alike in a row where nothing is shuffled', () => {
    const fixed = (i: number) => ({ shuffle: i >= 8, ...(i < 4 ? { key: ['b'] } : {}) });
    expect(told(goodQuestions(32, fixed))).toEqual([
      expect.stringContaining(
        'IW-09 error: In red.one four unshuffled keys in a row are in position 2, ending with red.one-004',
      ),
    ]);
  });

  test('negative questions, levels and trivia, where bank.json sets targets', () => {
    const changes = () => ({
      cognitive: 'apply' as const,
      tags: ['trivia'],
      stem: 'Which of all these steps does NOT make the search shorter?',
    });
    const all = goodQuestions(40, changes);
    expect(told(all)).toEqual([]);
    expect(told(all.slice(0, 29), target(29))).toEqual([]);
    const says = ['IW-34', 'IW-34', 'IW-34', 'IW-34', 'IW-18', 'IW-33'];
    expect(told(all, target(40)).map((text) => text.slice(0, 5))).toEqual(says);
    const unscored = target(40);
    unscored.domains[0]!.scored = false;
    expect(told(all, unscored)).toEqual([]);
  });
});

describe('blueprints', () => {
  const short = (questions: AuthoredQuestion[], ...blueprints: Blueprint[]) =>
    lint(questions, { bank: { ...taxonomy, blueprints } }).findings.filter(
      ({ rule }) => rule === 'blueprint',
    );
  const says = (wanted: number, domain: string, has: number) =>
    `blueprint error: It asks for ${wanted} questions from "${domain}", but only ${has} can be in one paper: write more, or lower the weight.`;

  test('that can be filled', () => {
    expect(short(plainQuestions(2), blueprint(), blueprint({ id: 'other', questions: 3 }))).toEqual([]);
    expect(short([])).toEqual([]);
  });

  test('that cannot, told at the weight of each domain', () => {
    const wide = blueprint({ id: 'wide', questions: 12 });
    const text = JSON.stringify({ ...taxonomy, blueprints: [blueprint(), wide] });
    const found = short(plainQuestions(2), blueprint(), wide);
    expect(found.map(brief)).toEqual([says(6, 'red', 4), says(6, 'blue', 4)]);
    const places = found.map(({ file, line, column }) => [file, line, text.slice(column - 1)]);
    const rest = text.slice(text.lastIndexOf('"weights"'));
    expect(places).toEqual([
      ['bank.json', 1, rest.slice(rest.indexOf('{"domain":"red"'))],
      ['bank.json', 1, rest.slice(rest.indexOf('{"domain":"blue"'))],
    ]);
  });

  test('that cannot because of drafts, one concept or enemies', () => {
    const [first, ...rest] = plainQuestions(2);
    for (const change of [
      { status: 'draft' },
      { concept: 'red.one-002' },
      { enemies: ['red.one-002'] },
    ] as const)
      expect(short([{ ...first!, ...change } as AuthoredQuestion, ...rest], blueprint()).map(brief)).toEqual([
        says(4, 'red', 3),
      ]);
  });
});

describe('the layout', () => {
  test('that is not the usual one is told where it begins to differ', () => {
    const text = fileOf(written('red.one-001', {}));
    const { findings } = lintFiles([{ path: 'red/one.json', text }]);
    expect(findings.filter(({ rule }) => rule === 'format')).toEqual([
      expect.objectContaining({ line: 9, level: 'warning', message: expect.stringContaining('etude fmt') }),
    ]);
  });

  test('of a file from Windows is the same', () => {
    const text = layOut({ questions: [goodQuestion('red.one-001')] });
    const { findings } = lintFiles([{ path: 'red/one.json', text: text.replaceAll('\n', '\r\n') }]);
    expect(findings).toEqual([]);
  });

  test('of a broken file is not judged', () => {
    const { findings } = lintFiles([{ path: 'red/one.json', text: '{"questions": [' }]);
    expect(findings).toEqual([]);
  });
});

describe('lessons', () => {
  const told = (...files: { path: string; text: string }[]) => {
    const { findings, problems } = lintFiles(files);
    return [
      ...problems.map(({ message }) => message),
      ...findings.map((each) => `${each.line} ${brief(each)}`),
    ];
  };
  const red = (text: string) => ({ path: 'red/lesson.md', text });
  const blue = { path: 'blue/lesson.md', text: redText.replaceAll('red.', 'blue.') };

  test('that only some domains have are missed in the others, also where one is broken', () => {
    const missed = expect.stringMatching(/^1 lesson warning: .* write blue\/lesson\.md\.$/);
    expect(told()).toEqual([]);
    expect(told(red(redText))).toEqual([missed]);
    expect(told(red(redText), blue)).toEqual([]);
    expect(told(red(redText), { ...blue, text: redText })).not.toContainEqual(missed);
  });

  test.each([
    ['an invisible character', 'One is\u202e first.', 'IW-35 error: It has the invisible character U+202E'],
    ['a tab', 'One\tis first.', 'IW-35 error: It has the invisible character U+0009'],
    ['HTML', 'One is <b>first</b>.', 'IW-35 error: It has HTML'],
    ['a sign that is not shown', 'One is a&nbsp;b.', 'shown warning: The file has “a&nbsp;b.”'],
    ['a space at the end of a line', 'One is first. ', 'IW-35 error: It has spaces'],
    ['letters in decomposed form', 'Cafe\u0301 is first.', 'IW-35 error: It has letters in decomposed form'],
    ['American spelling', 'We organize it.', 'IW-30 warning: “organize” is American'],
  ])('are told of %s with its line', (_, words, says) => {
    const text = redText.replace('One is the first.', words);
    expect(told(red(text), blue)).toEqual([expect.stringContaining(`7 ${says}`)]);
    expect(told(red(text.replaceAll('\n', '\r\n')), blue)).toHaveLength(1);
  });

  test.each(['- One\n  - is first.', '`<b>` is first.', '[Organizing Work](https://example.org) is first.'])(
    'may say %j',
    (words) => expect(told(red(redText.replace('One is the first.', words)), blue)).toEqual([]),
  );
});

describe('what is not sound', () => {
  const bad = written('red.one-002', {
    options: JSON.stringify(goodQuestion('x').options),
    stem: '"What would you do here?"',
  });
  const rulesIn = (text: string) => {
    const { findings, problems } = lintFiles([{ path: 'red/one.json', text }]);
    return { rules: new Set(findings.map(({ rule }) => rule)), problems: problems.length };
  };

  test.each([
    ['a slip in another question', fileOf(written('red.one-001', { stem: 'oops' }), bad)],
    ['a missing comma before it', fileOf(written('red.one-001'), bad).replace('},\n    {', '}\n    {')],
    ['another question that breaks the schema', fileOf(written('red.one-001', { difficulty: '9' }), bad)],
  ])('hides nothing of a sound question: %s', (_, text) => {
    const { rules, problems } = rulesIn(text);
    expect(problems).toBeGreaterThan(0);
    expect(rules).toContain('IW-20');
  });

  test.each([
    ['a slip', bad.replace('"single"', 'single')],
    ['a field twice', bad.replace('"type"', '"tags": [], "tags": [], "type"')],
    ['a wrong key', bad.replace('["a"]', '["z"]')],
  ])('is not linted itself: %s', (_, text) => {
    const { rules, problems } = rulesIn(fileOf(text));
    expect(problems).toBeGreaterThan(0);
    expect([...rules].filter((rule) => rule?.startsWith('IW'))).toEqual([]);
  });

  test('however a file is mangled, the linter answers', () => {
    const sound = fileOf(written('red.one-001', { waive: '[{"rule": "IW-14", "reason": "So."}]' }), bad);
    const cut = fc.record({
      at: fc.nat(sound.length),
      length: fc.nat(60),
      text: fc.constantFrom('', '"', '{', ']', ',', '0', 'null', '\u202e', '\ud800'),
    });
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        const text = cuts.reduce(
          (all, { at, length, text }) => all.slice(0, at) + text + all.slice(at + length),
          sound,
        );
        const lines = text.split('\n').length;
        for (const { line, column, rule } of lintFiles([{ path: 'red/one.json', text }]).findings) {
          expect(line).toBeLessThanOrEqual(rule?.startsWith('IW') ? lines : Number.MAX_SAFE_INTEGER);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { seed: 26, numRuns: 300 },
    );
  });
});

test('a small bank of plain questions has no finding on shares', () => {
  const ids = lint(plainQuestions(7)).findings.filter(({ file }) => file === 'bank.json');
  expect(ids).toEqual([]);
});

test('every rule of the sheet is explained once', () => {
  const ids = rules.map(({ id }) => id);
  const sheet = Array.from({ length: 36 }, (_, i) => `IW-${String(i + 1).padStart(2, '0')}`);
  expect(ids).toEqual([
    ...sheet,
    'shown',
    'why',
    'concept',
    'blueprint',
    'stale',
    'lesson',
    'stray',
    'gone',
    'waive',
    'format',
  ]);
  expect(rulesText().split('\n')).toHaveLength(3 * ids.length);
});
