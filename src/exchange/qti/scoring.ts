import { textOf } from '../html/parse.ts';
import type { Xml } from '../xml/parse.ts';
import { allNamed, childrenOf } from '../xml/tree.ts';

/** One rule of scoring in QTI 1.2: the values it wants, those it wants not to be chosen, and what follows. */
export type Rule = {
  wanted: { response: string; value: string; place: number }[];
  numbers: { name: string; value: number }[];
  points: number;
  feedback: string[];
};

/** The rules of an item in their order. */
export function rulesIn(item: Xml): Rule[] {
  return childrenOf(item, 'resprocessing').flatMap((processing) =>
    allNamed(processing, 'respcondition').map(ruleOf),
  );
}

function ruleOf(condition: Xml): Rule {
  const wanted = childrenOf(condition, 'conditionvar').flatMap((each) => positivesIn(each));
  return {
    wanted: wanted
      .filter(({ name }) => name === 'varequal' || name === 'varsubset')
      .map(({ attributes: { respident = '', index = '0' }, children }) => ({
        response: respident,
        value: textOf(children).trim(),
        place: Number(index),
      })),
    numbers: wanted
      .filter(({ name }) => name !== 'varsubset')
      .map(({ name, children }) => ({ name, value: Number(textOf(children).trim() || Number.NaN) })),
    points: pointsOf(condition),
    feedback: allNamed(condition, 'displayfeedback').map(({ attributes: { linkrefid = '' } }) => linkrefid),
  };
}

/** The tests of a condition outside "not". */
function positivesIn(element: Xml): Xml[] {
  return childrenOf(element).flatMap((child) => {
    if (child.name === 'not') return [];
    return /^var/.test(child.name) ? [child] : positivesIn(child);
  });
}

/** The points that a rule gives; one without figures counts by its title. */
function pointsOf(condition: Xml): number {
  const sets = allNamed(condition, 'setvar').filter(({ attributes: { varname = 'SCORE' } }) =>
    /score/i.test(varname),
  );
  const isRight = /^(correct|right)$/i.test(condition.attributes.title ?? '');
  if (sets.length === 0) return isRight ? 1 : 0;
  return sets.reduce((sum, set) => {
    const text = textOf(set.children).trim();
    const value = /max/i.test(text) ? 1 : Number(text);
    return sum + (/^subtract$/i.test(set.attributes.action ?? '') ? -value : value || 0);
  }, 0);
}

/** The values of a response that earn points, and what each earns in sum. */
export function paidValues(rules: readonly Rule[], response: string): Map<string, number> {
  const paid = new Map<string, number>();
  for (const { wanted, points } of rules)
    for (const { value } of wanted.filter((each) => each.response === response || each.response === ''))
      paid.set(value, (paid.get(value) ?? 0) + points);
  return new Map([...paid].filter(([, points]) => points > 0));
}
