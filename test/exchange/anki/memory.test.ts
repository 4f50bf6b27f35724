import { FSRS, generatorParameters } from 'ts-fsrs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Question } from '../../../src/bank/model.ts';
import { DAY, MINUTE } from '../../../src/base/time.ts';
import { bringIn } from '../../../src/exchange/bring.load.ts';
import { mergingOf } from '../../../src/merging.ts';
import { type AnkiKind, type AnkiNote, ankiPackage } from '../../support/anki.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { dump } from '../../support/dump.ts';
import { type House, startHouse } from '../../support/house.ts';
import { proveFold, rows } from '../../support/proof.ts';
import { Reader } from '../../support/reader.ts';

const bank = checkedBank(plainQuestions(3));
const [asked, other] = bank.questions as [Question, Question];
const noon = Date.UTC(2026, 0, 5, 12);
let house: House;

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** The note that a question would be, and the answers to it: days after the first, and buttons. */
function noteOf(
  question: Question,
  answers: [day: number, ease: number, kind?: number, factor?: number][],
): AnkiNote {
  const { stem, options, key } = question;
  const letters = options.map(({ id, text }) => [id, `${id.toUpperCase()}) ${text}`]);
  return {
    guid: question.id,
    fields: {
      Front: `${stem}<br>${letters.map(([, text]) => text).join('<br>')}`,
      Back: `${key[0]!.toUpperCase()}<br>${question.rationale}`,
    },
    log: answers.map(([day, ease, kind = 1, factor = 2500]) => ({
      at: noon + day * DAY,
      ease,
      kind,
      factor,
    })),
  };
}

async function bring(notes: AnkiNote[], kind: AnkiKind = 'zstd', into?: string) {
  const rooms = { db: house.db, live: house.live, ...house.stores };
  const deps = { ...rooms, world: house.world, merging: mergingOf(rooms, house.world.now) };
  return bringIn(deps, ankiPackage(notes, kind), into);
}

const cardOf = async (learner: string, concept: string) =>
  (await house.stores.memory.card(learner, concept)).card!;

/** What ts-fsrs makes of one answer a day. */
function fsrsState(answers: [day: number, ease: number, ...unknown[]][]) {
  const fsrs = new FSRS(generatorParameters({ enable_fuzz: false, request_retention: 0.9 }));
  let memory: ReturnType<FSRS['next_state']> | null = null;
  let last = 0;
  for (const [day, ease] of answers) {
    memory = fsrs.next_state(memory, day - last, ease);
    last = day;
  }
  return memory!;
}

describe('the memory in a package of Anki', () => {
  test.each<[string, [number, number][]]>([
    [
      'one that grows',
      [
        [0, 3],
        [3, 3],
        [12, 4],
        [50, 3],
      ],
    ],
    [
      'one with a lapse that was known again the day after',
      [
        [0, 3],
        [4, 3],
        [15, 1],
        [16, 3],
        [20, 2],
      ],
    ],
    [
      'one that begins hard',
      [
        [0, 2],
        [1, 2],
        [2, 3],
        [7, 3],
      ],
    ],
  ])('is the state that ts-fsrs reaches: %s', async (_, answers) => {
    house = await startHouse(bank);
    const { learner, answers: count, leftOut } = await bring([noteOf(asked, answers)]);
    expect({ count, leftOut }).toEqual({ count: answers.length, leftOut: 0 });
    const { memory, answers: counted } = await cardOf(learner, asked.concept);
    const expected = fsrsState(answers);
    expect(memory.stability).toBeCloseTo(expected.stability, 6);
    expect(memory.difficulty).toBeCloseTo(expected.difficulty, 6);
    expect(counted).toBe(answers.length);
  });

  test('joins the log of a learner, each answer once, however often it is imported', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    await reader.answerRight(await reader.get('/practice'));
    const id = house.handle.prepare('select id from learner').pluck().get() as string;
    const note = noteOf(other, [
      [0, 3],
      [5, 1],
      [6, 3],
    ]);
    await bring([note], 'legacy 1', id);
    await bring([note], 'legacy 2', id);
    expect(rows(house, 'review')).toHaveLength(4);
    expect(rows(house, 'learner')).toHaveLength(1);
    const imported = rows(house, 'review').filter(({ algorithm }) => algorithm === 'anki');
    expect(imported.map(({ rating, correct, response }) => [rating, correct, response])).toEqual([
      [3, 1, '["a"]'],
      [1, 0, '[]'],
      [3, 1, '["a"]'],
    ]);
  });

  test('begins where a card was last forgotten, and leaves out what no answer caused', async () => {
    house = await startHouse(bank);
    const answers: [number, number, number?, number?][] = [
      [0, 1],
      [3, 0, 4, 0],
      [10, 3],
      [11, 3, 3, 0],
      [12, 0, 5, 2500],
      [14, 3],
    ];
    const { learner } = await bring([noteOf(asked, answers)]);
    const { memory } = await cardOf(learner, asked.concept);
    expect(memory.stability).toBeCloseTo(
      fsrsState([
        [0, 3],
        [4, 3],
      ]).stability,
      6,
    );
  });

  test('leaves out notes that belong to no question, and answers from the future', async () => {
    house = await startHouse(bank);
    const plain: AnkiNote = {
      guid: 'p',
      fields: { Front: 'hello', Back: 'world' },
      log: [{ at: noon + 1, ease: 3 }],
    };
    const ahead = noteOf(asked, [[0, 3]]);
    ahead.log!.push({ at: house.world.now() + 60 * MINUTE, ease: 3 });
    expect((await bring([plain, ahead])).answers).toBe(1);
  });

  test('of other questions is refused with a sentence and changes nothing', async () => {
    house = await startHouse(bank);
    const before = dump(house);
    const plain: AnkiNote = {
      guid: 'p',
      fields: { Front: 'hello', Back: 'world' },
      log: [{ at: noon, ease: 3 }],
    };
    await expect(bring([plain])).rejects.toThrow('belongs to a question in this bank');
    expect(dump(house)).toEqual(before);
  });
});
