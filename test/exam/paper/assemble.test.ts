import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bank, createBank } from '../../../src/bank/bank.ts';
import { areEnemies, type Share, sharesOf, tellingOf } from '../../../src/bank/blueprint/blueprint.ts';
import type { Checked } from '../../../src/bank/files/check.ts';
import { checkFiles, readBank } from '../../../src/bank/files/load.ts';
import type { Blueprint } from '../../../src/bank/schema/blueprint.ts';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { type Drawn, drawPaper, poolsOf, sealedShareOf } from '../../../src/exam/paper/assemble.ts';
import { blueprint, checkedBank, plainQuestions, question } from '../../support/bank.ts';
import { ofSample, sampleDay } from '../../support/share.ts';

const bankOf = ({ taxonomy, questions, lessons }: Checked) => createBank(taxonomy, questions, lessons);
const shipped = bankOf(checkFiles(readBank(folderOf('questions'))));
const neverSeen: ReadonlyMap<string, number> = new Map();

/** A paper as somebody would be given it. */
function draw(bank: Bank, plan: Blueprint, seed: string, seen = neverSeen): Drawn[] | undefined {
  return drawPaper(poolsOf(bank, plan, seed), seen, sealedShareOf(bank), seed);
}

const idsOf = (paper: readonly Drawn[] | undefined) => paper?.map(({ live }) => live.question.id);
const isSealed = ({ live }: Drawn) => live.question.pool === 'sealed';

/** What holds of every paper, whatever the bank, the blueprint and the learner. */
function expectSound(paper: readonly Drawn[], bank: Bank, plan: Blueprint, seen = neverSeen): void {
  expect(paper).toHaveLength(plan.questions);
  expect(sharesOf(plan).map(({ domain }) => shareIn(paper, domain))).toEqual(sharesOf(plan));
  expect(idsOf(paper.filter((drawn) => !isInPlace(drawn, seen)))).toEqual([]);
  expect(enemiesIn(paper)).toEqual([]);
  expect(paper.filter(isSealed).length).toBeLessThanOrEqual(plan.questions * sealedShareOf(bank));
}

function shareIn(paper: readonly Drawn[], domain: string): Share {
  const own = paper.filter((drawn) => drawn.domain === domain);
  return { domain, questions: own.length, scored: own.filter(({ scored }) => scored).length };
}

/** Whether a question belongs to the domain it is drawn for, may be asked, and says rightly whether it was seen. */
function isInPlace({ live: { question }, domain, seen: isSeen }: Drawn, seen: ReadonlyMap<string, number>) {
  const isOfDomain = question.objective.startsWith(`${domain}.`);
  return isOfDomain && question.status === 'ready' && isSeen === seen.has(question.id);
}

function enemiesIn(paper: readonly Drawn[]): [string, string][] {
  const tellings = paper.map(({ live }) => tellingOf(live.question));
  return tellings.flatMap((a, i) =>
    tellings
      .slice(i + 1)
      .filter((b) => areEnemies(a, b))
      .map((b): [string, string] => [a.question.id, b.question.id]),
  );
}

describe('the shipped bank', () => {
  const { blueprints } = shipped;
  // Others every day.
  const seeds = Array.from({ length: 60 }, (_, i) => `seed ${sampleDay} ${i}`);

  test('has three blueprints', () => {
    expect(blueprints.map(({ id, questions, minutes }) => [id, questions, minutes])).toEqual([
      ['foundations', 65, 90],
      ['quick', 15, 20],
      ['dop-c02', 75, 180],
    ]);
  });

  test.each(blueprints)(
    `fills $id by 60 seeds, each with a paper of its own${ofSample}`,
    (plan) => {
      const papers = seeds.map((seed) => {
        const paper = draw(shipped, plan, seed);
        expect(paper, seed).toBeDefined();
        expectSound(paper!, shipped, plan);
        return paper!;
      });
      expect(new Set(papers.map((paper) => idsOf(paper)!.toSorted().join())).size).toBe(seeds.length);
    },
    120_000,
  );

  test.each(blueprints)('fills $id for whoever has seen all of it', (plan) => {
    const seen = new Map(shipped.questions.map(({ question }, i) => [question.id, (i * 7919) % 1000]));
    for (const seed of seeds.slice(0, 20)) expectSound(draw(shipped, plan, seed, seen)!, shipped, plan, seen);
  });

  test('keeps its share of sealed questions in every paper, no more and no less', () => {
    const share = sealedShareOf(shipped);
    expect(share).toBeCloseTo(86 / 575, 10);
    for (const plan of blueprints) {
      // Those who have seen nothing but what is sealed, and those who have seen everything else.
      const [study, sealed] = ['study', 'sealed'].map(
        (pool) =>
          new Map(
            shipped.questions
              .filter(({ question }) => question.pool === pool)
              .map(({ question }) => [question.id, 1]),
          ),
      );
      const most = Math.floor(plan.questions * share);
      expect(draw(shipped, plan, 'x', study)!.filter(isSealed)).toHaveLength(most);
      expect(draw(shipped, plan, 'x', sealed)!.filter(isSealed)).toHaveLength(0);
    }
  });
});

describe('a paper', () => {
  const bank = bankOf(checkedBank(plainQuestions(10), [blueprint()]));
  const plan = blueprint({ questions: 20, unscored: 5 });

  test('is the same by the same seed, and another in choice and order by another', () => {
    const paper = idsOf(draw(bank, plan, 'one'))!;
    expect(idsOf(draw(bank, plan, 'one'))).toEqual(paper);
    const again = bankOf(checkedBank(plainQuestions(10), [blueprint()]));
    expect(idsOf(draw(again, plan, 'one'))).toEqual(paper);
    const other = idsOf(draw(bank, plan, 'two'))!;
    expect(other.toSorted()).not.toEqual(paper.toSorted());
    const all = blueprint({ questions: 40 });
    const [first, second] = [idsOf(draw(bank, all, 'one'))!, idsOf(draw(bank, all, 'two'))!];
    expect(first.toSorted()).toEqual(second.toSorted());
    expect(first).not.toEqual(second);
  });

  test('tells nothing by its order: domains and what does not count stand anywhere', () => {
    const places = (has: (drawn: Drawn) => boolean) =>
      new Set(
        Array.from({ length: 60 }, (_, i) =>
          draw(bank, plan, `${i}`)!.flatMap((drawn, at) => (has(drawn) ? at : [])),
        ).flat(),
      );
    expect(places(({ domain }) => domain === 'red').size).toBe(20);
    expect(places(({ scored }) => !scored).size).toBe(20);
  });

  test('asks every question with much the same chance', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 600; i++)
      for (const id of idsOf(draw(bank, blueprint(), `${i}`))!) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(counts.size).toBe(40);
    for (const count of counts.values()) expect(Math.abs(count - 120)).toBeLessThan(45);
  });

  test('takes what was not seen, then what was seen longest ago', () => {
    const seen = new Map(bank.questions.slice(0, 32).map(({ question }, i) => [question.id, 1000 + i]));
    const byDomain = (domain: string) =>
      bank.questions.map(({ question }) => question).filter(({ objective }) => objective.startsWith(domain));
    const paper = draw(bank, plan, 'x', seen)!;
    for (const domain of ['red.', 'blue.']) {
      const inOrder = byDomain(domain).toSorted((a, b) => (seen.get(a.id) ?? 0) - (seen.get(b.id) ?? 0));
      const drawn = idsOf(paper)!.filter((id) => id.startsWith(domain));
      expect(drawn.toSorted()).toEqual(
        inOrder
          .slice(0, 10)
          .map(({ id }) => id)
          .toSorted(),
      );
    }
    expect(paper.filter(({ seen }) => !seen)).toHaveLength(8);
  });

  test('takes the stem that was not seen, and one stem of a concept alone', () => {
    const stems = plainQuestions(2).flatMap((each) => [
      { ...each, concept: each.id },
      {
        ...each,
        id: `${each.id}b`,
        objective: each.id.split('-')[0]!,
        concept: each.id,
        stem: `Other ${each.id}?`,
      },
    ]);
    const twofold = bankOf(checkedBank(stems));
    const seen = new Map(stems.filter(({ id }) => !id.endsWith('b')).map(({ id }) => [id, 1]));
    for (let i = 0; i < 20; i++) {
      const paper = draw(twofold, blueprint(), `${i}`, seen)!;
      expectSound(paper, twofold, blueprint(), seen);
      expect(idsOf(paper)!.every((id) => id.endsWith('b'))).toBe(true);
    }
  });

  test('finds its way round enemies that shut each other out', () => {
    // Whoever takes the first of red can take no other of it.
    const questions = plainQuestions(3).map((each) =>
      each.id === 'red.one-001' ? { ...each, enemies: ['red.one-002', 'red.one-003', 'red.two-001'] } : each,
    );
    const bank = bankOf(checkedBank(questions));
    const plan = blueprint({ questions: 10 });
    for (let i = 0; i < 50; i++) expectSound(draw(bank, plan, `${i}`)!, bank, plan);
  });

  test('keeps apart what lies in two domains', () => {
    const questions = plainQuestions(2).map((each) =>
      each.id === 'red.one-001' ? { ...each, enemies: ['blue.one-001'] } : each,
    );
    const bank = bankOf(checkedBank(questions));
    const plan = blueprint({ questions: 6 });
    for (let i = 0; i < 50; i++) expectSound(draw(bank, plan, `${i}`)!, bank, plan);
    expect(draw(bank, blueprint(), 'x')).toBeUndefined();
  });

  test.each<[what: string, changes: Partial<AuthoredQuestion>]>([
    ['drafts', { status: 'draft' }],
    ['what is retired', { status: 'retired' }],
    ['what is of another’s concept', { concept: 'red.one-002', objective: 'red.one' }],
  ])('is none where it would need %s', (_, changes) => {
    const [first, ...rest] = plainQuestions(2);
    expect(draw(bankOf(checkedBank([{ ...first!, ...changes }, ...rest])), blueprint(), 'x')).toBeUndefined();
    expect(draw(bankOf(checkedBank([first!, ...rest])), blueprint(), 'x')).toHaveLength(8);
  });

  test('is none where it would need more of what is sealed than its share', () => {
    const questions = plainQuestions(2).map((each) =>
      each.id.startsWith('red.one') ? { ...each, pool: 'sealed' as const } : each,
    );
    const bank = bankOf(checkedBank(questions));
    // A quarter of six is one, and red has two that are not sealed.
    expect(draw(bank, blueprint({ questions: 6 }), 'x')).toHaveLength(6);
    expect(draw(bank, blueprint({ questions: 7 }), 'x')).toBeUndefined();
  });

  test('is none of a bank without questions', () => {
    expect(draw(bankOf(checkedBank([])), blueprint(), 'x')).toBeUndefined();
    expect(sealedShareOf(bankOf(checkedBank([])))).toBe(0);
  });

  test('needs nothing of a domain whose share is nothing', () => {
    const red = bankOf(checkedBank(plainQuestions(1).filter(({ id }) => id.startsWith('red'))));
    expect(draw(red, blueprint({ questions: 1 }), 'x')).toHaveLength(1);
  });

  test('is drawn of any bank for anyone, or is none', () => {
    const ids = ['red.one', 'red.two', 'blue.one', 'blue.two'].flatMap((objective) =>
      Array.from({ length: 5 }, (_, i) => `${objective}-00${i + 1}`),
    );
    const one = fc.record({
      concept: fc.integer({ min: 1, max: 5 }),
      pool: fc.constantFrom('study', 'study', 'study', 'sealed' as const),
      status: fc.constantFrom('ready', 'ready', 'ready', 'ready', 'draft' as const),
      enemy: fc.option(fc.constantFrom(...ids), { freq: 4, nil: undefined }),
      seen: fc.option(fc.nat(9), { nil: undefined }),
    });
    const plan = fc.record({
      questions: fc.integer({ min: 2, max: 10 }),
      unscored: fc.integer({ min: 0, max: 1 }),
      weights: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    });
    let drawn = 0;
    fc.assert(
      fc.property(
        fc.array(one, { minLength: ids.length, maxLength: ids.length }),
        plan,
        fc.string(),
        (traits, { weights: [red, blue], ...rest }, seed) => {
          const questions = ids.map((id, i) => {
            const { concept, pool, status, enemy } = traits[i]!;
            const enemies = enemy && enemy !== id ? { enemies: [enemy] } : {};
            return question(id, { concept: `${id.split('-')[0]}.c${concept}`, pool, status, ...enemies });
          });
          const seen = new Map(
            ids.flatMap((id, i) => (traits[i]!.seen === undefined ? [] : [[id, traits[i]!.seen!] as const])),
          );
          const weights = [
            { domain: 'red', weight: red },
            { domain: 'blue', weight: blue },
          ];
          const bank = bankOf(checkedBank(questions));
          const paper = draw(bank, blueprint({ ...rest, weights }), seed, seen);
          if (!paper) return;
          drawn++;
          expectSound(paper, bank, blueprint({ ...rest, weights }), seen);
          expect(idsOf(draw(bank, blueprint({ ...rest, weights }), seed, seen))).toEqual(idsOf(paper));
        },
      ),
      { seed: 26, numRuns: 500 },
    );
    expect(drawn).toBeGreaterThan(250);
  });
});
