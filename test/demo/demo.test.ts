import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, keepDemo } from '../../src/demo/renew.load.ts';
import { demoBanner } from '../../src/demo/words.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { Reader } from '../support/reader.ts';

let house: House;
let demo: Demo;
beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(60)), {
    access: ['guests'],
    demo: ({ db, live, stores, world }) => {
      demo = keepDemo({ db, live, ...stores, now: world.now });
      return demo;
    },
  });
  await demo.renew();
});
afterAll(() => house.close());

/** Answers the next question that it does not know. */
async function answer(reader: Reader): Promise<void> {
  const page = await reader.get('/practice');
  await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
}

const answers = () => house.handle.prepare('select count(*) from review').pluck().get() as number;

test('every visitor is the learner with sixty days behind them, and each page says that it is a demo', async () => {
  const [one, other] = [new Reader(house.app), new Reader(house.app)];
  const before = answers();
  expect(before).toBeGreaterThan(200);
  await answer(one);
  expect(answers()).toBe(before + 1);
  expect(one.cookie, 'no browser is known').toBeUndefined();
  for (const path of ['/', '/progress', '/help', '/nowhere', '/practice'])
    expect((await other.get(path)).text('.banner'), path).toBe(demoBanner);
  expect((await other.get('/progress')).text('main')).toMatch(/^\d+ answers on (4|5)\d days/);
});

test('nobody can sign in, make an account or import questions', async () => {
  const reader = new Reader(house.app);
  for (const path of ['/sign-in', '/sign-up', '/account', '/devices', '/people', '/bank/health'])
    expect([path, (await reader.get(path)).status]).toEqual([path, 404]);
});

test('when it begins again, nothing that visitors did is left', async () => {
  const visitor = new Reader(house.app);
  await demo.renew();
  const before = dump(house);
  await answer(visitor);
  const { token = '' } = (await visitor.get('/settings')).form('/settings');
  await visitor.post('/groups', { token, name: 'A name that somebody typed' });
  expect(dump(house)).not.toEqual(before);
  await demo.renew();
  expect(dump(house)).toEqual(before);
});

test('a learner whom a visitor deletes is there again, and visitors meanwhile wait', async () => {
  const visitor = new Reader(house.app);
  const { token = '' } = (await visitor.get('/delete')).form('/delete');
  await visitor.post('/delete', { token, sure: 'yes' });
  const pages = await Promise.all([1, 2, 3].map(() => new Reader(house.app).get('/progress')));
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers()).toBeGreaterThan(200);
});
