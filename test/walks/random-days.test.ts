import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedBank, plainQuestions, question } from '../support/bank.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { expectDaysInOrder, proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { sampleDay } from '../support/share.ts';

/**
 * Any life with Etude: answers of every kind, by themselves and in sets, flags, second thoughts, moves between zones, clocks that jump, settings,
 * restarts. Whatever happens, the log folded again is the cards, and what was taken back is as if never given.
 */
const concepts = ['red.one-001', 'red.one-002', 'blue.one-001'];
const secondStems = concepts.map((concept) =>
  question(`${concept}b`, { concept, objective: concept.split('-')[0] }),
);
const bank = checkedBank([...plainQuestions(2), ...secondStems]);

type Step =
  | { do: 'answer'; right: boolean; certainty: 'guess' | 'think' | 'sure'; set: string }
  | { do: 'reveal' | 'undo' | 'undone answer' | 'easy' | 'aside' | 'flag' | 'ask again' | 'more' | 'restart' }
  | { do: 'wait'; minutes: number }
  | { do: 'settings'; zone: string; retention: number; dayStart: number };

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Havana',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Antarctica/Troll',
];
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      right: fc.boolean(),
      certainty: fc.constantFrom('guess' as const, 'think' as const, 'sure' as const),
      set: fc.constantFrom('', '?set=missed', '?set=flagged&length=5', '?set=blue+red.one&length=10'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'reveal',
        'undo',
        'undone answer',
        'easy',
        'aside',
        'flag',
        'ask again',
        'more',
        'restart' as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.oneof(fc.integer({ min: -2000, max: 90 }), fc.integer({ min: 60, max: 60 * 24 * 40 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('settings' as const),
      zone: fc.constantFrom(...zones),
      retention: fc.integer({ min: 80, max: 97 }),
      dayStart: fc.integer({ min: 0, max: 23 }),
    }),
  },
) as fc.Arbitrary<Step>;

/** 40 histories of one seed with `npm run torture`, 13 others every day with every run of the tests. */
const isLong = process.env.TORTURE !== undefined;

test(
  'any history: the log folded again is the cards and tallies; revisions only rise',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.nat(),
        async (steps, delayReads) => {
          // The week in which Berlin's clocks change.
          let house = await startHouse(bank, { world: new TestWorld(Date.UTC(2026, 2, 26, 22)), delayReads });
          const reader = new Reader(house.app);
          let revisions = new Map<string, number>();
          try {
            for (const each of steps) {
              house = await take(house, reader, each);
              const next = await proveFold(house);
              for (const [card, revision] of revisions)
                expect(next.get(card)).toBeGreaterThanOrEqual(revision);
              revisions = next;
              for (const id of await house.stores.learners.all()) expectDaysInOrder(house, id);
            }
          } finally {
            await house.close();
          }
        },
      ),
      { seed: isLong ? 20260326 : sampleDay, numRuns: isLong ? 40 : 13 },
    );
  },
  process.env.TEST_DATABASE ? 1_200_000 : 120_000,
);

async function take(house: House, reader: Reader, each: Step): Promise<House> {
  switch (each.do) {
    case 'wait':
      house.world.pass({ minutes: each.minutes });
      return house;
    case 'restart': {
      const next = await house.restart();
      reader.app = next.app;
      return next;
    }
    case 'settings':
      await changeSettings(reader, each);
      return house;
    case 'more':
      await pressIfThere(reader, await reader.get('/'), '/practice/more');
      return house;
    case 'ask again':
      await pressIfThere(reader, await reader.get('/settings'), '/settings/ask-again');
      return house;
    default:
      await answer(house, reader, each);
      return house;
  }
}

async function answer(house: House, reader: Reader, each: Step): Promise<void> {
  // A visit may put the clock right.
  const page = await reader.get(`/practice${each.do === 'answer' ? each.set : ''}`);
  const before = cardsWithoutRevision(house);
  if (!page.has('/practice')) return;
  const last = lastAnswered(house);
  const verdict =
    each.do === 'answer'
      ? await (each.right
          ? reader.answerRight(page, each.certainty)
          : reader.answerWrong(page, each.certainty))
      : each.do === 'reveal'
        ? await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' })
        : await reader.answerRight(page, 'sure');
  expect(verdict.status).toBe(200);
  expect(lastAnswered(house)).not.toEqual(last);
  if (each.do === 'undo' || each.do === 'undone answer') {
    const again = await reader.post('/practice/undo', verdict.form('/practice/undo'));
    expect(again.status).toBe(200);
    expect(cardsWithoutRevision(house)).toEqual(before);
    expect(asked(again)).toBe(asked(page));
  }
  if (each.do === 'easy') await pressIfThere(reader, verdict, '/easy');
  if (each.do === 'aside') await pressIfThere(reader, verdict, '/aside');
  if (each.do === 'flag') await flag(house, reader, verdict, asked(page));
}

/** Flags what was asked, or takes its flag off; no other flag moves. */
async function flag(house: House, reader: Reader, verdict: Page, question: string): Promise<void> {
  const flags = () => rows(house, 'flag').map((row) => row.question);
  const before = flags();
  await pressIfThere(reader, verdict, '/flag');
  const others = before.filter((each) => each !== question);
  const after = before.includes(question) ? others : [...others, question];
  expect(flags().toSorted()).toEqual(after.toSorted());
}

async function pressIfThere(reader: Reader, page: Page, action: string): Promise<void> {
  const form = page.root.querySelectorAll('form').find((f) => f.getAttribute('action')?.endsWith(action));
  if (!form) return;
  const result = await reader.post(form.getAttribute('action')!, page.form(action));
  expect(result.status).toBe(200);
}

async function changeSettings(
  reader: Reader,
  { zone, retention, dayStart }: Step & { do: 'settings' },
): Promise<void> {
  const page = await reader.get('/settings');
  if (!page.has('/settings')) return;
  const fields = { zone, retention: String(retention), dayStart: String(dayStart), newPerDay: '3' };
  const saved = await reader.post('/settings', { ...page.form('/settings'), ...fields });
  expect(saved.text('[role=status]')).toBe('Saved.');
}

/** What is remembered, without revisions and without cards that were never met. */
function cardsWithoutRevision(house: House) {
  return rows(house, 'card')
    .filter((card) => card.stability !== null || card.asleep === 1)
    .map(({ revision, ...card }) => card);
}

function lastAnswered(house: House) {
  return house.handle.prepare('select id from review order by answered_at desc limit 1').get();
}
