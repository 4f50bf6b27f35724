import { didYouMean } from '../../base/text/nearest.ts';
import type { Question } from '../model.ts';
import { error, type Flaw, warning } from './flaw.ts';
import { ruleOf, rules } from './rules/rules.ts';

/** The flaws of a question that its waivers leave, with what is wrong with the waivers themselves. */
export function applyWaivers(
  { waive = [] }: Question,
  flaws: readonly Flaw[],
): { left: Flaw[]; waived: Flaw[] } {
  const named = new Set(waive.map(({ rule }) => rule));
  const isWaived = ({ rule, level }: Flaw) =>
    named.has(rule) && (level === 'warning' || ruleOf(rule)?.mayWaive === true);
  const left = flaws.filter((flaw) => !isWaived(flaw));
  return {
    left: [...left, ...waive.flatMap(({ rule }, i) => judgeWaiver(rule, i, flaws, left))],
    waived: flaws.filter(isWaived),
  };
}

function judgeWaiver(rule: string, i: number, flaws: readonly Flaw[], left: readonly Flaw[]): Flaw[] {
  const path = ['waive', i, 'rule'];
  if (!ruleOf(rule)) {
    const hint = didYouMean(
      rule,
      rules.map(({ id }) => id),
    );
    return [
      error('waive', path, `There is no rule "${rule}".${hint || ' "etude check --rules" lists them.'}`),
    ];
  }
  if (left.some((flaw) => flaw.rule === rule))
    return [error('waive', path, `${rule} is an error here, which cannot be waived: fix it.`)];
  if (!flaws.some((flaw) => flaw.rule === rule))
    return [warning('waive', path, `${rule} finds nothing here: remove the waiver.`)];
  return [];
}
