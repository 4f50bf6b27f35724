import { describe, expect, test } from 'vitest';
import { type Bank, createBank, hashOf } from '../../src/bank/bank.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import { complete, isAskable, whyOf } from '../../src/bank/model.ts';
import { render, stemLine } from '../../src/bank/rendered.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { folderOf } from '../../src/base/installation.ts';
import { checkedBank, plainQuestions, question } from '../support/bank.ts';

function bankOf(...questions: AuthoredQuestion[]): Bank {
  const checked = checkedBank(questions);
  return createBank(checked.taxonomy, checked.questions, checked.lessons);
}

const idsOf = (live: Bank['questions']) => live.map(({ question }) => question.id);

describe('the syllabus', () => {
  test('takes one concept of every objective in the order of bank.json, then the second of each', () => {
    const uneven = [...plainQuestions(2), question('blue.one-003')].toReversed();
    expect(bankOf(...uneven).syllabus.concepts).toEqual([
      ...['red.one-002', 'red.two-002', 'blue.one-003', 'blue.two-002'],
      ...['red.one-001', 'red.two-001', 'blue.one-002', 'blue.two-001'],
      'blue.one-001',
    ]);
  });

  test('passes over a concept that practice may not ask, and names a concept once', () => {
    const { syllabus } = bankOf(
      question('red.one-001', { status: 'draft' }),
      question('red.one-002', { concept: 'red.one.x' }),
      question('red.one-003', { concept: 'red.one.x' }),
      question('red.one-004', { pool: 'sealed' }),
    );
    expect(syllabus.concepts).toEqual(['red.one.x']);
  });

  test('has a name that changes with the order and with nothing else', () => {
    const [first, second] = [question('red.one-001'), question('red.one-002')];
    const name = bankOf(first, second).syllabus.hash;
    expect(bankOf({ ...first, stem: 'Other words?' }, second).syllabus.hash).toBe(name);
    expect(bankOf(second, first).syllabus.hash).not.toBe(name);
    expect(bankOf(first).syllabus.hash).not.toBe(name);
  });

  test('of an empty bank is empty', () => expect(bankOf().syllabus.concepts).toEqual([]));
});

describe('a concept', () => {
  const bank = bankOf(
    question('red.one-001', { concept: 'red.one.x', formerly: ['red.one-000', 'red.zero'] }),
    question('red.one-002', { concept: 'red.one.x', status: 'retired' }),
    question('red.one-003', { concept: 'red.one.x', status: 'draft' }),
    question('red.one-004', { concept: 'red.one.x', pool: 'sealed' }),
    question('red.one-005', { concept: 'red.one.x' }),
  );

  test('holds all its questions in the author’s order and tells which may be asked', () => {
    const concept = bank.concepts.get('red.one.x')!;
    expect(idsOf(concept.questions)).toEqual([1, 2, 3, 4, 5].map((n) => `red.one-00${n}`));
    expect(idsOf(concept.askable)).toEqual(['red.one-001', 'red.one-005']);
    expect(concept.objective).toEqual({
      id: 'red.one',
      title: 'Red one',
      domain: 'red',
      domainTitle: 'Red',
    });
  });

  test('finds its reviews under every present and former id, retired questions included', () => {
    expect(bank.reviewIds('red.one.x').sort()).toEqual([
      ...['red.one-000', 'red.one-001', 'red.one-002', 'red.one-003', 'red.one-004', 'red.one-005'],
      'red.zero',
    ]);
    expect(bank.reviewIds('red.one-001')).toEqual([]);
  });

  test('is that of its question, if the question names none', () => {
    expect(bankOf(question('red.one-001')).reviewIds('red.one-001')).toEqual(['red.one-001']);
  });

  test.each(['red.one-001', 'red.one-000', 'red.zero'])('the question is found as %s', (id) => {
    expect(bank.question(id)?.question.id).toBe('red.one-001');
  });

  test.each(['red.one-009', '', '__proto__', 'constructor'])('there is no question "%s"', (id) => {
    expect(bank.question(id)).toBeUndefined();
    expect(bank.reviewIds(id)).toEqual([]);
  });
});

describe('the name of a question’s content', () => {
  const authored = question('red.one-001');
  const name = (changed: AuthoredQuestion) => hashOf(complete(changed, 'red.one'));

  test('is the same however the file is laid out', () => {
    const [a, ...rest] = authored.options;
    const turned = Object.fromEntries(Object.entries(a!).toReversed()) as typeof a;
    const reversed = Object.entries({ ...authored, options: [turned!, ...rest] }).toReversed();
    expect(name(Object.fromEntries(reversed) as AuthoredQuestion)).toBe(name(authored));
    expect(name({ ...authored, edition: 1, concept: 'red.one-001' })).toBe(name(authored));
    expect(bankOf(authored).questions[0]!.hash).toBe(name(authored));
  });

  test.each<Partial<AuthoredQuestion>>([
    { stem: 'Stem of red.one-001!' },
    { key: ['b'] },
    { edition: 2 },
    { status: 'retired' },
    { rationale: 'Because.' },
    { shuffle: false },
    { options: authored.options.toReversed() },
    { options: authored.options.map((option) => ({ ...option, rationale: 'why' })) },
    { references: [{ title: 'A book', year: 2021 }] },
    { why: 'Small changes leave few suspects.' },
  ])('changes with %o', (changes) => expect(name({ ...authored, ...changes })).not.toBe(name(authored)));
});

test('a question that has no sentence to remember keeps the name it always had', () => {
  const hash = 'loCFjJPfBvwfKgRDfQVsLOPD_twNB_AnnC0MVAPZys8';
  expect(hashOf(complete(question('red.one-001'), 'red.one'))).toBe(hash);
});

describe('the thing to remember', () => {
  const whys = (changes: Partial<AuthoredQuestion>) => {
    const asked = complete(question('red.one-001', changes), 'red.one');
    return { text: whyOf(asked), html: render(asked, 'en-GB').why };
  };

  test('is the author’s sentence, with its markup', () => {
    expect(whys({ why: 'Keep *batches* small.' })).toEqual({
      text: 'Keep *batches* small.',
      html: 'Keep <em>batches</em> small.',
    });
  });

  test('is why the key is right where the author wrote none', () => {
    expect(whys({ key: ['b'] }).text).toBe('red.one-001 why b');
    expect(whys({ type: 'multiple', key: ['c', 'a'] }).text).toBe('red.one-001 why a red.one-001 why c');
  });
});

test('authored text is rendered once; a line of it is plain and short', () => {
  const stem = `What is *flow*?\n\n- \`a\` & b\n- [c](https://example.org) ${'and on '.repeat(40)}`;
  const { html, question: live } = bankOf(question('red.one-001', { stem })).questions[0]!;
  expect(html.stem).toContain('<p>What is <em>flow</em>?</p>\n<ul>\n<li><code>a</code> &amp; b</li>');
  expect(html.options.get('a')).toEqual({
    text: 'red.one-001 text a',
    line: 'red.one-001 text a',
    rationale: 'red.one-001 why a',
  });
  expect(html.rationale).toBe('Because of red.one-001.');
  expect(stemLine(live, 'en-GB')).toMatch(/^What is flow\? a & b c and on .*…$/);
  const length = stemLine(live, 'en-GB').length;
  expect(length).toBeLessThanOrEqual(140);
  expect(length).toBeGreaterThan(120);
  expect(stemLine(bankOf(question('red.one-002')).questions[0]!.question, 'en-GB')).toBe(
    'Stem of red.one-002?',
  );
});

describe('the shipped bank', () => {
  const { problems, taxonomy, questions } = loadBank(folderOf('questions'));
  const ready = questions.filter(isAskable);

  test('has no problem', () => expect(problems).toEqual([]));

  test('asks at least sixty questions over all its domains', () => {
    expect(taxonomy.domains.map(({ id }) => id)).toEqual(['core', 'calms', 'ways', 'dora', 'versus', 'exam']);
    expect(ready.length).toBeGreaterThanOrEqual(60);
    for (const { id } of taxonomy.domains)
      expect(ready.filter(({ objective }) => objective.startsWith(`${id}.`)).length, id).toBeGreaterThan(5);
  });

  test('asks at least fifteen ideas in more than one way', () => {
    const { concepts } = createBank(taxonomy, questions, []);
    const stems = [...concepts.values()].map(
      ({ askable }) => new Set(askable.map((live) => live.question.stem)).size,
    );
    expect(stems.filter((count) => count >= 2).length).toBeGreaterThanOrEqual(15);
  });
});
