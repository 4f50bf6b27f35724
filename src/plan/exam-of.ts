import type { Bank } from '../bank/bank.ts';
import type { Blueprint } from '../bank/schema/blueprint.ts';
import { digest } from '../base/digest.ts';
import { perObject } from '../base/lazy.ts';
import { examConcepts } from './exam.ts';
import type { ExamConcept } from './model.ts';

/** What a bank makes of an exam, and a name for it that changes whenever any of it does. */
export type ExamOfBank = { blueprint: Blueprint; concepts: readonly ExamConcept[]; name: string };

const known = perObject((_: Bank) => new Map<string, ExamOfBank>());

/** The exam that a blueprint of a bank describes, the bank's first one where it knows no other; worked out once a bank. */
export function examOfBank(bank: Bank, id: string): ExamOfBank | undefined {
  const blueprint = bank.blueprints.find((each) => each.id === id) ?? bank.blueprints[0];
  return blueprint && known(bank).getOrInsertComputed(blueprint.id, () => describe(bank, blueprint));
}

function describe(bank: Bank, blueprint: Blueprint): ExamOfBank {
  const concepts = examConcepts(bank, blueprint);
  return { blueprint, concepts, name: digest(JSON.stringify([blueprint, concepts])) };
}
