import { type Bank, createBank } from '../../src/bank/bank.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import type { Blueprint } from '../../src/bank/schema/blueprint.ts';
import { folderOf } from '../../src/base/installation.ts';

/** The exam that every course leads to. */
const exam = 'foundations';

/** The bank that comes with Etude and the blueprint of its foundations exam. */
export function loadExam(): { bank: Bank; blueprint: Blueprint } {
  const { taxonomy, questions, lessons } = loadBank(folderOf('questions'));
  const bank = createBank(taxonomy!, questions, lessons);
  return { bank, blueprint: bank.blueprints.find(({ id }) => id === exam)! };
}
