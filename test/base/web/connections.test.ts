import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Doing, type Held, whomToClose } from '../../../src/base/web/connections.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, type HouseOptions, startHouse } from '../../support/house.ts';
import { dial } from '../../support/wire.ts';

const held = (since: number, doing: Doing): Held => ({ network: 'x', since, doing });

describe('the connection to close for one more', () => {
  test('is the one that has waited longest', () => {
    const all = [held(3, 'waiting'), held(1, 'waiting'), held(2, 'waiting')];
    expect(whomToClose(all)).toBe(all[1]);
  });

  test('is one that takes its reply only where no other is left', () => {
    const all = [held(2, 'taking'), held(9, 'waiting'), held(1, 'answered')];
    expect(whomToClose(all)).toBe(all[1]);
    expect(whomToClose([all[0]!, all[2]!])).toBe(all[0]);
  });

  test('is never one that is being answered', () => {
    expect(whomToClose([held(1, 'answered')])).toBeUndefined();
    expect(whomToClose([])).toBeUndefined();
  });
});

let house: House;
let crowd: Socket[] = [];
afterEach(async () => {
  for (const socket of crowd) socket.destroy();
  crowd = [];
  await house?.close();
});

async function start(options: HouseOptions): Promise<string> {
  house = await startHouse(checkedBank(plainQuestions(1)), options);
  return house.listen();
}

/** Opens connections one after another, says something on each, and counts those that are still open. */
async function press(address: string, count: number, says: (i: number) => string) {
  let open = 0;
  for (let i = 0; i < count; i++) {
    const socket = await dial(address);
    crowd.push(socket);
    open++;
    socket.once('close', () => open--);
    socket.resume();
    if (says(i)) socket.write(says(i));
  }
  return { open: () => open };
}

const manners = [
  '',
  'GET / HTTP/1.1\r\nHost: loc',
  'POST /practice HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntoken=',
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n',
];

/** Shorter than any limit after which the server itself would make room. */
const patienceMs = 9_000;

const statusOf = async (url: string) =>
  (await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(patienceMs) })).status;

test.each([
  ['of one network', { total: 200, share: 40 }, '', 40],
  ['of all networks', { total: 40, share: 200 }, '', 40],
  ['of a trusted proxy', { total: 60, share: 10 }, '127.0.0.1', 60],
])(
  'idle and half-sent connections %s never keep a newcomer out',
  async (_, connections, trustedProxies, most) => {
    const address = await start({ connections, trustedProxies });
    const pressed = await press(address, 150, (i) => manners[i % manners.length]!);
    for (const path of ['/', '/healthz', '/practice'])
      expect(await statusOf(`${address}${path}`), path).toBe(200);
    await expect.poll(pressed.open).toBeLessThanOrEqual(most);
    expect(pressed.open()).toBeGreaterThan(most - 6);
  },
);

test('a request that is being answered is not closed, and where all are, one more is', async () => {
  house = await startHouse(checkedBank(plainQuestions(1)), { connections: { total: 100, share: 5 } });
  const gate = Promise.withResolvers<string>();
  let asked = 0;
  house.app.get('/slow', () => {
    asked++;
    return gate.promise;
  });
  const address = await house.listen();
  const slow = Array.from({ length: 5 }, async () => (await fetch(`${address}/slow`)).text());
  await expect.poll(() => asked).toBe(5);
  await expect(statusOf(`${address}/healthz`)).rejects.toThrow();
  gate.resolve('done');
  expect(await Promise.all(slow)).toEqual(slow.map(() => 'done'));
  expect(await statusOf(`${address}/healthz`)).toBe(200);
});
