import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';

const vocabulary = Array.from({ length: 4_000 }, (_, i) => word(i));

/** A large bank is written like this: so many objectives to a domain, so many questions to an objective. */
export type Size = { questions: number; perObjective: number };

const objectivesPerDomain = 10;

/** Writes a sound bank of many questions into a folder, the same each time. */
export function writeLargeBank(folder: string, { questions, perObjective }: Size): void {
  const objectives = Math.ceil(questions / perObjective);
  const domains = Array.from({ length: Math.ceil(objectives / objectivesPerDomain) }, (_, d) => ({
    id: `domain-${d}`,
    title: `Domain ${d}`,
    objectives: Array.from(
      { length: Math.min(objectivesPerDomain, objectives - d * objectivesPerDomain) },
      (_, o) => ({
        id: `domain-${d}.part-${o}`,
        title: `Part ${o} of domain ${d}`,
      }),
    ),
  }));
  const weights = domains.slice(0, 4).map(({ id }) => ({ domain: id, weight: 1 }));
  const blueprints = [{ id: 'mock', title: 'Mock', questions: 40, minutes: 60, pass: 65, weights }];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bank.json'), text({ title: 'A large bank', domains, blueprints }));
  domains.forEach((domain) => {
    mkdirSync(join(folder, domain.id), { recursive: true });
    domain.objectives.forEach(({ id }) => {
      writeFileSync(join(folder, fileOf(id)), text({ questions: questionsOf(id, perObjective) }));
    });
  });
}

/** The file of an objective of a large bank. */
export function fileOf(objective: string): string {
  return `${objective.replace('.', '/')}.json`;
}

/** The questions of an objective of a large bank. */
function questionsOf(objective: string, count: number): AuthoredQuestion[] {
  return Array.from({ length: count }, (_, i) =>
    questionOf(`${objective}-${String(i + 1).padStart(4, '0')}`),
  );
}

function questionOf(id: string): AuthoredQuestion {
  const chance = randomOf(id);
  const words = (least: number, most: number) =>
    Array.from(
      { length: least + Math.floor(chance() * (most - least)) },
      () => vocabulary[Math.floor(chance() ** 2 * vocabulary.length)]!,
    ).join(' ');
  const sentence = (least: number, most: number) => {
    const plain = words(least, most);
    return plain.charAt(0).toUpperCase() + plain.slice(1);
  };
  return {
    id,
    type: 'single',
    difficulty: 1 + Math.floor(chance() * 5),
    cognitive: (['remember', 'understand', 'apply', 'analyse'] as const)[Math.floor(chance() * 4)]!,
    stem: `${sentence(10, 30)}. ${sentence(8, 20)}?`,
    options: ['a', 'b', 'c', 'd'].map((name) => ({
      id: name,
      text: sentence(4, 10),
      rationale: `${sentence(9, 20)}.`,
    })),
    key: [['a', 'b', 'c', 'd'][Math.floor(chance() * 4)]!],
    rationale: `${sentence(15, 30)}. ${sentence(15, 30)}.`,
    references: [{ title: `${sentence(2, 4)}, ${words(1, 2)}`, locator: words(1, 3), year: 2020 }],
  };
}

function word(i: number): string {
  const parts = [
    'ba',
    'ce',
    'di',
    'fo',
    'gu',
    'lan',
    'mer',
    'nit',
    'por',
    'sul',
    'tra',
    'ven',
    'wor',
    'xi',
    'zan',
    'che',
  ];
  return [parts[i % 16], parts[(i >> 4) % 16], parts[(i >> 8) % 16], i % 3 === 0 ? 'n' : ''].join('');
}

/** Numbers from 0 to 1 that are the same for the same name. */
function randomOf(name: string): () => number {
  let state = [...name].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0,
    2_166_136_261,
  );
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
