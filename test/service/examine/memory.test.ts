import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextTurn } from '../../../src/base/turns.ts';
import { brokenFindings, countBroken } from '../../../src/service/examine/differences.ts';
import { examineMemory, repairMemory } from '../../../src/service/examine/memory.load.ts';
import { examinePlans, repairPlans } from '../../../src/service/examine/plan.load.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, startHouse } from '../../support/house.ts';
import { proveFold } from '../../support/proof.ts';
import { Reader } from '../../support/reader.ts';

/** More learners than are examined at a time. */
const copies = 210;
/** More reviews than are read at a time. */
const manyReviews = 2_100;

let house: House;
const rooms = () => ({ ...house.promptStores, db: house.db, bank: house.bank });
const examine = () => examineMemory(rooms(), { concepts: [] });

beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(12)));
  await practise();
  copyLearner();
  await keepAnswering();
});
afterAll(() => house.close());

/** Answers on two days: right and wrong, one answer too easy, the last one taken back. */
async function practise(): Promise<void> {
  const reader = new Reader(house.app);
  for (let i = 0; i < 8; i++) {
    house.world.pass(i === 4 ? { days: 1 } : { minutes: 2 });
    const page = await reader.get('/practice');
    const verdict = await (i % 3 ? reader.answerRight(page) : reader.answerWrong(page));
    const undo = verdict.form('/practice/undo');
    if (i === 5) await reader.post(`/practice/answers/${undo.review}/easy`, verdict.form('/easy'));
    if (i === 7) await reader.post('/practice/undo', undo);
  }
}

/** Gives many others the very history of the learner who has practised. */
function copyLearner(): void {
  const changed: Record<string, string[]> = {
    learner: ['id', 'given_review', 'kept_review'],
    review: ['id', 'learner'],
    amendment: ['review', 'learner'],
    card: ['learner'],
    tally: ['learner'],
    mistake: ['learner'],
    belief: ['learner'],
  };
  for (const [table, own] of Object.entries(changed)) {
    const columns = house.handle.pragma(`table_info(${table})`) as { name: string }[];
    const values = columns.map(({ name }) =>
      own.includes(name) ? `${table}.${name} || '-' || counter.n` : `${table}.${name}`,
    );
    house.handle.exec(
      `with recursive counter (n) as (select 100 union all select n + 1 from counter where n < ${99 + copies})
       insert into ${table} select ${values} from ${table}, counter`,
    );
  }
}

/** Lets the last learner have a long history, whose caches are then made by the very code that repairs them. */
async function keepAnswering(): Promise<void> {
  const columns = (house.handle.pragma('table_info(review)') as { name: string }[]).map(({ name }) => name);
  const changed: Record<string, string> = {
    id: `review.id || '+' || counter.n`,
    answered_at: 'review.answered_at + counter.n * 3600000',
    day: 'review.day + counter.n / 24',
    rating: '1 + counter.n % 4',
    correct: 'counter.n % 2',
  };
  house.handle.exec(
    `with recursive counter (n) as (select 1 union all select n + 1 from counter where n < ${manyReviews})
     insert into review select ${columns.map((name) => changed[name] ?? `review.${name}`)}
     from review, counter
     where review.id = (select max(id) from review where learner = (select max(id) from learner))`,
  );
  const broken = await examine();
  expect(broken).toMatchObject([{ tallies: true, standing: true }]);
  await repairMemory(rooms(), broken);
  const { db, bank, stores } = house;
  const plans = await examinePlans({ db, bank, ...stores }, { concepts: [] });
  await repairPlans({ db, bank, ...stores }, plans.broken);
}

const someone = '(select id from learner order by id limit 1 offset 203)';
const ofSomeone = `where learner = ${someone}`;
const oneCard = `${ofSomeone} and concept = (select min(concept) from card ${ofSomeone})`;
const lastReview = `(select id from review ${ofSomeone} order by answered_at desc, id desc limit 1)`;
const keptReview = `(select kept_review from learner where id = ${someone})`;
const easyReview = `(select review from amendment ${ofSomeone} and kind = 'easy')`;
const keptSame = { concepts: [], tallies: false, mistakes: false, standing: false };
const oneConcept = { ...keptSame, concepts: [expect.any(String)] };

describe('among hundreds of learners', () => {
  test('all is well, by the same measure as learner by learner', async () => {
    expect(await examine()).toEqual([]);
    await proveFold(house);
  });

  test.each([
    ['a stability', `update card set stability = stability + 1 ${oneCard}`, oneConcept],
    ['a day on which a card is due', `update card set due_day = due_day + 1 ${oneCard}`, oneConcept],
    ['a lapse too many', `update card set lapses = lapses + 1 ${oneCard}`, oneConcept],
    ['a card that sleeps', `update card set asleep = 1 ${oneCard}`, oneConcept],
    ['a missing card', `delete from card ${oneCard}`, oneConcept],
    [
      'a card of nothing',
      `update card set concept = 'none' ${oneCard}`,
      { concepts: ['none', expect.any(String)] },
    ],
    [
      'a question set aside whose card is awake',
      `insert into set_aside select learner, question, 0 from review where id = ${keptReview}`,
      oneConcept,
    ],
    ['a tally', `update tally set took_ms = took_ms + 1 ${ofSomeone}`, { ...keptSame, tallies: true }],
    ['a mistake', `update mistake set times = times + 1 ${ofSomeone}`, { ...keptSame, mistakes: true }],
    ['missing mistakes', `delete from mistake ${ofSomeone}`, { ...keptSame, mistakes: true }],
    [
      'a mistake too many',
      `insert into mistake values (${someone}, 'red.one-001', 1, '["z"]', 1)`,
      { ...keptSame, mistakes: true },
    ],
    ['missing tallies', `delete from tally ${ofSomeone}`, { ...keptSame, tallies: true }],
    [
      'a tally too many',
      `insert into tally values (${someone}, 0, 'red', 'practice', 'sure', 1, 1, 1, 1)`,
      { ...keptSame, tallies: true },
    ],
    [
      'a count of the day',
      `update learner set day_first = 9 where id = ${someone}`,
      { ...keptSame, standing: true },
    ],
    ['a pace', `update learner set pace_answers = 9 where id = ${someone}`, { ...keptSame, standing: true }],
    [
      'a last answer',
      `update learner set given_review = 'x' where id = ${someone}`,
      { ...keptSame, standing: true },
    ],
    [
      'a review that is missing',
      `delete from amendment where review = ${keptReview}; delete from review where id = ${keptReview}`,
      { concepts: [expect.any(String)], tallies: true, mistakes: true, standing: true },
    ],
    ['another rating', `update review set rating = 5 - rating where id = ${keptReview}`, oneConcept],
    [
      'another edition',
      `update review set edition = 9 where id = ${keptReview}`,
      { ...oneConcept, mistakes: true },
    ],
    [
      'an answer that is taken back',
      `insert into amendment (review, kind, learner, amended_at) values (${keptReview}, 'undo', ${someone}, 0)`,
      { concepts: [expect.any(String)], tallies: true, mistakes: true, standing: true },
    ],
    [
      'an answer that is not taken back',
      `delete from amendment where kind = 'undo' and review = ${lastReview}`,
      { concepts: [expect.any(String)], tallies: true, standing: true },
    ],
    ['an answer that was not too easy', `delete from amendment where review = ${easyReview}`, oneConcept],
  ])('%s is found, with its learner alone', async (_, sql, says) => {
    const learner = house.handle.prepare(`select ${someone}`).pluck().get();
    expect(await examineWith(sql)).toEqual([{ ...keptSame, ...says, learner }]);
  });

  test('rows that belong to nobody hide nobody else', async () => {
    const broken = await examineWith(`update learner set day_first = 9 where id = ${someone};
      insert into card (learner, concept, revision, answers, lapses, asleep, place) values ('!', 'x', 1, 0, 0, 0, 0);
      insert into tally values ('!', 0, 'red', 'practice', 'sure', 1, 1, 1, 1)`);
    expect(broken).toMatchObject([{ standing: true }]);
  });

  test('cards that are being folded again are left out, and sums are not', async () => {
    const broken = await examineWith(
      `update learner set folded_retention = 0, day_first = 9 where id = ${someone};
       update card set stability = 9 ${ofSomeone}`,
    );
    expect(broken).toMatchObject([{ concepts: [], tallies: false, standing: true }]);
  });

  test('the share that is done rises from slice to slice to one', async () => {
    const shares: number[] = [];
    await examineMemory(rooms(), { concepts: [] }, (share) => void shares.push(share));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test('when everything is broken the first thousand findings are named, the rest counted, and all repaired', async () => {
    house.handle.exec('delete from card; delete from tally; update learner set day_answers = 99');
    const broken = await examine();
    const count = countBroken(broken);
    const findings = brokenFindings(broken);
    expect(findings).toHaveLength(1_001);
    expect(findings.at(-1)?.what).toBe(
      `${count - 1_000} more cards, tallies and summaries do not match the log.`,
    );
    await repairMemory(rooms(), broken);
    expect(await examine()).toEqual([]);
  });
});

/** Examines what neither Etude nor its triggers allow, and takes it back. */
async function examineWith(sql: string) {
  const { handle } = house;
  const triggers = handle.prepare("select name from sqlite_schema where type = 'trigger'").pluck().all();
  // The reads of the turn before share a transaction, which ends with the turn.
  await nextTurn();
  handle.pragma('foreign_keys = off');
  handle.exec('begin');
  try {
    for (const name of triggers) handle.exec(`drop trigger ${name}`);
    handle.exec(sql);
    return await examine();
  } finally {
    handle.exec('rollback');
    handle.pragma('foreign_keys = on');
  }
}
