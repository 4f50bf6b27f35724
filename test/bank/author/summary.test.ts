import { expect, test } from 'vitest';
import { byRule, countLine, firstOfEachRule, moreLine } from '../../../src/bank/author/summary.ts';
import type { Finding } from '../../../src/bank/lint/lint.ts';
import { departuresOf } from '../../../src/bank/lint/policy.ts';
import { taxonomy } from '../../support/bank.ts';

const finding = (rule: string | undefined, level: Finding['level'], line: number): Finding => ({
  file: 'red/one.json',
  line,
  column: 1,
  message: 'So.',
  level,
  ...(rule && { rule }),
});
const many = Array.from({ length: 120 }, (_, i) =>
  finding(i % 3 === 0 ? 'IW-12' : 'IW-06', i % 3 === 0 ? 'warning' : 'error', i),
);

test('the first findings for each rule are listed, in the order of the file', () => {
  const { listed, more } = firstOfEachRule(many, 2);
  expect(listed.map(({ line }) => line)).toEqual([0, 1, 2, 3]);
  expect(more).toBe(116);
  expect(firstOfEachRule(many, many.length)).toEqual({ listed: many, more: 0 });
  expect(moreLine(116)).toBe('Only the first 50 for each rule are listed: add --all to see 116 more.');
});

test('a summary counts by rule, errors first', () => {
  expect(
    byRule([...many, finding(undefined, 'error', 1)])
      .split('\n')
      .map((line) => line.slice(0, 62)),
  ).toEqual([
    'rule        errors  warnings  what it asks for',
    'IW-06           80         0  No option, stem or rationale ref',
    'not a rule       1         0  Files can be read, and fit toget',
    'IW-12            0        40  Options match in grammar, punctu',
  ]);
});

test('the last line counts everything', () => {
  expect(countLine(3, many, 1)).toBe('3 questions, 80 errors, 40 warnings, 1 waived.');
  expect(countLine(1, [], 0)).toBe('1 question, no problems.');
});

test('what a bank does not follow is said with its reason', () => {
  const rules = {
    'IW-12': { level: 'off', reason: 'Ours differ.' },
    'IW-07': { level: 'warning', reason: 'So.' },
  } as const;
  expect(departuresOf({ ...taxonomy, profile: 'plain', rules })).toEqual([
    'The profile is "plain": writing rules only warn.',
    'IW-12 is off: Ours differ.',
    'IW-07 only warns: So.',
  ]);
  expect(departuresOf(taxonomy)).toEqual([]);
});
