import { afterEach, expect, test, vi } from 'vitest';
import { type Running, runSelf } from '../../src/base/process/child-process.ts';
import { defaultWeights } from '../../src/memory/schedule.ts';
import { createFits } from '../../src/memory/weights/fits.work.ts';
import type { Fit } from '../../src/memory/weights/model.ts';
import { loadTrain } from '../../src/memory/weights/train.door.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { refusalOf } from '../support/regular.ts';

let house: House;
/** The fits under way: each ends when a test says how. */
let fits: ((ended: { status: number | null; text: string }) => void)[];

async function start(options: HouseOptions = {}): Promise<void> {
  fits = [];
  house = await startHouse(checkedBank(plainQuestions(3)), { runFit: held, ...options });
}
afterEach(async () => {
  vi.useRealTimers();
  house.handle.exec('update card set returns = returns - 100 where returns >= 100');
  await proveFold(house);
  await house.close();
});

function held(): Running {
  const { promise: ended, resolve } = Promise.withResolvers<{ status: number | null; text: string }>();
  fits.push(resolve);
  return { ended, stop: () => resolve({ status: null, text: '' }) };
}

/** Somebody who has answered three questions, as if a hundred times each. */
async function somebody(): Promise<Reader> {
  const reader = new Reader(house.app);
  for (let i = 0; i < 3; i++) await reader.answerRight(await reader.get('/practice'));
  const newest = '(select id from learner order by rowid desc limit 1)';
  house.handle.exec(`update card set returns = returns + 100 where learner = ${newest}`);
  return reader;
}

const path = '/settings/schedule';
const press = async (reader: Reader, page: Page, button = path) => reader.post(button, page.form(button));
const own = JSON.stringify(defaultWeights.map((weight, i) => (i < 4 ? weight * 2 : weight)));
const found: Fit = {
  kind: 'fitted',
  answers: 300,
  own,
  losses: { standard: 0.4, own: 0.38 },
  isBetter: { surely: true, still: true },
};
const better = { status: 0, text: JSON.stringify(found) };

/** The page on which a fit is seen, once that has begun, or has ended. */
async function once(reader: Reader, isSeen: (page: Page) => boolean): Promise<Page> {
  for (;;) {
    const page = await reader.get(path);
    if (isSeen(page)) return page;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const isUnderWay = (page: Page) => page.body.includes('Etude is fitting your schedule to your answers.');
const hasEnded = (page: Page) => page.headers.refresh === undefined;
const sections = (page: Page) => page.texts('.body p').join(' ');

test('with too few answers the settings say how many are missing, and nothing can be pressed', async () => {
  await start();
  const reader = new Reader(house.app);
  await reader.answerRight(await reader.get('/practice'));
  const page = await reader.get('/settings');
  expect(sections(page)).toContain(
    'You are using the standard schedule. Etude can fit a schedule to you once you have given 100 answers on ideas that came back on a later day. You have 0 of 100 so far.',
  );
  expect([page.has(path), page.has(`${path}/back`)]).toEqual([false, false]);
  const refused = await reader.send(path, { token: page.form('/settings').token! });
  expect([refused.status, refusalOf(refused)]).toEqual([
    409,
    'You have too few answers to fit a schedule to. Practise on more days first.',
  ]);
  expect(fits).toEqual([]);
});

test('a press fits the schedule in another process, a second one changes nothing, and it can be taken back', async () => {
  await start();
  const reader = await somebody();
  const settings = await reader.get('/settings');
  expect(sections(settings)).toContain('You have 300 answers on ideas that came back on a later day: enough');
  const pressed = await press(reader, settings);
  expect(pressed.headers.refresh).toBe('2');
  await press(reader, settings);
  const waiting = await once(reader, isUnderWay);
  expect([waiting.has(path), waiting.text('[role=status]')]).toEqual([
    false,
    'Etude is fitting your schedule to your answers.',
  ]);
  expect(sections(await reader.get('/settings'))).toContain('See how far it has got');
  fits[0]!(better);
  const done = await once(reader, hasEnded);
  expect(fits).toHaveLength(1);
  expect(sections(done)).toContain(
    'Etude has scheduled your questions based on your own answers since 2 March 2026. It fitted the schedule to 300 answers on ideas that came back on a later day. Fitted to your earlier answers and tested on later ones, it predicted 5.0% better than the standard schedule: its log loss was 0.380 instead of 0.400.',
  );
  expect(rows(house, 'learner')).toMatchObject([{ weights: own, folded_retention: 0.9 }]);
  await proveFold(house);

  house.world.pass({ days: 1 });
  for (let times = 0; times < 2; times++) await press(reader, done, `${path}/back`);
  const back = await reader.get('/settings');
  expect(sections(back)).toContain(
    'You are using the standard schedule. On 3 March 2026 you went back to it. Etude will not fit another until you ask for one.',
  );
  expect(back.has(`${path}/back`)).toBe(false);
  expect(rows(house, 'learner')).toMatchObject([{ weights: '' }]);
});

test('learners wait for one another', async () => {
  await start();
  const [first, second] = [await somebody(), await somebody()];
  await press(first, await first.get('/settings'));
  const waits = await press(second, await second.get('/settings'));
  expect(waits.text('[role=status]')).toBe(
    'Your schedule will be fitted once Etude has fitted 1 other schedule.',
  );
  await once(first, isUnderWay);
  expect(fits).toHaveLength(1);
  fits[0]!(better);
  await once(second, isUnderWay);
  expect(fits).toHaveLength(2);
});

test('when many wait, the next is asked to come back, and whoever has gone is passed over', async () => {
  await start();
  const all = createFits({
    ...{ db: house.db, live: house.live, ...house.stores },
    ...{ isInstalled: true, now: house.world.now, run: held, tell() {} },
  });
  const asked = Array.from({ length: 50 }, (_, i) => all.ask(`gone ${i}`));
  expect(all.ask('gone 7')).toBe(asked[7]);
  expect(() => all.ask('gone 50')).toThrow('Etude is fitting many schedules. Try again in a few minutes.');
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['idle']));
  expect(fits).toEqual([]);
  expect(await all.ask('gone 50')).toBe('idle');
});

test('a fit that fails says so, changes nothing and can be tried again', async () => {
  const log: string[] = [];
  await start({ log: (line) => void log.push(line) });
  const reader = await somebody();
  await press(reader, await reader.get('/settings'));
  await once(reader, isUnderWay);
  fits[0]!({ status: 1, text: 'out of memory' });
  const failed = await once(reader, hasEnded);
  expect(failed.text('[role=alert]')).toBe('The fit failed. Nothing was changed. Try again later.');
  expect(log.join('')).toContain('out of memory');
  expect(rows(house, 'fitting')).toEqual([]);
  await press(reader, failed);
  expect((await once(reader, isUnderWay)).text('[role=alert]')).toBe('');
});

test('a fit that hangs is stopped after ten minutes, and the next learner has their turn', async () => {
  const log: string[] = [];
  const stopped: string[] = [];
  const hangs = (): Running => {
    fits.push(() => {});
    return { ended: new Promise(() => {}), stop: () => void stopped.push('stopped') };
  };
  await start({
    log: (line) => void log.push(line),
    runFit: () => (fits.length === 0 ? hangs() : held()),
  });
  const [first, second] = [await somebody(), await somebody()];
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  await press(first, await first.get('/settings'));
  await press(second, await second.get('/settings'));
  await once(first, isUnderWay);
  vi.advanceTimersByTime(600_000);
  expect((await once(first, hasEnded)).text('[role=alert]')).toContain('The fit failed.');
  expect(stopped).toEqual(['stopped']);
  expect(log.join('')).toContain('took longer than 10 minutes, so Etude stopped it.');
  await once(second, isUnderWay);
  fits[1]!(better);
  await once(second, hasEnded);
  expect(rows(house, 'fitting')).toHaveLength(1);
});

test.each([
  ['from the start', { canFit: false }],
  ['as the process finds out', { runFit: () => ended({ status: 0, text: '{"kind":"missing"}' }) }],
])('where the package is missing, one sentence says so and there is no button: %s', async (_, options) => {
  await start(options);
  const reader = await somebody();
  const before = await reader.get('/settings');
  if (!('canFit' in options)) await press(reader, before);
  const page = await once(reader, hasEnded);
  expect(sections(page)).toContain(
    'This copy of Etude cannot fit schedules, because an optional package is not installed.',
  );
  expect(page.has(path)).toBe(false);
  const { token } = before.form('/settings');
  expect((await reader.send(path, { token: token! })).status).toBe(409);
  expect(rows(house, 'fitting')).toEqual([]);
});

const ended = (how: { status: number; text: string }): Running => ({
  ended: Promise.resolve(how),
  stop() {},
});

test('the process is Etude itself', async () => {
  const runs: Running[] = [];
  const runFit = (input: string) => {
    runs.push(runSelf(['fit'], process.env, { input }));
    return runs.at(-1)!;
  };
  await start({ runFit });
  const reader = await somebody();
  await press(reader, await reader.get('/settings'));
  await once(reader, isUnderWay);
  expect(await runs[0]!.ended).toMatchObject({ status: 0 });
  const page = await once(reader, hasEnded);
  // The log holds three first answers.
  if (loadTrain()) expect(rows(house, 'fitting')).toMatchObject([{ outcome: 'too few', answers: 0 }]);
  else expect(sections(page)).toContain('an optional package is not installed');
});

test('who answers nothing has no schedule yet', async () => {
  await start();
  const reader = new Reader(house.app);
  expect(sections(await reader.get(path))).toContain('There is no schedule yet.');
  expect(sections(await reader.get('/settings'))).not.toContain('schedule');
});
