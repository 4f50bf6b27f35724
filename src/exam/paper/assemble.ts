import type { Bank, LiveQuestion } from '../../bank/bank.ts';
import {
  apportion,
  areEnemies,
  type Share,
  sharesOf,
  type Telling,
  tellingOf,
} from '../../bank/blueprint/blueprint.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import { perObject } from '../../base/lazy.ts';
import { shuffled } from '../../base/random.ts';

/** What a paper of a domain is drawn from: its share, and the questions of each concept that an exam may ask. */
export type Pool = Share & { concepts: readonly (readonly LiveQuestion[])[] };

/** A question of a paper. */
export type Drawn = { live: LiveQuestion; domain: string; scored: boolean; seen: boolean };

/** Most concepts of a domain to look at, so that drawing does not grow with the bank. */
const mostConsidered = 400;

/** Attempts to draw a paper, with other dice each time, if its first questions keep the last ones out. */
const mostTries = 20;

/** The pools of a blueprint, each in an order that depends on the seed alone. */
export function poolsOf(bank: Bank, blueprint: Blueprint, seed: string): Pool[] {
  const ready = [...bank.concepts.values()].map(({ objective, questions }) => ({
    domain: objective.domain,
    questions: questions.filter(({ question }) => question.status === 'ready'),
  }));
  const byDomain = Map.groupBy(
    ready.filter(({ questions }) => questions.length > 0),
    ({ domain }) => domain,
  );
  return sharesOf(blueprint).map((share) => {
    const concepts = (byDomain.get(share.domain) ?? []).map(({ questions }) => questions);
    return { ...share, concepts: shuffled(concepts, `${seed}/${share.domain}`).slice(0, mostConsidered) };
  });
}

/**
 * Draws a paper: questions the learner has not seen first, then those seen longest ago; no two of one concept, none
 * that gives another away, and sealed ones at most in a given share. The same seed draws the same paper. Nothing where
 * the pools cannot fill it.
 */
export function drawPaper(
  pools: readonly Pool[],
  /** When the learner last saw each question that they have seen. */
  seen: ReadonlyMap<string, number>,
  sealedShare: number,
  seed: string,
): Drawn[] | undefined {
  for (let tries = 0; tries < mostTries; tries++) {
    const dice = `${seed}#${tries}`;
    const drawn = drawOnce(pools, seen, sealedShare, dice);
    if (drawn) return shuffled(drawn, dice);
  }
  return undefined;
}

function drawOnce(
  pools: readonly Pool[],
  seen: ReadonlyMap<string, number>,
  sealedShare: number,
  dice: string,
): Drawn[] | undefined {
  const total = pools.reduce((sum, { questions }) => sum + questions, 0);
  const sealed = apportion(
    Math.floor(total * sealedShare),
    pools.map(({ questions }) => questions),
  );
  const table: Telling[] = [];
  const drawn: Drawn[] = [];
  const order = pools
    .map((pool, i) => ({ pool, sealed: sealed[i]! }))
    .sort((a, b) => scarcity(b) - scarcity(a));
  for (const { pool, sealed } of order) {
    const chosen = chooseFrom(pool, seen, sealed, table, dice);
    if (!chosen) return undefined;
    const counting = new Set(shuffled(chosen, `${dice}/${pool.domain}`).slice(0, pool.scored));
    drawn.push(
      ...chosen.map((live) => ({
        live,
        domain: pool.domain,
        scored: counting.has(live),
        seen: seen.has(live.question.id),
      })),
    );
  }
  return drawn;
}

/** Domains with little to choose from come first. */
function scarcity({ pool }: { pool: Pool }): number {
  return pool.questions / pool.concepts.length;
}

/** The questions of a domain; what is chosen joins the table, at which no two enemies sit. */
function chooseFrom(
  { domain, questions, concepts }: Pool,
  seen: ReadonlyMap<string, number>,
  sealed: number,
  table: Telling[],
  dice: string,
): LiveQuestion[] | undefined {
  const chosen: LiveQuestion[] = [];
  let sealedLeft = sealed;
  for (const live of inOrder(concepts, seen, `${dice}/${domain}`)) {
    if (chosen.length === questions) break;
    const isSealed = live.question.pool === 'sealed';
    if (isSealed && sealedLeft === 0) continue;
    // A question that is read for the first time takes longer than all the rest.
    if (chosen.some(({ question }) => question.concept === live.question.concept)) continue;
    const telling = tellingOf(live.question);
    if (table.some((other) => areEnemies(telling, other))) continue;
    table.push(telling);
    chosen.push(live);
    if (isSealed) sealedLeft--;
  }
  return chosen.length === questions ? chosen : undefined;
}

/** Every question of some concepts: the unseen ones by chance, then the seen ones, the longest ago first. */
function inOrder(
  concepts: readonly (readonly LiveQuestion[])[],
  seen: ReadonlyMap<string, number>,
  dice: string,
): LiveQuestion[] {
  const stems = shuffled(concepts, dice).flatMap((questions) =>
    shuffled(questions, `${dice}/${questions[0]!.question.concept}`),
  );
  const lastSeen = ({ question }: LiveQuestion) => seen.get(question.id) ?? Number.NEGATIVE_INFINITY;
  return stems.toSorted((a, b) => lastSeen(a) - lastSeen(b) || 0);
}

/** The share of sealed questions among all that exams may ask. */
export function sealedShareOf(bank: Bank): number {
  const { ready, sealed } = countReady(bank);
  return ready === 0 ? 0 : sealed / ready;
}

/** How many questions exams may ask, and how many of them are sealed; counted once a bank. */
const countReady = perObject(({ questions }: Bank) => {
  const ready = questions.filter(({ question }) => question.status === 'ready');
  const sealed = ready.filter(({ question }) => question.pool === 'sealed');
  return { ready: ready.length, sealed: sealed.length };
});

/** For how many papers of a blueprint the sealed questions of a bank suffice; without any, no paper needs them. */
export function sealedPapers(bank: Bank, { questions }: Pick<Blueprint, 'questions'>): number {
  const each = Math.floor(questions * sealedShareOf(bank));
  return each === 0 ? Number.MAX_SAFE_INTEGER : Math.floor(countReady(bank).sealed / each);
}
