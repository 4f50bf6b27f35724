import { textOf } from '../html/parse.ts';
import { Unfit } from '../item/model.ts';
import type { Xml } from '../xml/parse.ts';
import { allNamed, childrenOf } from '../xml/tree.ts';

/** What a response declaration says: how many values there are, of what type, which are right, and their points. */
export type Declared = {
  isMultiple: boolean;
  baseType: string;
  correct: string[];
  points: Map<string, number>;
};

/** The declaration of a response. */
export function declaredIn(item: Xml, identifier: string): Declared {
  const declaration = childrenOf(item, 'responseDeclaration').find(
    ({ attributes }) => attributes.identifier === identifier,
  );
  if (!declaration) throw new Unfit('It declares no response, so its key is not known.');
  const values = childrenOf(declaration, 'correctResponse').flatMap((correct) =>
    childrenOf(correct, 'value'),
  );
  return {
    isMultiple: /^(multiple|ordered|record)$/.test(declaration.attributes.cardinality ?? ''),
    baseType: declaration.attributes.baseType ?? '',
    correct: values.map(valueIn).filter((value) => value !== ''),
    points: new Map(
      allNamed(declaration, 'mapEntry').map(({ attributes: { mapKey = '', mappedValue } }) => [
        mapKey.trim().replace(/\s+/g, ' '),
        Number(mappedValue),
      ]),
    ),
  };
}

/** The right values: as declared, else those that get points, else those that the rules of scoring compare with. */
export function keyOf(item: Xml, identifier: string, declared: Declared): { key: string[]; change?: string } {
  if (declared.correct.length > 0) return { key: [...new Set(declared.correct)] };
  const paid = paidIn(declared);
  if (paid.length > 0) return { key: paid, change: 'the key was worked out from the points' };
  const compared = comparedIn(item, identifier);
  if (compared.length > 0) return { key: compared, change: 'the key was worked out from the scoring rules' };
  throw new Unfit('It has no key.');
}

function paidIn({ points, isMultiple }: Declared): string[] {
  const most = Math.max(0, ...points.values());
  const isKey = (value: number) => value > 0 && (isMultiple || value === most);
  return [...points].filter(([, value]) => isKey(value)).map(([key]) => key);
}

/** The values that the rules compare a response with before they give points. */
function comparedIn(item: Xml, identifier: string): string[] {
  const rules = childrenOf(item, 'responseProcessing').flatMap((rule) => allNamed(rule, 'responseIf'));
  const scoring = rules.filter((rule) =>
    allNamed(rule, 'setOutcomeValue').some(
      (set) => set.attributes.identifier === 'SCORE' && Number(textOf(set.children)) > 0,
    ),
  );
  const tests = scoring.flatMap((rule) => allNamed(rule, 'match', 'member'));
  const own = tests.filter((test) =>
    allNamed(test, 'variable').some(({ attributes }) => attributes.identifier === identifier),
  );
  return [...new Set(own.flatMap((test) => allNamed(test, 'baseValue')).map(valueIn))];
}

/** The tolerance of a number in the rules of scoring, and whether it says so in a way that Etude can take. */
export function toleranceIn(item: Xml, value: number): number {
  const [equal] = allNamed(
    { ...item, children: childrenOf(item, 'responseProcessing') },
    'equal',
    'equalRounded',
  );
  const { toleranceMode = 'exact', tolerance = '0' } = equal?.attributes ?? {};
  if (equal?.name === 'equalRounded') {
    const { roundingMode = '', figures = '0' } = equal.attributes;
    return roundingMode === 'decimalPlaces' ? 0.5 * 10 ** -Number(figures) : 0;
  }
  const [below = 0, above = below] = tolerance.trim().split(/\s+/).map(Number);
  if (toleranceMode === 'exact') return 0;
  if (below !== above)
    throw new Unfit('It accepts answers further from its key on one side than on the other.');
  return toleranceMode === 'relative' ? (Math.abs(value) * below) / 100 : below;
}

function valueIn(element: Xml): string {
  return textOf(element.children).trim().replace(/\s+/g, ' ');
}
