import { expect } from 'vitest';
import { optionOrder } from '../../src/bank/options.ts';
import { optionSeedOf } from '../../src/exam/marking/log-answers.ts';
import type { Click } from './sitter.ts';
import { storedRows } from './stored.ts';

type PaperRow = Record<'id' | 'seed' | 'body' | 'response', string> & {
  number: number;
  settled: number | null;
};
type MoveRow = { sitting: string; number: number; kind: string; value: string };

/** What a database knows of exams: every question of every paper, and every option that was chosen, in that order. */
export type Sat = { papers: PaperRow[]; moves: MoveRow[] };

/** The statements that read it. */
export const satQueries = {
  papers: `select sitting.id, sitting.seed, sitting.settled_at as settled, paper.number, paper.response, question_text.body
     from sitting join paper on paper.sitting = sitting.id join question_text on question_text.hash = paper.hash`,
  moves: "select sitting, number, kind, value from move where kind = 'choose' order by sitting, revision",
};

/** The same from a data folder. */
export function storedSat(data: string): Sat {
  const [papers, moves] = storedRows<PaperRow | MoveRow>(data, satQueries.papers, satQueries.moves);
  return { papers, moves } as Sat;
}

/** Each sitting's moves are its clicks in their order and at most one more, and its paper is what they make of it. */
export function expectSat({ papers, moves }: Sat, clicks: readonly Click[], ended: readonly string[]): void {
  const moved = Map.groupBy(moves, ({ sitting }) => sitting);
  const texts = new Map(papers.map((row) => [`${row.id}/${row.number}`, row]));
  for (const [sitting, list] of Map.groupBy(clicks, ({ sitting }) => sitting)) {
    const stored = (moved.get(sitting) ?? []).map(({ number, value }) => `${number} ${value}`);
    const sent = list.map((click) => `${click.number} ${JSON.stringify([optionOf(texts, click)])}`);
    expect(stored.slice(0, sent.length)).toEqual(sent);
    expect(stored.length - sent.length).toBeLessThanOrEqual(1);
  }
  for (const { id, number, response } of papers) {
    const last = moved.get(id)?.findLast((move) => move.number === number);
    expect(response).toBe(last?.value ?? '[]');
  }
  const settled = new Set(papers.filter((row) => row.settled !== null).map(({ id }) => id));
  expect(ended.filter((id) => !settled.has(id))).toEqual([]);
}

/** The option that was shown under the letter of a click. */
function optionOf(texts: ReadonlyMap<string, PaperRow>, { sitting, number, letter }: Click): string {
  const { seed, body } = texts.get(`${sitting}/${number}`)!;
  const question = JSON.parse(body);
  return optionOrder(question, optionSeedOf({ seed }, { question: question.id }))['ABCD'.indexOf(letter)]!;
}
