import { perObject } from '../base/lazy.ts';
import { capital } from '../base/text/words.ts';
import type { Bank, Concept } from './bank.ts';
import { isAskable, type Question, whyOf } from './model.ts';

/** What a concept, an objective or a domain is called; a concept has no title, so its id is read as words. */
export function nameOf(bank: Bank, id: string): string {
  const concept = bank.concepts.get(id);
  return bank.topic(id)?.title ?? (concept ? nameOfConcept(concept) : id);
}

/** The same with the objective of a concept, for lists of ideas from everywhere. */
export function placedName(bank: Bank, id: string): string {
  const objective = bank.topic(id) ? undefined : bank.concepts.get(id)?.objective.title;
  return objective === undefined ? nameOf(bank, id) : `${nameOf(bank, id)} (${objective})`;
}

/** A concept without an id of its own is called by the stem of its question, unless that is kept for exams. */
const nameOfConcept = perObject(({ id, questions, objective }: Concept) => {
  const own = questions.find(({ question }) => question.id === id);
  if (own) return isAskable(own.question) ? `“${own.html.line}”` : objective.title;
  const spelling = spellingIn(questions.map(({ question }) => question));
  const words = id.split('.').at(-1)!.split('-');
  return capital(words.map((word) => spelling.get(word) ?? word).join(' '));
});

/** How the questions spell words with several capital letters, such as WIP or DevSecOps. */
function spellingIn(questions: readonly Question[]): Map<string, string> {
  const text = questions
    .flatMap((question) => [whyOf(question), question.rationale, ...question.options.map(({ text }) => text)])
    .join(' ');
  const found = text.match(/\b[A-Za-z]*[A-Z][a-z]*[A-Z]+[A-Za-z]*\b/g) ?? [];
  return new Map(found.map((word) => [word.toLowerCase(), word]));
}
