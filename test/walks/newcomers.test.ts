import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { mostCounted } from '../../src/base/counter.ts';
import { MINUTE } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin } from '../support/candidate.ts';
import { Client } from '../support/client.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { clearWorkplaces, serve, workplace } from '../support/process.ts';
import { rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';

let house: House;
let elapsed = 0;
afterEach(() => house?.close());
afterAll(clearWorkplaces);

async function start(most: number, options: HouseOptions = {}): Promise<void> {
  elapsed = 0;
  house = await startHouse(checkedBank(plainQuestions(8), [blueprint()]), {
    newcomers: { most, elapsed: () => elapsed },
    ...options,
  });
}

/** Somebody at an address, whose proxy says something of its own. */
function at(remoteAddress: string, headers: Record<string, string> = {}): Reader {
  const reader = new Reader(house.app, headers);
  const request = reader.request.bind(reader);
  reader.request = (options) => request({ remoteAddress, ...options });
  return reader;
}

const answer = async (reader: Reader): Promise<Page> => reader.answerRight(await reader.get('/practice'));
const learners = () => rows(house, 'learner').length;

describe('newcomers of one address', () => {
  test('are limited, told how long to wait, and let in after that with the form they had', async () => {
    await start(2);
    expect((await answer(at('203.0.113.1'))).status).toBe(200);
    expect((await begin(at('203.0.113.1'))).status).toBe(200);
    const third = at('203.0.113.1');
    const question = await third.get('/practice');
    elapsed += 3.5 * MINUTE;
    const refused = await third.answerRight(question);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '390']);
    expect(refused.text('h1')).toBe('Too many requests');
    expect(refused.text('.lead')).toBe(
      'Too many people have just started using Etude from your network, so nothing was saved. Wait 7 minutes, then go back and try again.',
    );
    expect((await begin(at('203.0.113.1'))).status).toBe(429);
    expect(learners()).toBe(2);
    elapsed += 6.5 * MINUTE;
    expect((await third.answerRight(question)).status).toBe(200);
    expect(learners()).toBe(3);
  });

  test('are no reason to limit those who are known, who read, or who choose too few options', async () => {
    await start(1);
    const known = at('203.0.113.1');
    await answer(known);
    for (let i = 0; i < 5; i++) expect((await answer(known)).status).toBe(200);
    expect((await begin(known)).status).toBe(200);
    const other = at('203.0.113.1');
    for (const path of ['/', '/practice', '/exams', '/exams/new/mock', '/settings', '/learn'])
      expect((await other.get(path)).status, path).toBe(200);
    const page = await other.get('/practice');
    expect((await other.post('/practice', { ...page.form('/practice'), certainty: 'sure' })).status).toBe(
      422,
    );
    expect((await answer(other)).status).toBe(429);
  });

  test('are counted apart from those of others, a /64 of IPv6 as one', async () => {
    await start(1);
    expect((await answer(at('203.0.113.1'))).status).toBe(200);
    expect((await answer(at('::ffff:203.0.113.1'))).status).toBe(429);
    expect((await answer(at('203.0.113.2'))).status).toBe(200);
    expect((await answer(at('2001:db8:1:1::1'))).status).toBe(200);
    expect((await answer(at('2001:db8:1:1:ffff::2'))).status).toBe(429);
    expect((await answer(at('2001:db8:1:2::1'))).status).toBe(200);
  });

  test('get in whatever the wall clock does', async () => {
    await start(1);
    await answer(at('203.0.113.1'));
    house.world.pass({ days: -365 });
    elapsed += 10 * MINUTE;
    expect((await answer(at('203.0.113.1'))).status).toBe(200);
  });

  test('are forgotten when more networks come than are counted', async () => {
    await start(1);
    await answer(at('203.0.113.1'));
    const page = await at('203.0.113.1').get('/practice');
    const body = new URLSearchParams({ ...page.form('/practice'), choice: 'A', certainty: 'sure' });
    const networks = Array.from({ length: mostCounted }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    const come = (network: string) => at(network).send('/practice', Object.fromEntries(body));
    // Those who come together share reads and commits.
    while (networks.length > 0) await Promise.all(networks.splice(0, 50).map(come));
    expect((await answer(at('203.0.113.1'))).status).toBe(200);
  });
});

describe('X-Forwarded-For', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('counts from a trusted proxy, the last address that is not one', async () => {
    await start(1, { trustedProxies: '10.0.0.0/8' });
    expect((await answer(at('10.0.0.1', from('203.0.113.1')))).status).toBe(200);
    expect((await answer(at('10.0.0.1', from('203.0.113.2')))).status).toBe(200);
    expect((await answer(at('10.0.0.1', from('198.51.100.9, 203.0.113.1, 10.0.0.2')))).status).toBe(429);
    expect((await answer(at('10.0.0.1', from('not an address')))).status).toBe(200);
    expect((await answer(at('10.0.0.1', from('nor this')))).status).toBe(429);
  });

  test.each(['', '10.0.0.0/8'])(
    'from elsewhere changes nothing, with "%s" trusted',
    async (trustedProxies) => {
      await start(1, { trustedProxies });
      expect((await answer(at('203.0.113.1', from('198.51.100.1')))).status).toBe(200);
      expect((await answer(at('203.0.113.1', from('198.51.100.2')))).status).toBe(429);
    },
  );

  test('and its sisters change neither host, nor cookie, nor where a form may come from', async () => {
    await start(9, { trustedProxies: '127.0.0.1', baseUrl: 'https://quiz.example.org' });
    const own = { host: 'quiz.example.org', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const page = await answer(at('127.0.0.1', own));
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('evil.example');
    const reader = at('127.0.0.1', own);
    const sent = await reader.send('/practice', {
      ...(await reader.get('/practice')).form('/practice'),
      ...{ choice: 'A', certainty: 'sure' },
    });
    expect(sent.headers['set-cookie']).toMatch(/^__Host-etude-.*Secure/);
    const other = at('127.0.0.1', { host: 'evil.example', 'x-forwarded-host': 'quiz.example.org' });
    expect((await other.get('/')).status).toBe(421);
    const evil = { 'sec-fetch-site': '', origin: 'https://evil.example' };
    expect((await reader.send('/practice', {}, { ...evil, 'x-forwarded-host': 'evil.example' })).status).toBe(
      403,
    );
  });
});

test('a class of thirty begins from one address at a server as it comes, and a flood does not', async () => {
  const server = await serve(workplace(), [], {
    ETUDE_PORT: '0',
    ETUDE_LOG_LEVEL: 'warn',
    ETUDE_NEWCOMERS: '120',
  });
  const send = async () => {
    const client = new Client(server.address);
    return (await client.send((await client.prepare('A'))!)).status;
  };
  expect(await Promise.all(Array.from({ length: 30 }, send))).toEqual(Array(30).fill(303));
  const flood = await Promise.all(Array.from({ length: 100 }, send));
  expect(flood.filter((status) => status === 303)).toHaveLength(90);
  expect(flood.filter((status) => status === 429)).toHaveLength(10);
  const { stderr } = await server.end('SIGTERM');
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events).toEqual(Array(10).fill('limited'));
});
