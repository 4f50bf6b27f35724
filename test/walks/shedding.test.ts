import { afterAll, expect, onTestFinished, test } from 'vitest';
import { tooLate } from '../../src/base/web/shedding.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { Client } from '../support/client.ts';
import { startHouse } from '../support/house.ts';
import { clearWorkplaces, cpuMs, plainWorkplace, serve } from '../support/process.ts';
import { Reader } from '../support/reader.ts';

afterAll(clearWorkplaces);

const sentence = 'Etude is very busy. Your progress is safe. Try again shortly.';

/** The moment lasts a second, in which a busy machine may not get round to all that is asked. */
const asOftenAsNeeded = { retry: 5 };

test(
  'a server that runs late refuses pages and forms for a moment, loses nothing and recovers',
  asOftenAsNeeded,
  async () => {
    const house = await startHouse(checkedBank(plainQuestions(1)), { maxDelayMs: tooLate });
    onTestFinished(() => house.close());
    house.app.get('/heavy', async () => holdTheLoop(1.2 * tooLate));
    const address = await house.listen();
    const reader = new Reader(house.app);
    const question = await reader.get('/practice');
    const answer = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };

    while (!house.app.isUnderPressure()) await Promise.all([1, 2, 3].map(() => fetch(`${address}/heavy`)));
    const [page, problem, form, alive, ready, sheet] = await Promise.all([
      reader.request({ url: '/practice' }),
      reader.request({ url: '/practice', headers: { accept: 'application/json' } }),
      reader.send('/practice', answer),
      reader.get('/healthz'),
      reader.get('/readyz'),
      reader.request({ url: question.root.querySelector('link[rel=stylesheet]')!.getAttribute('href')! }),
    ]);
    expect(sheet.status).toBe(200);
    expect([alive.status, alive.body]).toEqual([200, 'Etude is alive.\n']);
    expect([ready.status, ready.body]).toEqual([503, 'Etude is not ready: it is overloaded.\n']);
    for (const { status, headers } of [page, problem, form]) {
      expect([status, headers['retry-after']]).toEqual([503, '10']);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    expect([page.text('h1'), page.text('.lead')]).toEqual(['Not available right now', sentence]);
    expect(page.texts('.quiet')).toEqual([]);
    expect(JSON.parse(problem.body)).toMatchObject({
      title: 'Not available right now',
      status: 503,
      detail: sentence,
    });
    expect(form.text('.lead')).toBe(sentence);

    await expect.poll(async () => (await reader.get('/practice')).status, { interval: 200 }).toBe(200);
    expect((await reader.send('/practice', answer)).status).toBe(303);
  },
);

/** Keeps the event loop from everybody else, as too much work does. */
function holdTheLoop(ms: number): string {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return 'done';
}

test('64 people who answer at once are no overload', async () => {
  const server = await serve(plainWorkplace(10), [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' });
  const person = async () => {
    const client = new Client(server.address);
    for (let turn = 0; turn < 10; turn++) await client.answerOne('A');
    return client;
  };
  const began = performance.now();
  const used = cpuMs(server.pid!);
  const people = await Promise.all(Array.from({ length: 64 }, person));
  const share = (cpuMs(server.pid!) - used) / (performance.now() - began);
  expect(people.map(({ acknowledged }) => acknowledged.length)).toEqual(people.map(() => 10));
  // A server to which other programs leave little of the machine runs late for their sake.
  if (share > 0.5) expect(people.filter(({ waits }) => waits > 0)).toEqual([]);
  expect((await server.end('SIGTERM')).stderr).toBe('');
});
