import { afterEach, describe, expect, test } from 'vitest';
import { bringIn } from '../../src/exchange/bring.load.ts';
import type { Everything } from '../../src/exchange/tables.ts';
import { takeAlong, takeEverything } from '../../src/exchange/take.load.ts';
import { openZip } from '../../src/exchange/zip/read.door.ts';
import { zipOf } from '../../src/exchange/zip/write.door.ts';
import { defaultWeights } from '../../src/memory/schedule.ts';
import { settleFit } from '../../src/memory/weights/load.ts';
import { mergingOf } from '../../src/merging.ts';
import { examineExams } from '../../src/service/examine/exams.load.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { sit } from '../support/candidate.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

const bank = checkedBank(plainQuestions(12), [blueprint()]);
const houses: House[] = [];

async function start(checked = bank): Promise<House> {
  const house = await startHouse(checked);
  houses.push(house);
  return house;
}

afterEach(async () => {
  for (const house of houses.splice(0)) {
    await proveFold(house);
    expect(await examineExams({ db: house.db, ...house.promptStores })).toEqual([]);
    await house.close();
  }
});

function roomsOf(house: House) {
  const rooms = { db: house.db, live: house.live, ...house.stores };
  return { ...rooms, world: house.world, merging: mergingOf(rooms, house.world.now) };
}

/** Someone who has practised, undone, reported, flagged and sat two exams, one of them still open. */
async function study(house: House): Promise<string> {
  const reader = new Reader(house.app);
  for (let i = 0; i < 6; i++) {
    house.world.pass({ minutes: 1 });
    const page = await reader.get('/practice');
    const verdict = await (i % 2 ? reader.answerRight(page, 'guess') : reader.answerWrong(page));
    if (i === 3) await reader.post('/practice/undo', verdict.form('/practice/undo'));
    for (const end of ['/report', '/flag'].filter((each) => i === 4 && verdict.has(each))) {
      const form = verdict.root
        .querySelectorAll('form')
        .find((f) => f.getAttribute('action')?.endsWith(end))!;
      await reader.post(form.getAttribute('action')!, { ...verdict.form(end), message: '=1+1, “odd”' });
    }
  }
  await sit(house, reader, ['a', 'a', 'b', 'a', '', 'a', 'a', 'a']);
  house.world.pass({ days: 1 });
  return house.handle.prepare('select id from learner').pluck().get() as string;
}

const unpacked = async (zip: Buffer, name: string) => (await (await openZip(zip)).read(name))!.toString();

const everythingOf = (house: House, id: string) => takeEverything(house.stores, id) as Promise<Everything>;

const own = JSON.stringify(defaultWeights.map((weight, i) => (i < 4 ? weight * 2 : weight)));

/** Has a learner use weights that were fitted to some answers. */
async function adopt(house: House, id: string, weights = own, answers = 120): Promise<void> {
  const learner = (await house.stores.learners.byId(id))!;
  const losses = { standard: 0.4, own: 0.3 };
  const found = {
    kind: 'fitted' as const,
    answers,
    own: weights,
    losses,
    isBetter: { surely: true, still: true },
  };
  await settleFit(roomsOf(house), learner, found, house.world.now());
}

describe('taken along', () => {
  test('out of one Etude and into another, everything is equal', async () => {
    const [from, to] = [await start(), await start()];
    const id = await study(from);
    to.world.time = from.world.time;
    const zip = (await takeAlong(from.stores, id))!;
    const brought = await bringIn(roomsOf(to), zip);
    expect(brought.leftOut).toBe(0);
    const [before, after] = [await everythingOf(from, id), await everythingOf(to, brought.learner)];
    expect(after).toEqual(before);
    expect(before.tables.review!.length).toBeGreaterThan(10);
    expect(before.tables.sitting).toHaveLength(1);
    const cards = (house: House) =>
      rows(house, 'card').map(({ learner: _, revision: __, place: ___, ...card }) => card);
    expect(cards(to)).toEqual(cards(from));
    for (const table of ['tally', 'mistake', 'belief']) {
      const without = (house: House) => rows(house, table).map(({ learner: _, ...row }) => row);
      expect(without(to), table).toEqual(without(from));
    }
  });

  test('a schedule fitted to the learner comes along, with how it came about', async () => {
    const [from, to] = [await start(), await start()];
    const id = await study(from);
    await adopt(from, id);
    to.world.time = from.world.time;
    const { learner } = await bringIn(roomsOf(to), (await takeAlong(from.stores, id))!);
    expect((await to.stores.learners.byId(learner))!.weights).toBe(own);
    expect(await to.stores.weights.fittings(learner)).toEqual(await from.stores.weights.fittings(id));
    expect(rows(to, 'card').map(({ stability }) => stability)).toEqual(
      rows(from, 'card').map(({ stability }) => stability),
    );
  });

  test('a file of an Etude that fitted no schedules is imported with the standard one', async () => {
    const [from, to] = [await start(), await start()];
    const { learner, tables, ...rest } = await everythingOf(from, await study(from));
    const { weights: _, ...row } = learner;
    const { fitting: __, ...earlier } = tables;
    to.world.time = from.world.time;
    const file = { ...rest, version: 1, learner: row, tables: earlier };
    const brought = await bringIn(roomsOf(to), Buffer.from(JSON.stringify(file)));
    expect(rows(to, 'review')).toHaveLength(rows(from, 'review').length);
    expect((await to.stores.learners.byId(brought.learner))!.weights).toBe('');
  });

  test('back into the same learner changes nothing, and counts nothing twice', async () => {
    const house = await start();
    const id = await study(house);
    const before = await everythingOf(house, id);
    const zip = (await takeAlong(house.stores, id))!;
    await bringIn(roomsOf(house), zip, id);
    await bringIn(roomsOf(house), zip, id);
    expect(await everythingOf(house, id)).toEqual(before);
    expect(rows(house, 'learner')).toHaveLength(1);
  });

  test('spreadsheets read the same answers, and none is run as a formula', async () => {
    const house = await start();
    const zip = (await takeAlong(house.stores, await study(house)))!;
    const answers = (await unpacked(zip, 'answers.csv')).trim().split('\r\n');
    expect(answers).toHaveLength(rows(house, 'review').length + 1);
    expect(answers[1]).toMatch(/,(red|blue)\.\w+-\d+,Stem of [^,]+\?,/);
    expect(await unpacked(zip, 'exams.csv')).toMatch(/The mock,submitted,\d,8,(yes|no)/);
    for (const name of ['password', 'token_hash', 'session'])
      expect(await unpacked(zip, 'etude.json')).not.toContain(name);
  });

  test('an Etude that has never had some of the questions takes the other answers and says how many are left out', async () => {
    const [from, to] = [await start(), await start(checkedBank(plainQuestions(3), [blueprint()]))];
    const id = await study(from);
    to.world.time = from.world.time;
    const { leftOut, learner } = await bringIn(roomsOf(to), (await takeAlong(from.stores, id))!);
    const kept = (await everythingOf(to, learner)).tables.review!.length;
    expect(kept + leftOut).toBe(rows(from, 'review').length);
    expect(kept).toBeGreaterThan(0);
    expect(rows(to, 'sitting')).toEqual([]);
  });
});

describe('a file that does not hold together changes nothing', () => {
  const changed =
    'This file was changed after it was downloaded, so nothing was imported. Download it again.';
  const cases: [string, (everything: Everything) => void, string][] = [
    [
      'a wrong answer made right',
      ({ tables }) => void Object.assign(tables.review![0]!, { correct: 1 }),
      changed,
    ],
    [
      'an option that is not there',
      ({ tables }) => void Object.assign(tables.review![0]!, { response: ['z'] }),
      changed,
    ],
    ['an answer of an exam left out', ({ tables }) => void tables.review!.pop(), changed],
    ['another result', ({ tables }) => void Object.assign(tables.result![0]!, { correct: 8 }), changed],
    ['the same answer twice', ({ tables }) => void tables.review!.push(tables.review![0]!), changed],
    [
      'a column of another kind',
      ({ tables }) => void Object.assign(tables.review![0]!, { day: '1' }),
      changed,
    ],
    ['an unknown column', ({ learner }) => void Object.assign(learner, { role: 'owner' }), changed],
    ['an unknown table', ({ tables }) => void Object.assign(tables, { account: [] }), changed],
    [
      'an undone answer of somebody else',
      ({ tables }) => void tables.amendment!.push({ review: 'x', kind: 'undo', amended_at: 1 }),
      '',
    ],
    [
      'a later version',
      (everything) => void Object.assign(everything, { version: 3 }),
      'This file is from a newer version of Etude. Update this one, then import the file again.',
    ],
    ...['[1,2]', own.replace('0.424', '1e9'), own.replace('0.424', '01')].map(
      (weights): [string, (everything: Everything) => void, string] => [
        `weights ${weights.slice(0, 12)}`,
        ({ learner }) => void Object.assign(learner, { weights }),
        changed,
      ],
    ),
    [
      'too many looks for weights',
      ({ tables }) => {
        const look = { answers: 1, outcome: 'kept', weights: '' };
        tables.fitting!.push(...Array.from({ length: 21 }, (_, i) => ({ ...look, fitted_at: i })));
      },
      changed,
    ],
    [
      'an answer from the future',
      ({ tables }) => void Object.assign(tables.review![0]!, { answered_at: 4e12 }),
      'This file has answers from the future. Correct this machine’s clock, or download the file again.',
    ],
    [
      'a zone that is none',
      ({ learner }) => void Object.assign(learner, { zone: 'Mars' }),
      'This file has answers from the future. Correct this machine’s clock, or download the file again.',
    ],
  ];
  test.each(cases)('%s', async (_, change, sentence) => {
    const house = await start();
    const everything = await everythingOf(house, await study(house));
    change(everything);
    const before = dump(house);
    const zip = zipOf([{ name: 'etude.json', content: JSON.stringify(everything) }]);
    const outcome = bringIn(roomsOf(house), zip);
    if (sentence === '') return void (await outcome);
    await expect(outcome).rejects.toThrow(sentence);
    expect(dump(house)).toEqual(before);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a picture', Buffer.from('\x89PNG')],
    ['a zip without the file', zipOf([{ name: 'other.txt', content: 'x' }])],
    ['half a zip', zipOf([{ name: 'etude.json', content: '{}'.repeat(500) }]).subarray(0, 60)],
    ['other JSON', Buffer.from('{"format":1}')],
    ['null', Buffer.from('null')],
  ])('%s', async (_, file) => {
    const house = await start();
    const before = dump(house);
    await expect(bringIn(roomsOf(house), file)).rejects.toThrow(
      /^(This file does not contain progress|This zip is damaged)/,
    );
    expect(dump(house)).toEqual(before);
  });

  test('a zip that unpacks to far more than it should is refused', async () => {
    const house = await start();
    const bomb = zipOf([{ name: 'etude.json', content: ' '.repeat(2_000_000) }]);
    await expect(bringIn(roomsOf(house), bomb)).rejects.toThrow('unpack to far too much data');
  });
});
