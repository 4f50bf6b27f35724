import { describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import type { BankFile } from '../../../src/bank/schema/taxonomy.ts';
import { taxonomy } from '../../support/bank.ts';
import { brief, goodQuestion, lint, withTexts } from '../../support/lint.ts';

const found = (question: AuthoredQuestion, bank: Partial<BankFile> = {}) => {
  const { findings, problems } = lint([question], { bank: { ...taxonomy, ...bank } });
  return [...problems.map(({ message }) => message), ...findings.map(brief)];
};
const good = goodQuestion('red.one-001');
const { rationale: _, references: __, ...bare } = good;
const unexplained = {
  ...bare,
  options: good.options.map(({ rationale, ...option }) => option),
};
const combined = withTexts({ c: 'Both A and C' });
const setting = { level: 'off', reason: 'So.' } as const;

describe('a question without rationales and references', () => {
  const missing = [
    'IW-23 LEVEL: It has no "rationale": say why it is right.',
    ...Array(3).fill('IW-23 LEVEL: It has no "rationale": name the misconception and say why it is wrong.'),
    'IW-29 LEVEL: No reference can be looked up: give one a "locator", and a "url", an ISBN or its author and publisher.',
    'IW-21 LEVEL: It has no "rationale": explain the answer in 30 to 180 words.',
  ];
  test.each([
    ['shipped', 'error'],
    ['plain', 'warning'],
  ] as const)('in the profile "%s": %ss', (profile, level) => {
    expect(found(unexplained, { profile }).toSorted()).toEqual(
      missing.map((each) => each.replace('LEVEL', level)).toSorted(),
    );
  });
});

describe('which parts need a rationale depends on the type', () => {
  const parts = ['a', 'b', 'c'].map((id) => ({ id, text: `The ${id} of them` }));
  const truth = ['true', 'false'].map((id) => ({ id, text: id }));
  test.each<[AuthoredQuestion['type'], Partial<AuthoredQuestion>, number]>([
    ['true-false', { options: truth, key: ['false'] }, 2],
    ['matching', { prompts: parts, options: parts, key: ['a=a', 'b=b', 'c=c'] }, 3],
    ['ordering', { options: parts, key: ['b', 'a', 'c'] }, 0],
    ['numeric', { options: [], key: ['4.5'] }, 0],
  ])('%s', (type, fields, count) => {
    const question = { ...good, ...fields, type } as AuthoredQuestion;
    const said = found(question).filter((each) => each.startsWith('IW-23'));
    expect(said).toHaveLength(count);
    for (const each of said) expect(each).toContain('IW-23 error: It has no "rationale"');
  });
});

describe('a rule of bank.json', () => {
  const told = 'It combines options by letter, but options are shuffled: say what it means.';
  test('is an error, unless the bank says otherwise', () => {
    expect(found(combined)).toContain(`IW-06 error: ${told}`);
    expect(found(combined, { rules: { 'IW-06': { ...setting, level: 'warning' } } })).toContain(
      `IW-06 warning: ${told}`,
    );
    expect(found(combined, { rules: { 'IW-06': setting } }).join()).not.toContain('IW-06');
    expect(found(combined, { profile: 'plain' })).toContain(`IW-06 warning: ${told}`);
  });

  test('that is only a warning may be waived', () => {
    const waived = { ...combined, waive: [{ rule: 'IW-06', reason: 'So.' }] };
    expect(found(waived, { rules: { 'IW-06': { ...setting, level: 'warning' } } }).join()).not.toContain(
      'IW-06',
    );
    expect(found(waived, { rules: { 'IW-06': setting } }).join()).not.toContain('waive');
  });

  test('may be about the bank as a whole', () => {
    const blueprints = [
      { id: 'm', title: 'M', questions: 9, minutes: 9, pass: 70, weights: [{ domain: 'red', weight: 1 }] },
    ];
    expect(found(good, { blueprints }).join()).toContain('blueprint error');
    expect(found(good, { blueprints, rules: { blueprint: setting } })).toEqual([]);
  });

  test('must be one that there is, and have a reason', () => {
    expect(found(good, { rules: { 'IW-70': setting } })).toEqual([
      'waive error: There is no rule "IW-70". Did you mean "IW-10"?',
    ]);
    const bare = { 'IW-07': { level: 'off' } } as unknown as BankFile['rules'];
    expect(found(good, { rules: bare })).toContain('Missing: "reason".');
    const loud = { 'IW-07': { ...setting, level: 'error' } } as unknown as BankFile['rules'];
    expect(found(good, { rules: loud })).toContain('"level" must be one of "off", "warning".');
  });
});
