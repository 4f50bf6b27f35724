import type { Finding } from '../lint/lint.ts';
import { ruleOf } from '../lint/rules/rules.ts';
import { table } from '../lint/table.ts';

/** The most findings of one rule that are listed, unless all are asked for. */
export const mostOfRule = 50;

/** The first findings of each rule, in their order, and how many more there are. */
export function firstOfEachRule(findings: readonly Finding[], most: number) {
  const seen = new Map<string, number>();
  const listed = findings.filter(({ rule = '' }) => {
    const count = (seen.get(rule) ?? 0) + 1;
    seen.set(rule, count);
    return count <= most;
  });
  return { listed, more: findings.length - listed.length };
}

/** What the list leaves out, in words. */
export function moreLine(more: number): string {
  return `Only the first ${mostOfRule} for each rule are listed: add --all to see ${more} more.`;
}

const unruled = 'not a rule';

/** The rules that found something, those with the most errors first. */
export function byRule(findings: readonly Finding[]): string {
  const groups = [...Map.groupBy(findings, ({ rule = unruled }) => rule)];
  const rows = groups.map(([rule, members]) => {
    const errors = members.filter(({ level }) => level === 'error').length;
    return { rule, errors, warnings: members.length - errors, what: ruleOf(rule)?.what ?? cannotBeRead };
  });
  rows.sort((a, b) => b.errors - a.errors || b.warnings - a.warnings || (a.rule < b.rule ? -1 : 1));
  return table(
    ['rule', 'errors', 'warnings', 'what it asks for'],
    rows.map(({ rule, errors, warnings, what }) => [rule, errors, warnings, what]),
  );
}

const cannotBeRead = 'Files can be read, and fit together.';

/** The last line: how many questions, errors, warnings and waivers. */
export function countLine(questions: number, findings: readonly Finding[], waived: number): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const found =
    findings.length === 0
      ? ['no problems']
      : [count(errors, 'error'), count(findings.length - errors, 'warning')];
  return `${[count(questions, 'question'), ...found, ...(waived > 0 ? [`${waived} waived`] : [])].join(', ')}.`;
}

/** A number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
