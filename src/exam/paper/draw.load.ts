import { idsOf, type LiveQuestion } from '../../bank/bank.ts';
import type { Question } from '../../bank/model.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import type { Here } from '../load.ts';
import { deadlineOf, type PaperItem, type Sitting } from '../sitting.ts';
import type { ExamStore } from '../store.ts';
import { drawPaper, poolsOf, sealedShareOf } from './assemble.ts';

/** A new sitting and its paper; nothing where the bank cannot fill the blueprint. */
export async function drawSitting(
  { bank, exams }: Here,
  learner: string,
  terms: Blueprint,
  timePercent: number | undefined,
  { id, seed, now }: { id: string; seed: string; now: number },
): Promise<{ sitting: Sitting; items: PaperItem[] } | undefined> {
  const pools = poolsOf(bank, terms, seed);
  const questions = pools.flatMap(({ concepts }) => concepts.flat());
  const drawn = drawPaper(pools, await loadSeen(exams, learner, questions), sealedShareOf(bank), seed);
  if (!drawn) return undefined;
  const sitting: Sitting = {
    id,
    learner,
    terms,
    seed,
    startedAt: now,
    timePercent,
    deadline: deadlineOf(now, terms.minutes, timePercent),
    revision: 0,
    movedAt: now,
    currentNumber: 1,
    settledAt: undefined,
    ending: undefined,
  };
  const items = drawn.map(({ live: { question, hash }, ...rest }, i) => ({
    ...blank(question, hash, i + 1),
    ...rest,
  }));
  return { sitting, items };
}

function blank(
  { id, edition }: Question,
  hash: string,
  number: number,
): Omit<PaperItem, 'domain' | 'scored' | 'seen'> {
  return {
    number,
    question: id,
    hash,
    edition,
    response: [],
    firstResponse: undefined,
    answeredAt: undefined,
    day: undefined,
    flagged: false,
    struck: [],
    tookMs: 0,
    inGrace: false,
    late: undefined,
    correct: undefined,
    markedEdition: undefined,
  };
}

/** When the learner last saw each of some questions, under any of its ids. */
async function loadSeen(
  exams: ExamStore,
  learner: string,
  questions: readonly LiveQuestion[],
): Promise<Map<string, number>> {
  const seen = await exams.seen(
    learner,
    questions.flatMap(({ question }) => idsOf(question)),
  );
  if (seen.size === 0) return seen;
  return new Map(
    questions.flatMap(({ question }) => {
      const times = idsOf(question).flatMap((id) => seen.get(id) ?? []);
      return times.length === 0 ? [] : [[question.id, Math.max(...times)]];
    }),
  );
}

/** How many sealed questions the learner has never seen, and how many there are. */
export async function loadSealed(
  { bank, exams }: Here,
  learner: string,
): Promise<{ left: number; all: number }> {
  const sealed = bank.questions.filter(
    ({ question }) => question.status === 'ready' && question.pool === 'sealed',
  );
  return { left: sealed.length - (await loadSeen(exams, learner, sealed)).size, all: sealed.length };
}
