import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoDay } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { begin, formPath, move, submit } from '../support/candidate.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { proveFold } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { sampleDay } from '../support/share.ts';

/**
 * Any life on the way to a date: answers, second thoughts, days that are missed, dates that move and are forgotten, mock
 * exams between the answers, other banks. Whatever happens, what is believed and the order of the day are what the log says.
 */
const sealed = ['red.one-901', 'red.two-902', 'blue.one-903', 'blue.two-904'].map((id) =>
  question(id, { pool: 'sealed' }),
);
const seconds = ['red.one-001', 'blue.two-001'].map((concept) =>
  question(`${concept}b`, { concept, objective: concept.split('-')[0] }),
);
const mock = blueprint({ questions: 4 });
const questions = [...plainQuestions(3), ...seconds, ...sealed];
const bank = checkedBank(questions, [mock]);
const banks = [
  bank,
  // Two concepts are one, an edition is raised, a text gets another option, and the weights are others.
  checkedBank(
    questions.map((each) => {
      if (each.id === 'red.one-001b') return { ...each, concept: undefined };
      if (each.id === 'red.one-003') return { ...each, concept: 'red.one-002' };
      if (each.id === 'blue.one-001') return { ...each, edition: 2 };
      if (each.id === 'blue.one-002') return { ...each, options: each.options.slice(0, 3) };
      return each;
    }),
    [
      {
        ...mock,
        weights: [
          { domain: 'red', weight: 3 },
          { domain: 'blue', weight: 1 },
        ],
      },
    ],
  ),
];

type Step =
  | { do: 'answer'; right: boolean; certainty: 'guess' | 'think' | 'sure' }
  | { do: 'reveal' | 'undo' | 'easy' | 'aside' | 'flag' | 'more' | 'forget' }
  | { do: 'date'; days: number }
  | { do: 'wait'; minutes: number }
  | { do: 'mock'; answers: string; between: boolean }
  | { do: 'bank'; bank: number };

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('answer'),
      right: fc.boolean(),
      certainty: fc.constantFrom('guess', 'think', 'sure'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('reveal', 'undo', 'easy', 'aside', 'flag', 'more', 'forget'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('date'), days: fc.integer({ min: -1, max: 30 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      minutes: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 600, max: 60 * 24 * 4 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('mock'),
      answers: fc.constantFrom('aaaa', 'abab', 'bb', ''),
      between: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bank'), bank: fc.nat({ max: 1 }) }) },
) as fc.Arbitrary<Step>;

const isLong = process.env.TORTURE !== undefined;

test('any way to a date: what is believed and the order of the day are what the log says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 45 }), fc.nat(), async (steps, delayReads) => {
      let house = await startHouse(bank, { world: new TestWorld(Date.UTC(2026, 2, 26, 22)), delayReads });
      const reader = new Reader(house.app);
      try {
        await take(house, reader, { do: 'answer', right: true, certainty: 'sure' });
        await take(house, reader, { do: 'date', days: 12 });
        for (const each of steps) {
          house = await take(house, reader, each);
          await proveFold(house);
        }
      } finally {
        await house.close();
      }
    }),
    { seed: isLong ? 20260326 : sampleDay, numRuns: isLong ? 40 : 10 },
  );
}, 120_000);

async function take(house: House, reader: Reader, each: Step): Promise<House> {
  switch (each.do) {
    case 'wait':
      house.world.pass({ minutes: each.minutes });
      return house;
    case 'bank': {
      const next = await house.restart(banks[each.bank]);
      reader.app = next.app;
      return next;
    }
    case 'date':
      await setDate(reader, isoDay(house.world.now() + each.days * 86_400_000));
      return house;
    case 'forget':
      await setDate(reader, '');
      return house;
    case 'more':
      await pressIfThere(reader, await reader.get('/'), '/practice/more');
      return house;
    case 'mock':
      await sitMock(house, reader, each.answers, each.between);
      return house;
    default:
      await answer(reader, each);
      return house;
  }
}

async function setDate(reader: Reader, day: string): Promise<void> {
  const page = await reader.get('/exams/yours');
  if (!page.has('/exams/yours')) return;
  expect((await reader.post('/exams/yours', { ...page.form('/exams/yours'), day })).status).toBe(200);
}

async function answer(reader: Reader, each: Step): Promise<Page | undefined> {
  const page = await reader.get('/practice');
  if (!page.has('/practice')) return undefined;
  const verdict =
    each.do === 'reveal'
      ? await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' })
      : each.do === 'answer' && !each.right
        ? await reader.answerWrong(page, each.certainty)
        : await reader.answerRight(page, each.do === 'answer' ? each.certainty : 'sure');
  expect(verdict.status).toBe(200);
  if (each.do === 'undo') await reader.post('/practice/undo', verdict.form('/practice/undo'));
  if (each.do === 'easy' || each.do === 'aside' || each.do === 'flag')
    await pressIfThere(reader, verdict, `/${each.do}`);
  return verdict;
}

/** Sits a mock exam; an answer in practice may come between its last answer and its end. */
async function sitMock(house: House, reader: Reader, answers: string, between: boolean): Promise<void> {
  const before = await reader.get('/exams/new/mock');
  if (!before.has('/exams')) return;
  let page = await begin(reader);
  for (const [i, each] of [...answers].entries()) {
    if (!page.root.querySelector('form.sit')) break;
    house.world.pass({ minutes: 1 });
    const choice = page.letter(`text ${each}`);
    page = await move(reader, page, { choice, go: i + 1 < answers.length ? String(i + 2) : 'review' });
  }
  if (between) await answer(reader, { do: 'answer', right: true, certainty: 'sure' });
  if (!page.root.querySelector('form[action$="/submit"]')) {
    const sit = page.root.querySelector('form.sit');
    if (!sit) return;
    page = await reader.get(formPath(page).replace(/\/\d+$/, '/review'));
  }
  if (page.root.querySelector('form[action$="/submit"]')) await submit(reader, page);
}

async function pressIfThere(reader: Reader, page: Page, action: string): Promise<void> {
  const form = page.root.querySelectorAll('form').find((f) => f.getAttribute('action')?.endsWith(action));
  if (!form) return;
  expect((await reader.post(form.getAttribute('action')!, page.form(action))).status).toBe(200);
}
