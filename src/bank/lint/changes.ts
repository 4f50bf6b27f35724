import { idsOf } from '../bank.ts';
import type { Placed } from '../check/question.ts';
import type { Question } from '../model.ts';
import { keepFairKeys } from '../past/reconcile.ts';
import type { Finding } from './lint.ts';

/** Where a key is not the one that a server has stored for the same edition. */
export function changedKeys(
  placed: readonly Placed[],
  stored: readonly Question[],
): { id: string; finding: Finding }[] {
  if (stored.length === 0) return [];
  const named = new Set(stored.map(({ id }) => id));
  const known = placed.filter(({ question }) => idsOf(question).some((id) => named.has(id)));
  const { questions, warnings } = keepFairKeys(
    known.map(({ question }) => question),
    stored,
  );
  const changed = known.filter(({ question }, i) => questions[i] !== question);
  return changed.map(({ question: { id }, problemAt }, i) => ({
    id,
    finding: { ...problemAt(['key'], warnings[i]!), level: 'error', rule: 'IW-36' },
  }));
}
