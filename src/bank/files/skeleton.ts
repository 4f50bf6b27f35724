import type { AuthoredQuestion } from '../schema/question.ts';

/** A question to fill in: sound, so that the bank stays live, and a draft, so that nobody is asked it. */
export function skeleton(id: string, today: string): AuthoredQuestion {
  const distractor = (name: string, text: string) => ({
    id: name,
    text,
    rationale: 'Which misconception it represents.',
  });
  return {
    id,
    status: 'draft',
    type: 'single',
    difficulty: 2,
    cognitive: 'understand',
    stem: 'The question?',
    options: [
      { id: 'a', text: 'The key', rationale: 'Why it is right.' },
      distractor('b', 'A distractor'),
      distractor('c', 'Another distractor'),
      distractor('d', 'A third distractor'),
    ],
    key: ['a'],
    rationale: 'Why the key is right and each distractor wrong.',
    references: [{ title: 'The source', locator: 'Where in it', year: Number(today.slice(0, 4)) }],
    facts: [],
  };
}

/** The number after every one that an objective has used, in whatever field of whatever file. */
export function nextId(objective: string, texts: readonly string[]): string {
  const used = new RegExp(`"${RegExp.escape(objective)}-(\\d+)"`, 'g');
  const numbers = texts.flatMap((text) => [...text.matchAll(used)].map(([, digits]) => Number(digits)));
  return `${objective}-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`;
}
