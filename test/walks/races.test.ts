import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/base/time.ts';
import { settleOverdue } from '../../src/exam/marking/settle.load.ts';
import { replaceBank } from '../../src/live-bank.ts';
import { examineExams } from '../../src/service/examine/exams.load.ts';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { turn } from '../support/delayed-reads.ts';
import type { Fields } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { numbers } from '../support/numbers.ts';
import { expectDaysInOrder, proveFold, rows } from '../support/proof.ts';
import { asked, Page, Reader } from '../support/reader.ts';
import { isDrawn } from '../support/share.ts';

/**
 * One learner with two tabs. What they do in both at the same moment comes out as if it had been done in some order, on a
 * store whose reads wait at random: nothing is half done, and no page fails.
 */
const seeds = Array.from({ length: 60 }, (_, i) => i + 1).filter(
  (_, i) => process.env.TORTURE || isDrawn(i, 30),
);

const twofold = ['red.one-001', 'red.two-001', 'blue.one-001', 'blue.two-001'];
const secondStems = twofold.map((concept) =>
  question(`${concept}b`, { concept, objective: concept.split('-')[0] }),
);
const mock = blueprint({ questions: 6, minutes: 30 });

/** The bank in an edition: each raises one question, and every other edition retires one. */
function bankOf(edition: number) {
  const questions = [...plainQuestions(2), ...secondStems].map((each) => ({
    ...each,
    ...(each.id === 'red.one-001' ? { edition, key: edition % 2 === 0 ? ['b'] : ['a'] } : {}),
    ...(each.id === 'blue.one-001b' && edition % 2 === 0 ? { status: 'retired' as const } : {}),
  }));
  return checkedBank(questions, [mock]);
}

/** A learner who has met both stems of every concept, with the forms that their tabs may send. */
class Life {
  readonly house: House;
  readonly reader: Reader;
  readonly next: (limit: number) => number;
  token = '';
  edition = 1;

  constructor(house: House, seed: number) {
    this.house = house;
    this.reader = new Reader(house.app);
    this.next = numbers(seed);
  }

  get learner() {
    return this.house.handle.prepare('select id from learner').pluck().get() as string;
  }

  /** The learner's practice answers, the last one first. */
  get answers() {
    return this.house.handle
      .prepare("select id, question from review where kind = 'practice' order by answered_at desc, id desc")
      .all() as { id: string; question: string }[];
  }

  /** The last answer to a question. */
  answerTo(id: string): string {
    return (this.answers.find(({ question }) => question === id) ?? this.answers[0]!).id;
  }

  /** The sitting that is open, if one is. */
  get sitting() {
    const open = this.house.handle.prepare('select id from sitting where settled_at is null').pluck().get();
    return open as string | undefined;
  }

  one<T>(items: readonly T[]): T {
    return items[this.next(items.length)]!;
  }

  post(path: string, fields: Fields = {}): Promise<Page> {
    return this.reader.send(path, { token: this.token, ...fields });
  }

  /** Answers a question until none is left to ask today. */
  async practise(): Promise<void> {
    for (;;) {
      const page = await this.reader.get('/practice');
      if (!page.has('/practice')) return;
      const verdict = await this.reader.answerRight(page);
      this.token = verdict.form('/practice/undo').token!;
    }
  }
}

/** Begins a life in which both stems of every concept have been answered. */
async function begin(seed: number): Promise<Life> {
  const life = new Life(await startHouse(bankOf(1), { delayReads: seed }), seed);
  // Whatever takes an answer back that is not the last one at that moment is found afterwards.
  life.house.handle.exec(`
    create temp table wrongly_undone (review text);
    create temp trigger only_the_last before insert on main.amendment when new.kind = 'undo' begin
      insert into wrongly_undone select new.review where new.review <> (
        select id from review where learner = new.learner and kind = 'practice'
          and not exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo')
        order by answered_at desc, id desc limit 1);
    end`);
  await life.practise();
  life.house.world.pass({ days: 60 });
  await life.practise();
  return life;
}

/** Proves that all is in order, and looks at every page on which it would show. */
async function prove({ house, reader, learner, sitting }: Life): Promise<void> {
  await proveFold(house);
  expectDaysInOrder(house, learner);
  expect(await examineExams({ db: house.db, ...house.promptStores })).toEqual([]);
  expect(house.handle.prepare('select review from wrongly_undone').pluck().all()).toEqual([]);
  const pages = ['/', '/practice', '/practice?set=red+blue', '/settings', '/exams'];
  for (const path of [...pages, ...(sitting ? [`/exams/${sitting}`] : [])])
    expect((await reader.get(path)).status, path).toBe(200);
}

/** Sends some requests from as many tabs, each up to a few turns of the event loop later. */
async function together(life: Life, sends: readonly (() => Promise<Page>)[]): Promise<Page[]> {
  const pages = await Promise.all(
    sends.map(async (send) => {
      for (let turns = life.next(6); turns > 0; turns--) await turn();
      return send();
    }),
  );
  for (const page of pages) expect([200, 204, 303, 404, 409], page.text('.lead')).toContain(page.status);
  return pages;
}

/** Lives a moment with every seed, and proves that all is in order afterwards. */
async function everySeed(moment: (life: Life) => Promise<void>): Promise<void> {
  for (const seed of seeds) {
    const life = await begin(seed);
    try {
      await moment(life);
      await prove(life);
    } finally {
      await life.house.close();
    }
  }
}

// A server of another process takes its time.
const limit = process.env.TORTURE || process.env.TEST_DATABASE ? 1_200_000 : 60_000;

describe('two tabs of one learner at the same moment', () => {
  test('set aside both stems of one concept', { timeout: limit }, () =>
    everySeed(async (life) => {
      for (const concept of twofold) {
        const stems = [concept, `${concept}b`];
        const pages = await together(
          life,
          stems.map((stem) => () => life.post(`/practice/answers/${life.answerTo(stem)}/aside`)),
        );
        expect(pages.map(({ status }) => status)).toEqual([303, 303]);
      }
      expect(rows(life.house, 'card').filter(({ asleep }) => asleep === 1)).toHaveLength(twofold.length);
    }),
  );

  test('set one stem aside and have the other asked again', { timeout: limit }, () =>
    everySeed(async (life) => {
      for (const concept of twofold) {
        await life.post(`/practice/answers/${life.answerTo(concept)}/aside`);
        const other = life.answerTo(`${concept}b`);
        const pages = await together(life, [
          () => life.post('/settings/ask-again', { question: concept }),
          () => life.post(`/practice/answers/${other}/aside`),
        ]);
        expect(pages.map(({ status }) => status)).toEqual([303, 303]);
      }
      expect(rows(life.house, 'card').filter(({ asleep }) => asleep === 1)).toEqual([]);
    }),
  );

  test('undo the last answer and answer the next question', { timeout: limit }, () =>
    everySeed(async (life) => {
      for (let round = 0; round < 4; round++) {
        life.house.world.pass({ days: 4000 });
        await life.reader.answerRight(await life.reader.get('/practice'));
        const open = await life.reader.get('/practice');
        const [last] = life.answers;
        const [undone, answered] = await together(life, [
          () => life.post('/practice/undo', { review: last!.id }),
          () => life.reader.send('/practice', { ...open.form('/practice'), choice: open.letter('text a') }),
        ]);
        expect(answered!.status).toBe(303);
        expect(life.answers[0]!.question).toBe(asked(open));
        const undos = rows(life.house, 'amendment').filter(({ review }) => review === last!.id);
        expect(undos).toHaveLength(undone!.status === 303 ? 1 : 0);
      }
    }),
  );

  test(
    'save the settings and tell how the exam went: neither loses what the other saved',
    { timeout: limit },
    () =>
      everySeed(async (life) => {
        const settings = { zone: 'Asia/Kathmandu', dayStart: '5', newPerDay: '7', retention: '95' };
        const pages = await together(life, [
          () => life.post('/settings', settings),
          () => life.post('/exams/outcome', { went: 'passed', after: 'keep' }),
        ]);
        expect(pages.map(({ status }) => status)).toEqual([303, 303]);
        const [learner] = rows(life.house, 'learner');
        expect(learner).toMatchObject({ zone: 'Asia/Kathmandu', day_start: 5, new_per_day: 7 });
        expect([0.8, 0.95]).toContain(learner!.retention);
        expect(learner!.folded_retention).toBe(learner!.retention);
      }),
  );

  test(
    'ask for ten more new questions, begin an exam and submit it: each is done once',
    { timeout: limit },
    () =>
      everySeed(async (life) => {
        await life.post('/settings', { zone: 'UTC', dayStart: '4', newPerDay: '0', retention: '90' });
        await together(life, [() => life.post('/practice/more'), () => life.post('/practice/more')]);
        expect(rows(life.house, 'learner')[0]!.extra_new).toBe(10);
        const start = () => life.post('/exams', { blueprint: 'mock', time: '100' });
        const begun = await together(life, [start, start, start]);
        expect(new Set(begun.map(({ headers }) => headers.location)).size).toBe(1);
        const path = String(begun[0]!.headers.location);
        for (let number = 1; number <= 6; number++)
          await life.post(`${path}/${number}`, { shown: '', choice: 'A' });
        const ended = await together(life, [
          () => life.post(`${path}/submit`),
          () => life.post(`${path}/submit`),
        ]);
        expect(ended.map(({ status }) => status)).toEqual([303, 303]);
        expect(rows(life.house, 'result')).toHaveLength(1);
      }),
  );
});

test('a page whose reads see different moments passes over what may not be asked, and asks the next', async () => {
  const life = await begin(1);
  const { house, reader } = life;
  house.world.pass({ days: 4000 });
  const aside = house.handle.prepare('insert into set_aside values (?, ?, 0)');
  // As a page sees it that has read the cards before both stems were set aside, and the stems afterwards.
  for (const concept of twofold) for (const stem of [concept, `${concept}b`]) aside.run(life.learner, stem);
  for (const path of ['/', '/practice', '/practice?set=red', '/practice?set=blue'])
    expect((await reader.get(path)).status, path).toBe(200);
  expect(asked(await reader.get('/practice'))).toMatch(/-002$/);
  expect(asked(await reader.get('/practice?set=red'))).toMatch(/^red.*-002$/);
  await house.close();
});

test('whoever is deleted at the moment of a request is told so, and nothing of them stays', {
  timeout: limit,
}, async () => {
  for (const seed of seeds) {
    const house = await startHouse(bankOf(1), { delayReads: seed });
    try {
      for (const [name, act] of Object.entries({ ...memoryActs, ...otherActs })) {
        const life = new Life(house, seed);
        const verdict = await life.reader.answerRight(await life.reader.get('/practice'), 'guess');
        life.token = verdict.form('/practice/undo').token!;
        await life.post('/exams', { blueprint: 'mock', time: '100' });
        const send = await act(life);
        const vanish = async () => {
          for (let turns = life.next(10); turns > 0; turns--) await turn();
          await house.db.commit([house.db.change('delete from learner')({})]);
        };
        const [page] = await Promise.all([send(), vanish()]);
        expect([200, 204, 303, 403, 404, 409], `${name}: ${page.text('.lead')}`).toContain(page.status);
        for (const table of ['learner', 'review', 'card', 'set_aside', 'flag', 'sitting'])
          expect(rows(house, table), `${name}: ${table}`).toEqual([]);
      }
    } finally {
      await house.close();
    }
  }
});

/** Something that a tab can send or open: it is filled in first, and then sent together with others. */
type Act = (life: Life) => (() => Promise<Page>) | Promise<() => Promise<Page>>;

/** About answers and what may be asked; these meet most often. */
const memoryActs: Record<string, Act> = {
  answer: (life) => openQuestion(life, '/practice'),
  'answer of a set': (life) => openQuestion(life, `/practice?set=${life.one(['red', 'blue', 'missed'])}`),
  undo: (life) => {
    const [last, before = last] = life.answers;
    const review = life.one([last!, last!, before!]).id;
    return () => life.post('/practice/undo', { review });
  },
  easy: (life) => onReview(life, life.one(life.answers.slice(0, 3)).id, 'easy'),
  aside: (life) => onReview(life, life.answerTo(life.one(twofold)), 'aside'),
  'aside of the second': (life) => onReview(life, life.answerTo(`${life.one(twofold)}b`), 'aside'),
  'ask again': (life) => {
    const aside = life.one([{ question: 'red.one-001' }, ...rows(life.house, 'set_aside')]).question;
    return () => life.post('/settings/ask-again', { question: String(aside) });
  },
  settings: (life) => {
    const zone = life.one(['UTC', 'Pacific/Apia', 'America/Havana']);
    const retention = String(80 + life.next(18));
    return () => life.post('/settings', { zone, retention, dayStart: '4', newPerDay: '3' });
  },
};

/** Everything else. */
const otherActs: Record<string, Act> = {
  more: (life) => () => life.post('/practice/more'),
  flag: (life) => onReview(life, life.one(life.answers).id, 'flag', { flag: life.one(['on', 'off']) }),
  report: (life) => onReview(life, life.one(life.answers).id, 'report', { message: 'Wrong.' }),
  'begin of an exam': (life) => () => life.post('/exams', { blueprint: 'mock', time: '100' }),
  'click in an exam': (life) => {
    const path = `/exams/${life.sitting ?? 'none'}/${1 + life.next(6)}`;
    const fields = { shown: '', choice: life.one(['A', 'B', 'C', 'D']), flag: life.one(['yes', 'no']) };
    return () => life.post(path, fields);
  },
  'end of an exam': (life) => {
    const path = `/exams/${life.sitting ?? 'none'}/submit`;
    return () => life.post(path);
  },
  'end of its time': (life) => () => {
    const { db, live, stores, world } = life.house;
    return quietly(settleOverdue({ db, live, ...stores }, world.now() + DAY));
  },
  'day of the exam': (life) => () => life.post('/exams/yours', { day: '2027-01-01' }),
  outcome: (life) => () => life.post('/exams/outcome', { went: 'passed', after: life.one(['keep', 'stop']) }),
  resume: (life) => () => life.post('/practice/resume'),
  'another bank': (life) => () => {
    life.edition++;
    const { house } = life;
    return quietly(replaceBank(house, house.live, bankOf(life.edition), house.world.now()));
  },
  'a page': (life) => {
    const exams = rows(life.house, 'sitting').map(({ id }) => `/exams/${id}`);
    const path = life.one([
      ...['/', '/practice', '/practice?set=red', '/settings', '/exams', '/learn'],
      ...life.answers.slice(0, 3).map(({ id }) => `/practice/answers/${id}`),
      ...exams.flatMap((exam) => [exam, `${exam}/answers`]),
      ...(life.sitting ? [`/exams/${life.sitting}/1`, `/exams/${life.sitting}/review`] : []),
    ]);
    return () => life.reader.request({ method: 'GET', url: path });
  },
};

async function openQuestion(life: Life, path: string): Promise<() => Promise<Page>> {
  const open = await life.reader.get(path);
  if (!open.has('/practice')) return () => life.reader.get(path);
  const choice = open.letter(life.one(['text a', 'text b']));
  return () => life.reader.send('/practice', { ...open.form('/practice'), choice });
}

function onReview(life: Life, review: string, what: string, fields: Fields = {}): () => Promise<Page> {
  return () => life.post(`/practice/answers/${review}/${what}`, fields);
}

/** Something that no tab sends, met with an empty page. */
async function quietly(work: Promise<unknown>): Promise<Page> {
  await work;
  return new Page(204, {}, '');
}

test('any two or three things done at the same moment come out in some order', {
  timeout: limit,
}, async () => {
  for (const seed of seeds) {
    const life = await begin(seed);
    try {
      for (let round = 0; round < 25; round++) {
        life.house.world.pass({ minutes: life.next(8) === 0 ? 60 * 24 * life.next(60) : life.next(20) });
        const names = Array.from({ length: 2 + life.next(2) }, () =>
          life.one(Object.keys(life.next(3) > 0 ? memoryActs : otherActs)),
        );
        // Nobody takes two banks live at once.
        const unique = names.filter((name, i) => name !== 'another bank' || names.indexOf(name) === i);
        const sends: (() => Promise<Page>)[] = [];
        for (const name of unique) sends.push(await { ...memoryActs, ...otherActs }[name]!(life));
        await within(`seed ${seed}, round ${round}: ${unique.join(' + ')}`, async () => {
          await together(life, sends);
          await prove(life);
        });
      }
    } finally {
      await life.house.close();
    }
  }
});

/** Says in which moment it was that something went wrong. */
async function within(moment: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${moment}: ${(error as Error).message}`, { cause: error });
  }
}
