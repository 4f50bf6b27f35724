import type { Bank } from '../../bank/bank.ts';
import { type BankChanged, bankChanged, keepFairKeys } from '../../bank/past/reconcile.ts';
import type { BankStore } from '../../bank/past/store.ts';
import type { Finding } from './findings.ts';

/** What the files of the bank and the bank that was last live have between them. */
export async function examineBank(
  texts: BankStore,
  bank: Bank,
): Promise<{ findings: Finding[]; changed: BankChanged }> {
  const questions = bank.questions.map(({ question }) => question);
  const { warnings } = keepFairKeys(questions, await texts.sameEdition(questions));
  const changed = bankChanged(await texts.past(), bank.questions);
  const findings = warnings.map((what) => ({ what, mend: 'raise the edition, or put the key back' }));
  if (changed.concepts.length > 0) {
    const what = `The question files have changed since they were last live (${changed.concepts.length} concepts).`;
    findings.push({ what, mend: 'restart the server to load them' });
  }
  return { findings, changed };
}
