import { didYouMean } from '../../base/text/nearest.ts';
import type { Question } from '../model.ts';
import { error, type Flaw, warning } from './flaw.ts';
import { type Policy, weigh } from './policy.ts';
import { ruleOf, rules } from './rules/rules.ts';

/** The flaws of a question that its waivers leave, with what is wrong with the waivers themselves. */
export function applyWaivers(
  { waive = [] }: Question,
  found: readonly Flaw[],
  policy: Policy,
): { left: Flaw[]; waived: Flaw[] } {
  const flaws = weigh(policy, found);
  const named = new Set(waive.map(({ rule }) => rule));
  const isWaived = ({ rule, level }: Flaw) =>
    named.has(rule) && (level === 'warning' || ruleOf(rule)?.mayWaive === true);
  const left = flaws.filter((flaw) => !isWaived(flaw));
  return {
    left: [
      ...left,
      ...weigh(
        policy,
        waive.flatMap(({ rule }, i) => judgeWaiver(rule, i, found, left)),
      ),
    ],
    waived: flaws.filter(isWaived),
  };
}

/** What to say about a rule that does not exist. */
export function noRule(rule: string): string {
  const ids = rules.map(({ id }) => id);
  return `There is no rule "${rule}".${didYouMean(rule, ids) || ' "etude check --rules" lists them.'}`;
}

function judgeWaiver(rule: string, i: number, flaws: readonly Flaw[], left: readonly Flaw[]): Flaw[] {
  const path = ['waive', i, 'rule'];
  if (!ruleOf(rule)) return [error('waive', path, noRule(rule))];
  if (left.some((flaw) => flaw.rule === rule))
    return [error('waive', path, `${rule} is an error here, which cannot be waived: fix it.`)];
  if (!flaws.some((flaw) => flaw.rule === rule))
    return [warning('waive', path, `${rule} finds nothing here: remove the waiver.`)];
  return [];
}
