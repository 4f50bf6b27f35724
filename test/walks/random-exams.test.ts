import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checked } from '../../src/bank/files/check.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { MINUTE } from '../../src/base/time.ts';
import { settleOverdue } from '../../src/exam/marking/settle.load.ts';
import { replaceBank } from '../../src/live-bank.ts';
import { examineExams } from '../../src/service/examine/exams.load.ts';
import { blueprint, checkedBank, question } from '../support/bank.ts';
import {
  ExamModel,
  type Expected,
  expectAsModelled,
  type Fields,
  type ModelItem,
  type ModelSitting,
} from '../support/exam-model.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { expectDaysInOrder, proveFold } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { sampleDay } from '../support/share.ts';

/**
 * Any life with exams: two people sit, click, come back to old pages, practise in between and change their settings,
 * while clocks jump, authors revise and the server restarts. After each step everything stored is what a small model
 * says, and the log folded again is the cards.
 */
const mock = blueprint({ questions: 6, unscored: 1, minutes: 30 });
const short = blueprint({ id: 'short', questions: 2, minutes: 300, pass: 50 });
const times = { '100': 1, '125': 1.25, '150': 1.5, '200': 2, untimed: Infinity };

/** What authors have made of their questions. */
type Authored = { editions: Map<string, number>; retired: boolean; removed: boolean; merged: boolean };

const ids = ['red.one', 'red.two', 'blue.one', 'blue.two'].flatMap((objective) =>
  [1, 2, 3].map((n) => `${objective}-00${n}`),
);
const several = ['red.one-002', 'blue.one-002'];
const secondStem = question('red.one-003b', { concept: 'red.one-003' });

function bankOf({ editions, retired, removed, merged }: Authored): Checked {
  const questions = [...ids.map((id) => question(id)), secondStem].map((each): AuthoredQuestion => {
    const edition = editions.get(each.id) ?? 1;
    return {
      ...each,
      edition,
      ...written(each, edition),
      ...(each.id.endsWith('two-003') ? { pool: 'sealed' as const } : {}),
      ...(retired && each.id === 'red.one-001' ? { status: 'retired' as const } : {}),
      ...(merged && each.id === 'red.two-002' ? { concept: 'red.two-001' } : {}),
    };
  });
  const kept = questions.filter(({ id }) => !(removed && id === 'blue.two-001'));
  return checkedBank(kept, [mock, short]);
}

/** What a question says in an edition: the second one has another key, the third other options. */
function written({ id, options }: AuthoredQuestion, edition: number): Partial<AuthoredQuestion> {
  const stem = `Edition ${edition} of ${id}?`;
  const last = edition % 3 === 0 ? 'e' : 'd';
  const renamed = options.map((option) =>
    option.id === 'd' ? { ...option, id: last, text: `${id} text ${last}` } : option,
  );
  const key = edition % 3 === 2 ? ['b'] : ['a'];
  return several.includes(id)
    ? { stem, options: renamed, type: 'multiple', key: [...key, 'c'] }
    : { stem, options: renamed, key };
}

const who = fc.constantFrom(0, 0, 0, 1);
const nth = fc.nat(30);
const number = fc.integer({ min: 1, max: 6 });
const option = fc.constantFrom(...'abcd');
/** Mostly as many as a question asks for; of a question with one key the first alone is meant. */
const meant = fc.constantFrom(['a', 'c'], ['b', 'c'], ['c', 'd'], ['a'], []);
const wild = fc.subarray([...'abcde']);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      who,
      number,
      choose: fc.option(meant, { nil: undefined, freq: 4 }),
      wild: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: wild }),
      flag: maybe(fc.constantFrom('yes', 'no')),
      strike: maybe(option),
      restore: maybe(option),
      go: maybe(fc.constantFrom('1', '3', '999', 'review')),
      quiet: fc.boolean(),
      left: maybe(fc.constantFrom('0', '1', '60000', '999999999')),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer all' as const),
      who,
      answers: fc.array(meant, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('begin' as const),
      who,
      blueprint: fc.constantFrom(mock, short),
      time: fc.constantFrom(...(Object.keys(times) as (keyof typeof times)[])),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('practise' as const),
      who,
      right: fc.boolean(),
      after: fc.constantFrom('', '', '/undo', '/easy', '/aside'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move again' as const), who, nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move elsewhere' as const), who, nth, number }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('submit' as const), who, nth }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('open a question', 'answer it', 'intrude', 'look' as const),
      who,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('settle overdue', 'restart' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }) },
        { weight: 3, arbitrary: fc.integer({ min: -2000, max: 90 }) },
        { weight: 2, arbitrary: fc.constantFrom(0.1, 29.9, 30, 30.1) },
        { weight: 1, arbitrary: fc.integer({ min: 60, max: 60 * 24 * 20 }) },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('author' as const),
      what: fc.constantFrom('raise', 'raise', 'lower', 'retire', 'remove', 'merge' as const),
      nth,
      restarts: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('settings' as const),
      who,
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia', 'America/Havana'),
      retention: fc.integer({ min: 80, max: 97 }),
      dayStart: fc.integer({ min: 0, max: 23 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;

/** 40 lives of one seed with `npm run torture`, 13 others every day with every run of the tests. */
const isLong = process.env.TORTURE !== undefined;

test('any exams: what is stored is what the model says, and the log folded again is the cards', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
      fc.nat(),
      async (steps, seed) => {
        const life = await beginLife(seed);
        try {
          for (const each of steps) {
            await take(life, each);
            await expectOrder(life);
          }
        } finally {
          await life.house.close();
        }
      },
    ),
    // What has failed is told before the test runs out of time, however far it is shrunk.
    { seed: isLong ? 20260327 : sampleDay, numRuns: isLong ? 40 : 13, interruptAfterTimeLimit: 120_000 },
  );
}, 180_000);

/** Someone with a browser. */
type Person = {
  reader: Reader;
  /** Their id and the token of their forms, once they are known. */
  id: string | undefined;
  token: string;
  /** Every form of a question that they have sent, and a practice question that they have left open. */
  sent: { sitting: ModelSitting; number: number; fields: Fields }[];
  open: Page | undefined;
};

type Life = {
  house: House;
  model: ExamModel;
  people: [Person, Person];
  authored: Authored;
  revisions: Map<string, number>;
};

async function beginLife(delayReads: number): Promise<Life> {
  const authored = { editions: new Map(), retired: false, removed: false, merged: false };
  const checked = bankOf(authored);
  // The week in which Berlin's clocks change.
  const house = await startHouse(checked, { world: new TestWorld(Date.UTC(2026, 2, 27, 22)), delayReads });
  const model = new ExamModel();
  model.replace(checked.questions, house.world.now());
  const person = () => ({
    reader: new Reader(house.app),
    id: undefined,
    token: '',
    sent: [],
    open: undefined,
  });
  return { house, model, people: [person(), person()], authored, revisions: new Map() };
}

/** What holds after every step. */
async function expectOrder(life: Life): Promise<void> {
  const { house, model } = life;
  expectAsModelled(house, model);
  for (const id of model.clocks.keys()) expectDaysInOrder(house, id);
  expect(await examineExams({ db: house.db, ...house.promptStores }), 'doctor finds nothing').toEqual([]);
  const next = await proveFold(house);
  for (const [card, revision] of life.revisions) expect(next.get(card) ?? 0).toBeGreaterThanOrEqual(revision);
  life.revisions = next;
}

async function take(life: Life, each: Step): Promise<void> {
  const { house, model, people } = life;
  const now = house.world.now();
  if ('who' in each) {
    const { reader, id } = people[each.who]!;
    expect((await reader.get('/')).status).toBe(200);
    model.visit(id, now);
  }
  switch (each.do) {
    case 'begin':
      return begin(life, people[each.who]!, each);
    case 'move':
      return move(life, people[each.who]!, each);
    case 'answer all':
      for (const [i, choose] of each.answers.entries())
        await move(life, people[each.who]!, { number: i + 1, choose, quiet: false });
      return;
    case 'move again':
    case 'move elsewhere':
      return moveAgain(life, people[each.who]!, each);
    case 'submit':
      return submit(life, people[each.who]!, each.nth);
    case 'look':
      return look(life, people[each.who]!);
    case 'intrude':
      return intrude(life, people[each.who]!, people[1 - each.who]!);
    case 'practise':
      return practise(life, people[each.who]!, each);
    case 'open a question':
      people[each.who]!.open = await people[each.who]!.reader.get('/practice');
      return;
    case 'answer it':
      return answerLate(life, people[each.who]!);
    case 'settings':
      return changeSettings(life, people[each.who]!, each);
    case 'author':
      return author(life, each);
    case 'restart':
      return restart(life, bankOf(life.authored));
    case 'settle overdue':
      await settleOverdue({ db: house.db, live: house.live, ...house.stores }, now);
      model.settleOverdue(now);
      return;
    case 'wait':
      house.world.pass({ minutes: each.minutes });
  }
}

/** The sitting that someone is in, else the last that they were in. */
function sittingFor({ model }: Life, { id }: Person): ModelSitting | undefined {
  return model.open(id) ?? model.sittings.findLast(({ learner }) => id !== undefined && learner === id);
}

const pathOf = ({ id }: ModelSitting) => `/exams/${id}`;
const isRunning = ({ house }: Life, { settledAt, deadline }: ModelSitting) =>
  settledAt === undefined && !(deadline !== undefined && house.world.now() >= deadline);

async function begin(life: Life, person: Person, { blueprint, time }: StepOf<'begin'>): Promise<void> {
  const { house, model } = life;
  const { reader } = person;
  const page = await reader.get(`/exams/new/${blueprint.id}`);
  const open = model.open(person.id);
  expect(page.has('/exams')).toBe(!open);
  const fields = open ? { token: person.token, blueprint: blueprint.id } : page.form('/exams');
  const sent = await reader.send('/exams', { ...fields, time });
  expect(sent.status).toBe(303);
  if (open) {
    expect(sent.headers.location).toBe(pathOf(open));
    return;
  }
  const id = String(sent.headers.location).split('/').at(-1)!;
  meet(life, person, fields.token!);
  const now = house.world.now();
  const minutes = blueprint.minutes * times[time];
  const sitting: ModelSitting = {
    id,
    learner: person.id!,
    pass: blueprint.pass,
    startedAt: now,
    deadline: time === 'untimed' ? undefined : now + minutes * MINUTE,
    revision: 0,
    movedAt: now,
    currentNumber: 1,
    settledAt: undefined,
    ending: undefined,
    items: await readPaper(life, person, id, blueprint),
    moves: [],
    results: [],
  };
  model.sittings.push(sitting);
}

/** Reads a paper that has just been drawn: what is chance in it is taken over, all else must be right. */
async function readPaper(life: Life, person: Person, id: string, { questions, unscored = 0 }: typeof mock) {
  const { house, model } = life;
  const rows = house.handle
    .prepare('select question, scored, seen, hash from paper where sitting = ? order by number')
    .all(id) as { question: string; scored: number; seen: number; hash: string }[];
  expect(rows).toHaveLength(questions);
  expect(rows.filter(({ scored }) => scored)).toHaveLength(questions - unscored);
  const seen = new Set([
    ...house.handle.prepare('select question from review where learner = ?').pluck().all(person.id),
    ...model.sittings
      .filter(({ learner }) => learner === person.id)
      .flatMap(({ items }) => items.map(({ asked }) => asked.id)),
  ]);
  const items: ModelItem[] = [];
  for (const [i, row] of rows.entries()) {
    const asked = model.live.get(row.question)!;
    expect([asked.status, row.seen === 1]).toEqual(['ready', seen.has(asked.id)]);
    const page = await person.reader.get(`/exams/${id}/${i + 1}`);
    person.token = page.form(`/${i + 1}`).token!;
    expect(page.text('.stem')).toBe(asked.stem);
    const order = new Map([...page.options()].map(([letter, text]) => [letter, text.at(-1)!]));
    expect([...order.values()].toSorted()).toEqual(asked.options.map(({ id }) => id));
    items.push({ ...blank(), asked, scored: row.scored === 1, order });
  }
  expect(new Set(items.map(({ asked }) => asked.concept)).size).toBe(questions);
  return items;
}

function blank(): Omit<ModelItem, 'asked' | 'scored' | 'order'> {
  return {
    response: [],
    first: undefined,
    at: undefined,
    day: undefined,
    flagged: false,
    struck: [],
    tookMs: 0,
    inGrace: false,
    late: undefined,
    correct: undefined,
    marked: undefined,
  };
}

/** Notes who someone is, once Etude knows them. */
function meet({ house, model }: Life, person: Person, token: string): void {
  if (person.id !== undefined) return;
  const known = house.handle.prepare('select id from learner').pluck().all() as string[];
  person.id = known.find((id) => !model.clocks.has(id))!;
  person.token = token;
  model.clocks.set(person.id, {
    zone: 'UTC',
    dayStart: 4,
    lastAnsweredAt: 0,
    lastDay: 0,
    clockMends: [],
  });
}

type Move = Pick<StepOf<'move'>, 'number' | 'quiet'> & Partial<StepOf<'move'>>;

async function move(life: Life, person: Person, each: Move): Promise<void> {
  const sitting = sittingFor(life, person);
  if (!sitting) return;
  const item = sitting.items[each.number - 1];
  const page = await person.reader.get(`${pathOf(sitting)}/${each.number}`);
  expectShown(life, sitting, item, page);
  const letterOf = (id: string) => [...(item?.order ?? [])].find(([, is]) => is === id)?.[0] ?? 'Z';
  const shown = (item?.response ?? []).map(letterOf).toSorted();
  const chosen = each.wild ?? (item?.asked.type === 'single' ? each.choose?.slice(0, 1) : each.choose);
  const fields: Fields = {
    token: person.token,
    shown: shown.join(''),
    choice: chosen?.map(letterOf) ?? shown,
    ...(each.flag ? { flag: each.flag } : {}),
    ...(each.strike ? { strike: letterOf(each.strike) } : {}),
    ...(each.restore ? { restore: letterOf(each.restore) } : {}),
    ...(each.go ? { go: each.go } : {}),
    ...(each.left ? { left: each.left } : {}),
    ...(each.quiet ? { quiet: 'yes' } : {}),
  };
  person.sent.push({ sitting, number: each.number, fields });
  await send(life, person, sitting, each.number, fields);
}

/** The page of a question is as the model has it while the exam runs, and leads to its end afterwards. */
function expectShown(life: Life, sitting: ModelSitting, item: ModelItem | undefined, page: Page): void {
  expect(page.status).toBe(item ? 200 : 404);
  if (!item) return;
  expect(page.has('/submit')).toBe(sitting.settledAt === undefined && !isRunning(life, sitting));
  if (!isRunning(life, sitting)) {
    expect(page.options().size).toBe(0);
    return;
  }
  const checked = page.root.querySelectorAll('input[name=choice][checked]');
  expect(checked.map((input) => item.order.get(input.getAttribute('value')!)).toSorted()).toEqual(
    item.response,
  );
  const struck = page.root.querySelectorAll('.struck input');
  expect(struck.map((input) => item.order.get(input.getAttribute('value')!)).toSorted()).toEqual(item.struck);
}

async function send(life: Life, person: Person, sitting: ModelSitting, number: number, fields: Fields) {
  const { house, model } = life;
  const path = pathOf(sitting);
  const sent = await person.reader.send(`${path}/${number}`, fields);
  const expected = model.move(sitting, number, fields, house.world.now());
  expect([sent.status, sent.headers.location]).toEqual(replyTo(expected, path, fields));
}

function replyTo(expected: Expected, path: string, { quiet, go }: Fields): [number, string?] {
  switch (expected.met) {
    case 'invalid':
      return [422, undefined];
    case 'not found':
      return [404, undefined];
    case 'ended':
      return quiet ? [409, undefined] : [303, path];
    case 'moved':
      return quiet
        ? [204, undefined]
        : [303, `${path}/${go === 'review' ? 'review' : expected.currentNumber}`];
  }
}

/** An old form sent once more: to where it was made for, or to another paper. */
async function moveAgain(
  life: Life,
  person: Person,
  each: StepOf<'move again' | 'move elsewhere'>,
): Promise<void> {
  const form = person.sent[each.nth % Math.max(1, person.sent.length)];
  if (!form) return;
  const sitting = each.do === 'move again' ? form.sitting : sittingFor(life, person)!;
  const number = each.do === 'move again' ? form.number : each.number;
  await send(life, person, sitting, number, form.fields);
}

async function submit(life: Life, person: Person, nth: number): Promise<void> {
  const own = life.model.sittings.filter(({ learner }) => learner === person.id);
  const sitting = nth % 3 === 0 ? own[nth % Math.max(1, own.length)] : sittingFor(life, person);
  if (!sitting) return;
  const sent = await person.reader.send(`${pathOf(sitting)}/submit`, { token: person.token });
  life.model.settle(sitting, life.house.world.now());
  expect([sent.status, sent.headers.location]).toEqual([303, pathOf(sitting)]);
  if (sitting.settledAt === undefined)
    return expect((await person.reader.follow(sent)).text('h1')).toBe('Time is up');
  expect((await person.reader.follow(sent)).text('.score')).toBe(
    `${sitting.results.at(-1)!.correct} of ${sitting.results.at(-1)!.scored}`,
  );
}

/** Every page there is to see of somebody's exams. */
async function look(life: Life, person: Person): Promise<void> {
  const { reader } = person;
  const own = life.model.sittings.filter(({ learner }) => learner === person.id && person.id !== undefined);
  const list = await reader.get('/exams');
  const rows = list.root.querySelectorAll('.spans tbody tr');
  expect(rows).toHaveLength(own.filter(({ settledAt }) => settledAt !== undefined).length);
  for (const sitting of own) {
    const path = pathOf(sitting);
    const running = isRunning(life, sitting);
    for (const page of [await reader.get(path), await reader.get(`${path}/answers`)]) {
      expect(page.status).toBe(200);
      expect(page.body.includes('rationale') || page.body.includes('Because of')).toBe(
        sitting.settledAt !== undefined && page.root.querySelectorAll('.verdict').length > 0,
      );
    }
    const review = await reader.get(`${path}/review`);
    if (running) expect(review.root.querySelectorAll('.entries li')).toHaveLength(sitting.items.length);
  }
}

/** Somebody at another's sitting, with a token of their own or with the other's. */
async function intrude(life: Life, person: Person, other: Person): Promise<void> {
  const sitting = sittingFor(life, other);
  if (!sitting) return;
  const path = pathOf(sitting);
  for (const page of ['', '/1', '/review', '/answers'])
    expect((await person.reader.get(path + page)).status).toBe(404);
  const fields = { shown: '', choice: 'A', flag: 'yes' };
  for (const token of [person.token, other.token]) {
    const statuses = [
      (await person.reader.send(`${path}/1`, { ...fields, token })).status,
      (await person.reader.send(`${path}/submit`, { token })).status,
    ];
    const isOwn = person.id !== undefined && token === person.token;
    expect(statuses).toEqual(isOwn ? [404, 404] : [403, 403]);
  }
}

const practised = ({ house }: Life) =>
  house.handle
    .prepare("select id, learner, answered_at as at, day from review where kind = 'practice'")
    .all() as { id: string; learner: string; at: number; day: number }[];

async function practise(life: Life, person: Person, { right, after }: StepOf<'practise'>): Promise<void> {
  const page = await person.reader.get('/practice');
  if (!page.has('/practice')) return;
  const verdict = await give(life, person, page, right);
  const form = verdict.root.querySelectorAll('form').find((f) => f.getAttribute('action')?.endsWith(after));
  if (after === '' || !form) return;
  const done = await person.reader.post(form.getAttribute('action')!, verdict.form(after));
  expect(done.status).toBe(200);
}

/** Answers a question of practice; where that is written down, it moves the clock. */
async function give(life: Life, person: Person, page: Page, right: boolean): Promise<Page> {
  const { house, model } = life;
  const before = new Set(practised(life).map(({ id }) => id));
  const wanted = page.root.querySelector('input[type=checkbox][name=choice]') ? ['a', 'c'] : ['a'];
  const letters = (right ? wanted : wanted.map((id) => (id === 'a' ? 'b' : id))).map((id) =>
    page.letter(`text ${id}`),
  );
  const verdict = await person.reader.answer(page, letters);
  expect(verdict.status).toBe(200);
  const given = practised(life).filter(({ id }) => !before.has(id));
  meetPractising(life, person, verdict);
  expect(given.map(({ at, day }) => ({ at, day }))).toEqual(
    given.map(({ learner }) => model.stamp(learner, house.world.now())),
  );
  expect(given.length).toBeLessThanOrEqual(1);
  return verdict;
}

function meetPractising(life: Life, person: Person, verdict: Page): void {
  if (person.id === undefined) meet(life, person, verdict.form('/undo').token!);
}

/** Answers a question that has been open for a while, maybe since before an exam asked it too. */
async function answerLate(life: Life, person: Person): Promise<void> {
  const page = person.open;
  person.open = undefined;
  // A page for newcomers is no longer theirs once they are known.
  if (!page?.has('/practice')) return;
  const live = life.model.live.get(/of (\S+)\?/.exec(page.text('.stem'))![1]!);
  if (!live) return;
  await give(life, person, page, true);
}

async function changeSettings(life: Life, person: Person, each: StepOf<'settings'>): Promise<void> {
  const page = await person.reader.get('/settings');
  if (!page.has('/settings')) return;
  const { zone, retention, dayStart } = each;
  const fields = { zone, retention: String(retention), dayStart: String(dayStart), newPerDay: '3' };
  const saved = await person.reader.post('/settings', { ...page.form('/settings'), ...fields });
  expect(saved.text('[role=status]')).toBe('Saved.');
  Object.assign(life.model.clocks.get(person.id!)!, { zone, dayStart });
}

async function author(life: Life, { what, nth, restarts }: StepOf<'author'>): Promise<void> {
  const { authored, house, model, people } = life;
  // Of a paper where there is one: whatever chance has drawn, what goes wrong with it does so again while it is shrunk.
  const paper = sittingFor(life, people[0])?.items.map(({ asked }) => asked.id);
  const choice = paper && nth % 4 > 0 ? paper : ids;
  const id = choice[nth % choice.length]!;
  const edition = authored.editions.get(id) ?? 1;
  if (what === 'raise') authored.editions.set(id, edition + 1);
  if (what === 'lower') authored.editions.set(id, Math.max(1, edition - 1));
  if (what === 'retire') authored.retired = !authored.retired;
  if (what === 'remove') authored.removed = !authored.removed;
  if (what === 'merge') authored.merged = !authored.merged;
  const checked = bankOf(authored);
  if (restarts) return restart(life, checked);
  await replaceBank(house, house.live, checked, house.world.now());
  model.replace(checked.questions, house.world.now());
}

async function restart(life: Life, checked: Checked): Promise<void> {
  life.house = await life.house.restart(checked);
  for (const { reader } of life.people) reader.app = life.house.app;
  life.model.replace(checked.questions, life.house.world.now());
}
