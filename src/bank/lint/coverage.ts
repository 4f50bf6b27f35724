import { kindNames, kindOf } from '../kinds/kinds.ts';
import type { Question } from '../model.ts';
import type { Fact } from '../schema/facts.ts';
import type { BankFile } from '../schema/taxonomy.ts';
import { table } from './table.ts';

/** How often each fact, objective and concept is asked, facts as facts.json lists them. */
export type Coverage = {
  facts: { fact: Fact; questions: number }[];
  objectives: { id: string; questions: number; sealed: number; target: number | undefined }[];
  concepts: { id: string; questions: number; sealed: number }[];
  mix: { domain: string; counts: Record<string, number> }[];
};

/** Counts ready questions against everything they should cover. */
export function coverageOf(
  taxonomy: BankFile,
  facts: readonly Fact[],
  questions: readonly Question[],
): Coverage {
  const ready = questions.filter(({ status }) => status === 'ready');
  const byFact = countBy(ready.flatMap(({ facts = [] }) => [...new Set(facts)]));
  const byObjective = Map.groupBy(ready, ({ objective }) => objective);
  return {
    facts: facts
      .filter(({ examinable }) => examinable !== false)
      .map((fact) => ({ fact, questions: byFact.get(fact.id) ?? 0 })),
    objectives: taxonomy.domains.flatMap(({ objectives }) =>
      objectives.map(({ id, questions: target }) => ({ id, ...sizeOf(byObjective.get(id) ?? []), target })),
    ),
    concepts: [...Map.groupBy(ready, ({ concept }) => concept)].map(([id, members]) => ({
      id,
      ...sizeOf(members),
    })),
    mix: taxonomy.domains.map(({ id, objectives }) => ({
      domain: id,
      counts: mixOf(objectives.flatMap((objective) => byObjective.get(objective.id) ?? [])),
    })),
  };
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function sizeOf(questions: readonly Question[]) {
  const sealed = questions.filter(({ pool }) => pool === 'sealed').length;
  return { questions: questions.length, sealed };
}

const columns: Record<string, (question: Question) => boolean> = {
  questions: () => true,
  remember: ({ cognitive }) => cognitive === 'remember',
  understand: ({ cognitive }) => cognitive === 'understand',
  apply: ({ cognitive }) => cognitive === 'apply',
  analyse: ({ cognitive }) => cognitive === 'analyse',
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((level) => [`level ${level}`, ({ difficulty }: Question) => difficulty === level]),
  ),
  ...Object.fromEntries(
    kindNames.map((name) => [name, (question: Question) => kindOf(question).name === name]),
  ),
  sealed: ({ pool }) => pool === 'sealed',
};

function mixOf(questions: readonly Question[]): Record<string, number> {
  return Object.fromEntries(Object.entries(columns).map(([name, is]) => [name, questions.filter(is).length]));
}

/** What is missing: required facts that nobody asks about, and objectives below or above their target. */
export function gapsOf({ facts, objectives }: Coverage): string[] {
  return [
    ...facts
      .filter(({ fact, questions }) => fact.required && questions === 0)
      .map(({ fact }) => `${fact.id} has no question: ${fact.text}`),
    ...objectives
      .filter(({ questions, target }) => target !== undefined && questions !== target)
      .map(({ id, questions, target }) => `${id} has ${questions} of ${target} questions.`),
  ];
}

/** What `etude check --coverage` prints. */
export function coverageTables(coverage: Coverage): string {
  const { facts, objectives, concepts, mix } = coverage;
  const ofFacts = (list: Coverage['facts']) =>
    table(
      ['fact', 'questions', 'grade', 'text'],
      list.map(({ fact, questions }) => [fact.id, questions, fact.grade, fact.text]),
    );
  const required = facts.filter(({ fact }) => fact.required);
  const others = facts.filter(({ fact }) => !fact.required);
  return [
    ...(required.length > 0 ? ['Required facts', ofFacts(required), ''] : []),
    ...(others.length > 0 ? ['Other facts', ofFacts(others), ''] : []),
    'Objectives',
    table(
      ['objective', 'questions', 'target', 'sealed'],
      objectives.map(({ id, questions, target, sealed }) => [id, questions, target ?? '–', sealed]),
    ),
    '',
    'Concepts',
    table(
      ['concept', 'questions', 'sealed'],
      concepts.map(({ id, questions, sealed }) => [id, questions, sealed]),
    ),
    '',
    'Mix',
    table(
      ['domain', ...Object.keys(columns)],
      mix.map(({ domain, counts }) => [domain, ...Object.values(counts)]),
    ),
    '',
    `${gapsOf(coverage).length === 0 ? 'Nothing is missing.' : `Missing\n${gapsOf(coverage).join('\n')}`}`,
  ].join('\n');
}
