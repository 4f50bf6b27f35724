import { afterAll, beforeAll, expect, test } from 'vitest';
import { examineContent } from '../../../../src/service/doctor/content.load.ts';
import type { Finding } from '../../../../src/service/examine/findings.ts';
import { signUp } from '../../../support/accounts.ts';
import { blueprint, checkedBank, plainQuestions } from '../../../support/bank.ts';
import { sit } from '../../../support/candidate.ts';
import { insideProcess } from '../../../support/engines.ts';
import { type House, type HouseOptions, startHouse } from '../../../support/house.ts';
import { merge, practise, rowsOfFile } from '../../../support/journey.ts';
import { type Inside, startInside } from '../../../support/pglite.ts';
import { setExam } from '../../../support/plan-pages.ts';
import { Reader } from '../../../support/reader.ts';

/** What people do has the same rows in PostgreSQL as in SQLite: table by table, with every number. */

let inside: Inside;
beforeAll(async () => {
  inside = await startInside();
}, 240_000);
afterAll(() => inside.close());

const questions = plainQuestions(8);
const bank = checkedBank(questions, [blueprint()]);
/** A question is revised, and another is gone. */
const nextBank = checkedBank(
  questions.slice(1).map((each, i) => (i === 0 ? { ...each, edition: 2 } : each)),
  [blueprint()],
);

/** Two people practise, sit exams, plan one, make an account and become one, while the bank changes. */
async function live(options: HouseOptions): Promise<House> {
  let house = await startHouse(bank, { access: ['guests', 'accounts'], ...options });
  let [ada, guest] = [new Reader(house.app), new Reader(house.app)];
  await practise(house, ada, 6);
  await setExam(house, ada, 12);
  house.world.pass({ days: 1 });
  await practise(house, ada, 5);
  await sit(house, ada, ['a', 'b', 'a', '', 'a', 'b', 'a', 'a']);
  await practise(house, guest, 4);
  house = await house.restart(nextBank);
  const [first, second] = [ada, guest].map(({ cookie }) => cookie);
  [ada, guest] = [new Reader(house.app), new Reader(house.app)];
  [ada.cookie, guest.cookie] = [first, second];
  house.world.pass({ days: 2 });
  await practise(house, guest, 3);
  await signUp(guest, 'Ada');
  await merge(house, ada, guest);
  await practise(house, guest, 3);
  return house;
}

/** Rows as texts in order. How often a question was noted as changed depends on the order of the triggers. */
function texts(table: string, rows: readonly Record<string, unknown>[]): string[] {
  const shown = table === 'analysis_due' ? rows.map(({ question }) => question) : rows;
  return shown.map((row) => JSON.stringify(row)).sort();
}

/** What doctor finds. */
async function findings(house: House): Promise<Finding[]> {
  const found: Finding[] = [];
  const rooms = { db: house.db, bank: house.bank, ...house.stores };
  await examineContent(rooms, { repair: false, now: house.world.now() }, found, () => {});
  return found;
}

test('a life has the same rows in both, and doctor finds nothing in either', async () => {
  const file = await live({});
  const server = await live({ engine: insideProcess(inside) });
  expect(await findings(file)).toEqual([]);
  expect(await findings(server)).toEqual([]);
  const expected = rowsOfFile(file.handle);
  expect(expected.review!.length).toBeGreaterThan(20);
  for (const [table, rows] of Object.entries(expected)) {
    const found = await inside.lend((connection) => connection.send({ text: `select * from ${table}` }));
    expect(texts(table, found.rows), table).toEqual(texts(table, rows));
  }
  await file.close();
  await server.close();
}, 240_000);
