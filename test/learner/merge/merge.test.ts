import { afterEach, describe, expect, test } from 'vitest';
import { createSeal } from '../../../src/base/digest.ts';
import { mergeLearners } from '../../../src/learner/merge/merge.load.ts';
import { defaultWeights } from '../../../src/memory/schedule.ts';
import { settleFit, takeBack } from '../../../src/memory/weights/load.ts';
import { mergingOf } from '../../../src/merging.ts';
import { examineExams } from '../../../src/service/examine/exams.load.ts';
import { blueprint, checkedBank, plainQuestions } from '../../support/bank.ts';
import { begin, move, sit, submit } from '../../support/candidate.ts';
import { type House, houseSecret, startHouse } from '../../support/house.ts';
import { expectDaysInOrder, proveFold, rows } from '../../support/proof.ts';
import { asked, Reader } from '../../support/reader.ts';

let house: House;

async function start(options: Parameters<typeof startHouse>[1] = {}): Promise<void> {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]), options);
}

afterEach(async () => {
  await proveFold(house);
  expect(await examineExams({ db: house.db, ...house.promptStores })).toEqual([]);
  await house.close();
});

/** Answers the next questions, right or wrong, a minute each; returns what was asked. */
async function answer(reader: Reader, count: number, isRight = true): Promise<string[]> {
  const seen: string[] = [];
  for (let given = 0; given < count; given++) {
    const page = await reader.get('/practice');
    if (!page.has('/practice')) break;
    seen.push(asked(page));
    house.world.pass({ minutes: 1 });
    await (isRight ? reader.answerRight(page) : reader.answerWrong(page));
  }
  return seen;
}

/** The learner of a reader. */
async function idOf(reader: Reader): Promise<string> {
  const { token } = (await reader.get('/settings')).form('/settings');
  return String(createSeal(houseSecret).open('form', token!));
}

/** Merges one reader's learner into another's. */
async function merge(from: Reader, into: Reader): Promise<number> {
  const rooms = { db: house.db, live: house.live, ...house.stores };
  const merging = mergingOf(rooms, house.world.now);
  return mergeLearners({ ...rooms, merging }, await idOf(from), await idOf(into));
}

const two = () => [new Reader(house.app), new Reader(house.app)] as const;
const count = (sql: string) => house.handle.prepare(sql).pluck().get() as number;

describe('two learners become one', () => {
  test('both have answered the same questions: the log holds all answers, and nothing is counted twice', async () => {
    await start({ delayReads: 3 });
    const [guest, learner] = two();
    await answer(guest, 8);
    house.world.pass({ days: 1 });
    await answer(learner, 6, false);
    await answer(guest, 2);
    const log = rows(house, 'review').map(({ learner: _, first: __, ...entry }) => entry);
    expect(await merge(guest, learner)).toBe(10);
    const id = await idOf(learner);
    expect(count('select count(*) from learner')).toBe(1);
    const merged = rows(house, 'review');
    expect(merged.map(({ learner: owner }) => owner)).toEqual(merged.map(() => id));
    expect(merged.map(({ learner: _, first: __, ...entry }) => entry)).toEqual(expect.arrayContaining(log));
    expect(merged).toHaveLength(log.length);
    const concepts = count('select count(distinct question) from review');
    expect(count('select sum(first) from tally'), 'each is met for the first time once').toBe(concepts);
    expect(count('select practice_days from learner')).toBe(2);
    expectDaysInOrder(house, id);
    expect((await guest.get('/')).text('h1'), 'the guest has gone').toContain('Ten questions');
  });

  test('the learner who stays goes on practising, and the day adds up', async () => {
    await start();
    const [guest, learner] = two();
    await answer(learner, 3);
    await answer(guest, 4);
    await merge(guest, learner);
    expect((await learner.get('/')).text('main')).toContain('7');
    await answer(learner, 3);
    expect(count('select day_answers from learner')).toBe(10);
  });

  test('days that began at other hours stay in order', async () => {
    await start();
    const [guest, learner] = two();
    house.world.pass({ minutes: 15 * 60 });
    await answer(guest, 1);
    await answer(learner, 1);
    for (const [reader, zone] of [
      [guest, 'Pacific/Kiritimati'],
      [learner, 'Pacific/Pago_Pago'],
    ] as const)
      await reader.post('/settings', {
        ...(await reader.get('/settings')).form('/settings'),
        ...settings,
        zone,
      });
    house.world.pass({ days: 2 });
    await answer(learner, 2);
    await answer(guest, 2);
    await answer(learner, 2);
    await merge(guest, learner);
    expectDaysInOrder(house, await idOf(learner));
    await answer(learner, 2);
    house.world.pass({ days: 1 });
    await answer(learner, 4);
  });

  test('what was undone, reported, flagged and set aside comes along', async () => {
    await start();
    const [guest, learner] = two();
    await answer(learner, 1);
    const page = await guest.get('/practice');
    const verdict = await guest.answerWrong(page);
    await guest.post('/practice/undo', verdict.form('/practice/undo'));
    const second = await guest.answerRight(await guest.get('/practice'));
    for (const action of ['/report', '/flag', '/aside'].filter((end) => second.has(end))) {
      const form = second.root
        .querySelectorAll('form')
        .find((f) => f.getAttribute('action')?.endsWith(action))!;
      await guest.post(form.getAttribute('action')!, { ...second.form(action), message: 'Odd' });
    }
    const tables = ['amendment', 'report', 'flag', 'set_aside'];
    const before = tables.map((table) => rows(house, table).length);
    await merge(guest, learner);
    const id = await idOf(learner);
    expect(tables.map((table) => rows(house, table).length)).toEqual(before);
    for (const table of tables) for (const row of rows(house, table)) expect(row.learner).toBe(id);
  });

  test.each([
    ['the guest', 400, 0],
    ['the learner', 0, 400],
    ['both', 300, 40],
  ])('clocks that ran ahead and were put right: %s', async (_, guestDays, learnerDays) => {
    await start();
    const [guest, learner] = two();
    for (const [reader, days] of [
      [guest, guestDays],
      [learner, learnerDays],
    ] as const) {
      await answer(reader, 2);
      house.world.pass({ days });
      await answer(reader, 2, false);
      house.world.pass({ days: -days, minutes: 20 });
      await answer(reader, 2);
    }
    house.world.pass({ days: 1 });
    await answer(guest, 3);
    await merge(guest, learner);
    expectDaysInOrder(house, await idOf(learner));
    await answer(learner, 3);
    const far = count('select max(due_day) from card');
    expect(far).toBeLessThan(house.world.now() / 86_400_000 + 60);
  });
});

describe('schedules fitted to both', () => {
  const weights = (factor: number) =>
    JSON.stringify(defaultWeights.map((weight, i) => (i < 4 ? weight * factor : weight)));
  const rooms = () => ({ db: house.db, live: house.live, ...house.stores });

  async function adopt(reader: Reader, answers: number, own: string): Promise<void> {
    const learner = (await house.stores.learners.byId(await idOf(reader)))!;
    const losses = { standard: 0.4, own: 0.3 };
    const found = { kind: 'fitted' as const, answers, own, losses, isBetter: { surely: true, still: true } };
    await settleFit(rooms(), learner, found, house.world.now());
  }

  /** Two who have practised on two days. */
  async function practised() {
    await start();
    const readers = two();
    for (const reader of readers) await answer(reader, 4);
    house.world.pass({ days: 3 });
    for (const reader of readers) await answer(reader, 4);
    return readers;
  }

  test.each([
    ['the guest', 200, 150, 2],
    ['the learner', 150, 200, 3],
    ['the learner, where both have as many', 150, 150, 3],
    ['the guest, where the learner has none', 150, 0, 2],
  ])('the one with more answers stays in use: that of %s', async (_, ofGuest, ofLearner, factor) => {
    const [guest, learner] = await practised();
    if (ofGuest > 0) await adopt(guest, ofGuest, weights(2));
    if (ofLearner > 0) await adopt(learner, ofLearner, weights(3));
    await merge(guest, learner);
    const id = await idOf(learner);
    expect((await house.stores.learners.byId(id))!.weights).toBe(weights(factor));
    const looks = await house.promptStores.weights.fittings(id);
    expect(looks.map(({ weights: used }) => used)).toEqual([weights(factor)]);
    expect(rows(house, 'learner')).toMatchObject([{ folded_retention: 0.9 }]);
    await proveFold(house);
    await takeBack(rooms(), id, house.world.now() + 1);
    expect((await house.stores.learners.byId(id))!.weights).toBe('');
  });

  test('one who went back to the standard schedule keeps it', async () => {
    const [guest, learner] = await practised();
    await adopt(learner, 150, weights(3));
    await takeBack(rooms(), await idOf(learner), house.world.now() + 1);
    await adopt(guest, 200, weights(2));
    await merge(guest, learner);
    expect((await house.stores.learners.byId(await idOf(learner)))!.weights).toBe('');
  });
});

describe('exams', () => {
  const answers = ['a', 'a', 'b', 'a', '', 'a', 'a', 'a'];

  test('results, answers and predictions move', async () => {
    await start();
    const [guest, learner] = two();
    await answer(guest, 2);
    await answer(learner, 2);
    await sit(house, guest, answers);
    house.world.pass({ days: 1 });
    await sit(house, learner, answers);
    const before = ['sitting', 'paper', 'move', 'result', 'prediction'].map(
      (table) => rows(house, table).length,
    );
    await merge(guest, learner);
    const after = ['sitting', 'paper', 'move', 'result', 'prediction'].map(
      (table) => rows(house, table).length,
    );
    expect(after).toEqual(before);
    expect((await learner.get('/exams')).texts('a[href*="/exams/"]').length).toBeGreaterThan(1);
  });

  test('the one under way goes on', async () => {
    await start();
    const [guest, learner] = two();
    await answer(learner, 1);
    let page = await begin(guest);
    page = await move(guest, page, { choice: page.letter('text a'), go: '2' });
    await merge(guest, learner);
    const path = rows(house, 'sitting')[0]!.id;
    const review = await learner.get(`/exams/${path}/review`);
    expect((await submit(learner, review)).status).toBe(200);
  });

  test('where both have one under way, the other is handed in as it is', async () => {
    await start();
    const [guest, learner] = two();
    for (const reader of [guest, learner]) {
      const page = await begin(reader);
      await move(reader, page, { choice: page.letter('text a'), go: '2' });
    }
    await merge(guest, learner);
    const sittings = rows(house, 'sitting');
    expect(sittings.map(({ ending }) => ending).sort()).toEqual(['submitted', null].sort());
  });

  test('an empty one beside it is left out', async () => {
    await start();
    const [guest, learner] = two();
    await answer(guest, 1);
    await begin(guest);
    await begin(learner);
    await merge(guest, learner);
    expect(rows(house, 'sitting')).toHaveLength(1);
  });
});

test('an answer given at the same moment is merged or refused, never lost', async () => {
  await start({ delayReads: 9 });
  const [guest, learner] = two();
  await answer(guest, 3);
  await answer(learner, 3);
  const page = await guest.get('/practice');
  const [moved, verdict] = await Promise.all([merge(guest, learner), guest.answerRight(page)]);
  const kept = rows(house, 'review').length;
  const isAcknowledged = verdict.status === 200 && verdict.text('h1') === 'Right';
  expect(kept).toBeGreaterThanOrEqual(isAcknowledged ? 7 : 6);
  expect(moved).toBeGreaterThanOrEqual(3);
});

test('merging twice at once moves everything once', async () => {
  await start({ delayReads: 4 });
  const [guest, learner] = two();
  await answer(guest, 4);
  await answer(learner, 2);
  const both = await Promise.all([merge(guest, learner), merge(guest, learner)]);
  expect(both.toSorted()).toEqual([0, 4]);
  expect(rows(house, 'review')).toHaveLength(6);
});

const settings = { dayStart: '4', newPerDay: '10', retention: '90', theme: 'auto' };

test('every table of a learner is moved, made again or left, and a new one needs a row here', async () => {
  await start();
  const moved = [
    'review',
    'amendment',
    'report',
    'sitting',
    'paper',
    'move',
    'result',
    'outcome',
    'exam_day',
  ];
  const alsoMoved = ['set_aside', 'flag', 'prediction', 'study_group', 'membership', 'identity', 'fitting'];
  const madeAgain = ['card', 'tally', 'mistake', 'belief', 'day_order', 'ahead'];
  // How one signs in, what one lets in, and what one has agreed to, is for the learner who stays to say.
  const left = [
    ...['session', 'account', 'passkey', 'recovery_code', 'reset_link', 'device_link', 'access_token'],
    'agreement',
  ];
  const tables = house.handle.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
  const owned = (tables as string[]).filter((table) =>
    (house.handle.pragma(`table_info(${table})`) as { name: string }[]).some(
      ({ name }) => name === 'learner',
    ),
  );
  expect(owned.sort()).toEqual([...moved, ...alsoMoved, ...madeAgain, ...left].sort());
});
