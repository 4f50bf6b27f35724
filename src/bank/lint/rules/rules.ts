import { ofBanks } from './of-banks.ts';
import { ofItems } from './of-items.ts';
import type { Rule } from './rule.ts';

/** Every rule there is, in the order in which `etude check --rules` explains them. */
export const rules: readonly Rule[] = [...ofItems, ...ofBanks];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** A rule by its id. */
export function ruleOf(id: string): Rule | undefined {
  return byId.get(id);
}

/** What `etude check --rules` prints. */
export function rulesText(): string {
  return rules
    .map(({ id, levels, mayWaive, what, why }) => {
      const who = levels.length === 0 ? 'reviewer' : levels.join(' or ');
      return `${id.padEnd(8)} ${who}${mayWaive ? ', may be waived' : ''}\n         ${what}\n         ${why}`;
    })
    .join('\n');
}
