import { atOnce, type Work } from '../../base/turns.ts';
import { hashOf, type LiveQuestion } from '../bank.ts';
import { kindOf } from '../kinds/kinds.ts';
import { isAskable, type Question } from '../model.ts';
import { sameIds } from '../options.ts';
import type { PastQuestion } from './store.ts';

/**
 * The questions to go live with. A question whose key changed without a new edition keeps its old text, because its
 * answers would otherwise be counted by two keys. The author gets a warning for each.
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
    if (!past || kindOf(past).marking === kindOf(question).marking) return question;
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
export function* unlikePast(past: readonly PastQuestion[], questions: readonly Question[]): Work<Question[]> {
  const hashes = new Map<string, string>();
  const found: Question[] = [];
  for (const { question, hash } of past) {
    hashes.set(question, hash);
    yield;
  }
  for (const question of questions) {
    if (hashes.get(question.id) !== hashOf(question)) found.push(question);
    yield;
  }
  return found;
}

/** The questions with those of them that are replaced by their id. */
export function* replacing(questions: readonly Question[], others: readonly Question[]): Work<Question[]> {
  const byId = new Map(others.map((other) => [other.id, other]));
  const replaced: Question[] = [];
  for (const question of questions) {
    replaced.push(byId.get(question.id) ?? question);
    yield;
  }
  return replaced;
}

/** The difference between the bank as it was last loaded and as it is now. */
export function bankChanged(past: readonly PastQuestion[], live: readonly LiveQuestion[]): BankChanged {
  return atOnce(comparing(past, live));
}

/**
 * The same, question by question, with what is to be written down: texts that are new under an id, and ids that are
 * gone; and with the names that a question of the past went by and that its successor under the same id does not.
 */
export function* comparing(
  past: readonly PastQuestion[],
  live: readonly LiveQuestion[],
): Work<BankChanged & { unlike: LiveQuestion[]; gone: string[]; names: string[] }> {
  const before = new Map<string, PastQuestion>();
  const now = new Set<string>();
  const unlike: LiveQuestion[] = [];
  const gone: string[] = [];
  const names: string[] = [];
  for (const entry of past) {
    before.set(entry.question, entry);
    yield;
  }
  const concepts = new Set<string>();
  const questions = new Set<string>();
  const raised: Raised[] = [];
  for (const entry of live) {
    yield;
    const { question, hash } = entry;
    now.add(question.id);
    const old = before.get(question.id);
    if (old?.hash !== hash) unlike.push(entry);
    const same =
      old?.concept === question.concept &&
      old.edition === question.edition &&
      old.askable === isAskable(question) &&
      sameIds(old.formerly, question.formerly);
    if (same) continue;
    if (old) concepts.add(old.concept);
    names.push(...(old?.formerly ?? []).filter((name) => !question.formerly.includes(name)));
    const ids = [question.id, ...question.formerly];
    const known = ids.map((id) => before.get(id)).find((entry) => entry !== undefined);
    if (known && known.edition < question.edition) raised.push({ questions: ids, edition: known.edition });
    concepts.add(question.concept);
    for (const id of [question.id, ...question.formerly, ...(old?.formerly ?? [])]) questions.add(id);
  }
  for (const old of past) {
    yield;
    if (now.has(old.question)) continue;
    gone.push(old.question);
    names.push(old.question, ...old.formerly);
    concepts.add(old.concept);
    questions.add(old.question);
  }
  return { concepts: [...concepts], questions: [...questions], raised, unlike, gone, names };
}
