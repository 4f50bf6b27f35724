import { hashOf, type LiveQuestion } from './bank.ts';
import { isAskable, type Question } from './model.ts';
import { sameIds } from './options.ts';
import type { PastQuestion } from './store.ts';

/**
 * The questions to go live with. One whose key changed under the same edition keeps its old text, because answers
 * to it would otherwise be counted by two measures, even after it was out of the bank for a while; each such case is told in a sentence for the author.
 */
export function keepFairKeys(
  questions: readonly Question[],
  stored: readonly Question[],
): { questions: Question[]; warnings: string[] } {
  const warnings: string[] = [];
  const texts = new Map(stored.map((text) => [nameOf(text.id, text.edition), text]));
  const fair = questions.map((question) => {
    const past = [question.id, ...question.formerly]
      .map((id) => texts.get(nameOf(id, question.edition)))
      .find((text) => text !== undefined);
    if (!past || sameIds(past.key, question.key)) return question;
    warnings.push(
      `${question.id}: the key changed and the edition did not, so the earlier text stays live. Raise "edition" to ${question.edition + 1}: answers to the earlier key then no longer count.`,
    );
    const { id, concept, formerly, status, pool, objective } = question;
    return { ...past, id, concept, formerly, status, pool, objective };
  });
  return { questions: fair, warnings };
}

function nameOf(id: string, edition: number): string {
  return `${id} ${edition}`;
}

/** A question with a new edition: all its ids, and the edition whose answers no longer count. */
export type Raised = { questions: string[]; edition: number };

/** What happened to the bank between two loads, as far as memories are concerned. */
export type BankChanged = {
  /** Concepts, old and new, whose cards must be folded again. */
  concepts: string[];
  /** The questions behind them, under their old and new ids. */
  questions: string[];
  raised: Raised[];
};

/** The questions whose text is not, to the letter, the one that was last live under their id. */
export function unlikePast(past: readonly PastQuestion[], questions: readonly Question[]): Question[] {
  const hashes = hashesOf(past);
  return questions.filter((question) => hashes.get(question.id) !== hashOf(question));
}

/** What is to be written down of a bank beside the one before: texts that are new there, and ids that are gone. */
export function unlikeBank(past: readonly PastQuestion[], live: readonly LiveQuestion[]) {
  const hashes = hashesOf(past);
  const ids = new Set(live.map(({ question }) => question.id));
  return {
    changed: live.filter(({ question, hash }) => hashes.get(question.id) !== hash),
    gone: past.filter(({ question }) => !ids.has(question)).map(({ question }) => question),
  };
}

function hashesOf(past: readonly PastQuestion[]): Map<string, string> {
  return new Map(past.map(({ question, hash }) => [question, hash]));
}

/** The difference between the bank as it was last loaded and as it is now. */
export function bankChanged(past: readonly PastQuestion[], live: readonly LiveQuestion[]): BankChanged {
  const before = new Map(past.map((entry) => [entry.question, entry]));
  const now = new Map(live.map(({ question }) => [question.id, question]));
  const concepts = new Set<string>();
  const questions = new Set<string>();
  const raised: Raised[] = [];
  for (const { question } of live) {
    const old = before.get(question.id);
    const same =
      old?.concept === question.concept &&
      old.edition === question.edition &&
      old.askable === isAskable(question) &&
      sameIds(old.formerly, question.formerly);
    if (same) continue;
    if (old) concepts.add(old.concept);
    const ids = [question.id, ...question.formerly];
    const known = ids.map((id) => before.get(id)).find((entry) => entry !== undefined);
    if (known && known.edition < question.edition) raised.push({ questions: ids, edition: known.edition });
    concepts.add(question.concept);
    for (const id of [question.id, ...question.formerly, ...(old?.formerly ?? [])]) questions.add(id);
  }
  for (const old of past) {
    if (now.has(old.question)) continue;
    concepts.add(old.concept);
    questions.add(old.question);
  }
  return { concepts: [...concepts], questions: [...questions], raised };
}
