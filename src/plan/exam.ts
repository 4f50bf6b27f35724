import type { Bank, Concept } from '../bank/bank.ts';
import { kindOf } from '../bank/kinds/kinds.ts';
import type { Blueprint } from '../bank/schema/blueprint.ts';
import type { ExamConcept, ExamTerms } from './model.ts';

/** The concepts of a bank with what each is worth in an exam; those that an exam never asks about are worth nothing. */
export function examConcepts(bank: Bank, { weights }: Pick<Blueprint, 'weights'>): ExamConcept[] {
  const concepts = inSyllabusOrder(bank);
  const asked = Map.groupBy(
    concepts.filter((concept) => readyOf(concept).length > 0),
    ({ objective }) => objective.domain,
  );
  const ofDomain = new Map(weights.map(({ domain, weight }) => [domain, weight]));
  const total = weights.reduce((sum, { domain, weight }) => sum + (asked.has(domain) ? weight : 0), 0);
  const worth = ({ objective: { domain } }: Concept) =>
    (ofDomain.get(domain) ?? 0) / total / asked.get(domain)!.length;
  return concepts.map((concept) => ({
    concept: concept.id,
    objective: concept.objective.id,
    domain: concept.objective.domain,
    weight: total > 0 && readyOf(concept).length > 0 ? worth(concept) : 0,
    guess: guessOf(concept),
    askable: concept.askable.length > 0,
    wordings: concept.askable.length,
  }));
}

/** How many questions of a paper are scored, and the share that passes. */
export function termsOf({ questions, unscored = 0, pass }: Blueprint): ExamTerms {
  return { scored: questions - unscored, pass: pass / 100 };
}

/** The concepts in the order of the syllabus, and after them those that practice cannot ask. */
function inSyllabusOrder({ concepts, syllabus }: Bank): Concept[] {
  const others = [...concepts.values()].filter(({ askable }) => askable.length === 0);
  return [...syllabus.concepts.map((id) => concepts.get(id)!), ...others];
}

const readyOf = ({ questions }: Concept) => questions.filter(({ question }) => question.status === 'ready');

function guessOf(concept: Concept): number {
  const ready = readyOf(concept);
  const asked = ready.length > 0 ? ready : concept.questions;
  return asked.reduce((sum, { question }) => sum + kindOf(question).guessChance, 0) / asked.length;
}
