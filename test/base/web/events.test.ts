import { afterEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, type HouseOptions, startHouse } from '../../support/house.ts';
import { Reader } from '../../support/reader.ts';

let house: House;
let lines: string[];
afterEach(() => house.close());

async function start(options: HouseOptions = {}): Promise<Reader> {
  lines = [];
  house = await startHouse(checkedBank(plainQuestions(4)), { log: (line) => lines.push(line), ...options });
  return new Reader(house.app);
}

/** The security events of the log so far, each of which is one line of JSON. */
const events = () => lines.map((line) => JSON.parse(line)).filter(({ event }) => event !== undefined);

test('a form from another site is one line, which names the route and the address', async () => {
  const reader = await start();
  await reader.send(
    '/practice',
    { token: 'a-secret-token', choice: 'A' },
    { 'sec-fetch-site': 'cross-site' },
  );
  expect(events()).toMatchObject([
    {
      level: 40,
      time: expect.any(Number),
      reqId: expect.any(String),
      event: 'refused',
      address: '127.0.0.1',
      route: 'POST /practice',
      msg: 'This form was sent from another site. Open the page here and send it again.',
    },
  ]);
  expect(lines.join('')).not.toContain('a-secret-token');
});

test('a forged form, a page that asks to sign in, a flood and a wrong host are told apart', async () => {
  const reader = await start({ newcomers: { most: 1, elapsed: () => 0 } });
  await reader.answerRight(await reader.get('/practice'));
  await reader.send('/practice/more', { token: 'forged' });
  const second = new Reader(house.app);
  await second.answerRight(await second.get('/practice'));
  await new Reader(house.app, { host: 'evil.example' }).get('/');
  expect(events().map(({ event, route }) => [event, route])).toEqual([
    ['refused', 'POST /practice/more'],
    ['limited', 'POST /practice'],
    ['wrong-host', 'GET /'],
  ]);
});

test('what somebody makes up starts no line of its own and commands no terminal', async () => {
  const reader = await start();
  await reader.request({ method: 'GET', url: '/', headers: { host: 'x\\r\\n{"level":60}\u001b[31m' } });
  expect(lines.every((line) => line.endsWith('}\n') && !line.slice(0, -1).includes('\n'))).toBe(true);
  expect(lines.join('')).not.toContain('\u001b');
});

test('what goes well is no event', async () => {
  const reader = await start();
  await reader.answerRight(await reader.get('/practice'));
  await reader.get('/nothing-here');
  expect(events()).toEqual([]);
});
