import { perObject } from '../../base/lazy.ts';
import type { BankFile } from '../schema/taxonomy.ts';
import { ofItems } from './rules/of-items.ts';
import type { Level } from './rules/rule.ts';

/** What a finding of a rule weighs in a bank; nothing where the bank has turned the rule off. */
export type Policy = (rule: string, level: Level) => Level | 'off';

/** Rules that a plain bank keeps as they are: they protect what learners have answered. */
const kept = new Set(['IW-36']);

const ofWriting = new Set(ofItems.map(({ id }) => id).filter((id) => !kept.has(id)));

/** What bank.json makes of the rules: in the profile "plain", those of item writing only warn. */
export const policyOf = perObject(({ profile = 'shipped', rules = {} }: BankFile): Policy => {
  return (rule, level) => {
    const own = Object.hasOwn(rules, rule) ? rules[rule]!.level : undefined;
    return own ?? (profile === 'plain' && ofWriting.has(rule) ? 'warning' : level);
  };
});

/** How a bank departs from the rules, in words. */
export function departuresOf({ profile, rules = {} }: BankFile): string[] {
  const own = Object.entries(rules).map(([id, { level, reason }]) =>
    level === 'off' ? `${id} is off: ${reason}` : `${id} only warns: ${reason}`,
  );
  return profile === 'plain' ? ['The profile is "plain": writing rules only warn.', ...own] : own;
}

/** Findings as a bank weighs them. */
export function weigh<F extends { rule?: string; level: Level }>(
  policy: Policy,
  findings: readonly F[],
): F[] {
  return findings.flatMap((finding) => {
    const level = finding.rule === undefined ? finding.level : policy(finding.rule, finding.level);
    if (level === 'off') return [];
    return [level === finding.level ? finding : { ...finding, level }];
  });
}
