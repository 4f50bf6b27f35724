import { afterEach, beforeEach, expect, test } from 'vitest';
import { settle, settleOverdue } from '../../src/exam/marking/settle.load.ts';
import { replaceBank } from '../../src/live-bank.ts';
import { examineExams } from '../../src/service/examine/exams.load.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin } from '../support/candidate.ts';
import { turn } from '../support/delayed-reads.ts';
import type { Fields } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { sittingOf } from '../support/sitting.ts';

/** Everything that may happen at the same moment to one exam: it happens in some order, and nothing is half done. */
const mock = blueprint({ questions: 12 });

/** The bank in an edition. */
const bankOf = (edition: number) =>
  checkedBank(
    plainQuestions(3).map((each) => ({ ...each, edition, key: edition % 2 === 0 ? ['b'] : ['a'] })),
    [mock],
  );

let house: House;
let reader: Reader;
let path: string;
let token: string;

beforeEach(async () => {
  house = await startHouse(bankOf(1), { delayReads: 1 });
  reader = new Reader(house.app);
  await beginAnew();
});
afterEach(() => house.close());

async function beginAnew(): Promise<void> {
  const first = await begin(reader);
  path = sittingOf(first);
  token = first.form(`${path}/1`).token!;
}

afterEach(async () => {
  await proveFold(house);
  expect(await examineExams({ db: house.db, ...house.promptStores })).toEqual([]);
});

const click = (number: number, fields: Fields = {}) =>
  reader.send(`${path}/${number}`, { token, shown: '', choice: 'A', ...fields });
const submit = () => reader.send(`${path}/submit`, { token });
const rooms = () => ({ db: house.db, live: house.live, ...house.stores });
const settleDue = () => settleOverdue(rooms(), house.world.now());

/** The sitting at hand with what has been done in it. */
function stored() {
  const id = path.split('/').at(-1)!;
  const of = (table: string) => rows(house, table).filter(({ sitting }) => sitting === id);
  return {
    sitting: rows(house, 'sitting').find((row) => row.id === id)!,
    paper: of('paper'),
    moves: of('move'),
    results: of('result'),
    reviews: rows(house, 'review').filter((row) => String(row.id).startsWith(`${id}-`)),
  };
}

const refused = ({ status }: Page) => status === 409;

test('of twenty clicks at once each is saved or refused with a sentence, and the record has no gap', async () => {
  const before = stored().sitting.revision;
  const clicks = Array.from({ length: 20 }, (_, i) => ({
    number: 1 + (i % 12),
    choice: 'ABC'[(i % 7) % 3]!,
  }));
  let left = clicks;
  for (let round = 0; left.length > 0; round++) {
    expect(round, 'each round saves some').toBeLessThan(20);
    const pages = await Promise.all(left.map(({ number, choice }) => click(number, { choice, flag: 'yes' })));
    for (const page of pages.filter(refused)) {
      expect(page.text('.lead')).toBe('Something else changed this at the same moment. Send it again.');
    }
    const taken = pages.filter(({ status }) => status === 303);
    expect(taken.length + pages.filter(refused).length).toBe(left.length);
    expect(taken.length).toBeGreaterThan(0);
    left = left.filter((_, i) => refused(pages[i]!));
  }
  const { sitting, moves, paper } = stored();
  expect(sitting.revision).toBe(Number(before) + clicks.length);
  const chosen = moves.filter(({ kind }) => kind === 'choose');
  expect(chosen.map(({ revision }) => revision)).toEqual(clicks.map((_, i) => i + 1));
  expect(moves.filter(({ kind }) => kind === 'flag')).toHaveLength(12);
  for (const { number, response } of paper) {
    expect(response, 'the later click wins').toBe(chosen.findLast((move) => move.number === number)!.value);
  }
});

test('a click and the end at once: what was acknowledged is in the log, and what came too late is nowhere', async () => {
  const seen = new Set<boolean>();
  for (let round = 0; round < 20; round++) {
    await click(2);
    const both = round % 2 === 0 ? [() => click(1), submit] : [submit, () => click(1)];
    const pages = await Promise.all([both[0]!(), afterTurns((round % 4) * 12, both[1]!)]);
    const answered = pages[round % 2]!;
    expect(pages.map(({ status }) => status)).toEqual([303, 303]);
    const isSaved = answered.headers.location === `${path}/1`;
    expect(isSaved || answered.headers.location === path).toBe(true);
    const { sitting, reviews, results } = stored();
    expect(sitting.ending).toBe('submitted');
    expect(results).toHaveLength(1);
    expect(reviews).toHaveLength(isSaved ? 2 : 1);
    seen.add(isSaved);
    house.world.pass({ minutes: 5 });
    await beginAnew();
  }
  expect(seen.size, 'either was first now and then').toBe(2);
});

test('the end among twenty clicks comes once, or is refused with a sentence', async () => {
  for (let round = 0; round < 5; round++) {
    const crowd = Array.from({ length: 20 }, (_, i) => () => click(1 + (i % 12), { choice: 'ABCD'[i % 4]! }));
    crowd.splice(round * 5, 0, submit, submit);
    const pages = await Promise.all(crowd.map((send) => send()));
    for (const { status } of pages) expect([303, 409]).toContain(status);
    if (stored().sitting.settled_at === null) expect((await submit()).status).toBe(303);
    expect(stored().results).toHaveLength(1);
    house.world.pass({ minutes: 5 });
    await beginAnew();
  }
});

test('submitted twice at once it ends once, and both see the result', async () => {
  await click(1);
  const pages = await Promise.all([submit(), submit(), submit()]);
  expect(pages.map(({ status, headers }) => [status, headers.location])).toEqual(Array(3).fill([303, path]));
  const { results, reviews, sitting } = stored();
  expect([results.length, reviews.length, sitting.revision]).toEqual([1, 1, 2]);
});

test('when the time is up, whoever is first ends it: a reader, a late click or the clock', async () => {
  await click(1);
  house.world.pass({ minutes: 11 });
  await Promise.all([settleDue(), submit(), click(2), settleDue(), submit(), settleDue()]);
  const { results, reviews, sitting, moves } = stored();
  expect([results.length, reviews.length, moves.length]).toEqual([1, 1, 1]);
  expect(sitting).toMatchObject({ ending: 'time up', settled_at: sitting.deadline });
});

test('begun twice at once by a newcomer there is one exam and one learner', async () => {
  const page = await new Reader(house.app).get('/exams/new/mock');
  const before = [rows(house, 'learner').length, rows(house, 'sitting').length] as const;
  const tabs = Array.from({ length: 4 }, () => new Reader(house.app));
  const begun = await Promise.all(
    tabs.map((tab) => tab.send('/exams', { ...page.form('/exams'), time: '100' })),
  );
  expect(new Set(begun.map(({ headers }) => headers.location)).size).toBe(1);
  expect(new Set(tabs.map(({ cookie }) => cookie)).size).toBe(1);
  expect([rows(house, 'learner').length, rows(house, 'sitting').length]).toEqual(before.map((n) => n + 1));
  expect((await tabs[3]!.get(String(begun[0]!.headers.location))).text('h1')).toBe('Question 1 of 12');
});

test('begun twice at once by somebody known there is one exam', async () => {
  await submit();
  const page = await reader.get('/exams/new/mock');
  const fields = { ...page.form('/exams'), time: '150' };
  const begun = await Promise.all([1, 2, 3].map(() => reader.send('/exams', fields)));
  expect(new Set(begun.map(({ headers }) => headers.location)).size).toBe(1);
  expect(rows(house, 'sitting').filter((row) => row.settled_at === null)).toHaveLength(1);
});

test('practice answers to the concepts of an exam at the moment of its end leave every card as the log says', async () => {
  for (let round = 0; round < 6; round++) {
    for (let number = 1; number <= 12; number++)
      await click(number, { choice: 'ABCD'[(number + round) % 4]! });
    // Set back, so that nothing but Etude's own order keeps the log in order.
    house.world.pass({ minutes: round % 2 === 0 ? -300 : 5 });
    const topics = ['red.one', 'red.two', 'blue.one', 'blue.two'];
    const open = await Promise.all(topics.map((topic) => reader.get(`/practice?set=${topic}&length=all`)));
    const answers = open
      .filter((page) => page.has('/practice'))
      .map((page) => () => reader.answerRight(page));
    const all = answers.toSpliced(round % 4, 0, async () => reader.follow(await submit()));
    for (const page of await Promise.all(all.map((send) => send()))) expect(page.status).toBe(200);
    expect(stored().reviews).toHaveLength(12);
    await proveFold(house);
    expectNoDayFalls();
    house.world.pass({ days: 3 });
    await beginAnew();
  }
});

/** What arrives in one moment may bear the same time, and no day falls. */
function expectNoDayFalls(): void {
  const log = rows(house, 'review').toSorted(
    (a, b) => Number(a.answered_at) - Number(b.answered_at) || (String(a.id) < String(b.id) ? -1 : 1),
  );
  log.slice(1).forEach((review, i) => {
    expect(review.day).toBeGreaterThanOrEqual(Number(log[i]!.day));
  });
}

test('a bank that goes live at the moment of the end: every mark is of the edition that is live', async () => {
  for (let edition = 2; edition < 14; edition++) {
    for (let number = 1; number <= 6; number++) await click(number);
    const take = () => replaceBank(house, house.live, bankOf(edition), house.world.now());
    const late = () => afterTurns(edition % 5, submit);
    await (edition % 2 === 0 ? Promise.all([take(), late()]) : Promise.all([late(), take()]));
    const { paper, results, reviews } = stored();
    expect(new Set(paper.map((row) => row.marked_edition))).toEqual(new Set([edition]));
    expect(reviews).toHaveLength(6);
    expect(results.at(-1)!.correct).toBe(paper.filter(({ correct }) => correct === 1).length);
    expect(results.map(({ number }) => number)).toEqual(results.map((_, i) => i + 1));
    await proveFold(house);
    house.world.pass({ minutes: 5 });
    await beginAnew();
  }
});

test('a bank that goes live at the very moment of somebody’s first end counts nothing of the one before', async () => {
  for (let turns = 0; turns < 20; turns++) {
    reader = new Reader(house.app);
    await beginAnew();
    await click(1);
    const { id, learner } = stored().sitting as Record<'id' | 'learner', string>;
    const take = () => replaceBank(house, house.live, bankOf(2 + turns), house.world.now());
    const end = () => settle(rooms(), learner, id, house.world.now());
    const [first, second] = turns % 2 === 0 ? [take, end] : [end, take];
    await Promise.all([first(), afterTurns<unknown>(turns, second)]);
    expect(stored().reviews).toHaveLength(1);
    await proveFold(house);
  }
});

/** Does something a number of turns of the event loop later. */
async function afterTurns<T>(turns: number, work: () => Promise<T>): Promise<T> {
  for (let left = turns; left > 0; left--) await turn();
  return work();
}

test('a bank that goes live among clicks loses none of them', async () => {
  const clicks = Array.from({ length: 12 }, (_, i) => click(i + 1));
  const [, ...pages] = await Promise.all([
    replaceBank(house, house.live, bankOf(2), house.world.now()),
    ...clicks,
  ]);
  const taken = pages.filter(({ status }) => status === 303).length;
  expect(stored().moves).toHaveLength(taken);
  expect(taken).toBeGreaterThan(0);
  await submit();
  expect(stored().reviews).toHaveLength(taken);
  expect(stored().results).toHaveLength(2);
});

test('a learner who is deleted takes every exam along, an open one too', async () => {
  await click(1);
  await submit();
  await beginAnew();
  await click(2, { flag: 'yes', strike: 'B' });
  house.handle.exec('delete from learner');
  for (const table of ['sitting', 'paper', 'move', 'result', 'review', 'card', 'exam_day', 'outcome']) {
    expect(rows(house, table), table).toEqual([]);
  }
});
