import { afterEach, describe, expect, test } from 'vitest';
import { authorViewOf, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { programOf } from '../support/program.ts';
import { rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

let house: House;
let events: { event?: string }[];
afterEach(() => house.close());

async function start(options: HouseOptions = {}): Promise<void> {
  events = [];
  house = await startHouse(checkedBank(plainQuestions(6)), {
    access: ['proxy'],
    proxyHeader: 'remote-user',
    trustedProxies: '127.0.0.1',
    log: (line) => events.push(JSON.parse(line)),
    ...options,
  });
}

/** Somebody whom the proxy names. */
const named = (name: string, headers: Record<string, string> = {}) =>
  new Reader(house.app, { 'remote-user': Buffer.from(name).toString('latin1'), ...headers });

/** Somebody who reaches Etude from an address, whatever they say of themselves. */
function from(remoteAddress: string, name: string): Reader {
  const reader = named(name);
  const request = reader.request.bind(reader);
  reader.request = (options) => request({ remoteAddress, ...options });
  return reader;
}

const accounts = () => rows(house, 'account').map((row) => (row as { name: string }).name);

describe('whom a trusted proxy names', () => {
  test('practises under that name from any browser, without a cookie', async () => {
    await start();
    const robin = named('robin');
    await robin.answerRight(await robin.get('/practice'));
    expect(robin.cookie).toBeUndefined();
    expect((await named('robin').get('/')).text('main')).toContain('1');
    expect(accounts()).toEqual(['robin']);
    expect([rows(house, 'review').length, rows(house, 'session').length]).toEqual([1, 0]);
  });

  test('is one person, also when the first requests come side by side', async () => {
    await start({ delayReads: 3 });
    const pages = await Promise.all(Array.from({ length: 8 }, () => named('robin').get('/')));
    expect(pages.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(accounts()).toEqual(['robin']);
  });

  test('gives programs access at any time, because nobody signs in here', async () => {
    await start();
    const robin = named('robin');
    await robin.answerRight(await robin.get('/practice'));
    house.world.pass({ days: 1 });
    const program = await programOf(robin, ['read']);
    expect((await program.get('/today')).status).toBe(200);
  });

  test('cannot act for somebody else with a form of theirs', async () => {
    await start();
    const [robin, eve] = [named('robin'), named('eve')];
    await robin.answerRight(await robin.get('/practice'));
    const form = (await robin.get('/settings')).form('/settings');
    const sent = await eve.send('/settings/zone', { ...form, zone: 'Asia/Tokyo' });
    expect(sent.status).toBe(403);
  });

  test('keeps their name in every script, and never takes one that is taken', async () => {
    await start();
    await named('Zoë Łukasz').get('/');
    await named('ROBIN').get('/');
    await named('robin').get('/');
    expect(accounts().toSorted()).toEqual(['ROBIN', 'Zoë Łukasz', 'robin 2']);
  });

  test('sees what authors see once they have the role', async () => {
    await start({ authorView: authorViewOf(plainQuestions(6)), everyoneIsAuthor: false });
    const robin = named('robin');
    expect((await robin.get('/bank/health')).body).toContain('This page is for authors.');
    const [account] = rows(house, 'account') as { learner: string }[];
    await house.db.commit([house.stores.accounts.setRole(account!.learner, 'author')]);
    expect((await robin.get('/bank/health')).body).not.toContain('This page is for authors.');
  });
});

describe('a header that names a person', () => {
  test.each(['203.0.113.9', '::ffff:10.0.0.1', '127.0.0.2'])(
    'counts for nothing from %s',
    async (address) => {
      await start();
      const page = await from(address, 'robin').request({ method: 'GET', url: '/', headers: {} });
      expect([page.status, page.text('.lead')]).toEqual([
        401,
        'The proxy in front of Etude did not say who you are. Sign in there, then open this page again.',
      ]);
      expect(accounts()).toEqual([]);
      expect(events.map(({ event }) => event)).toContain('forged-header');
    },
  );

  test('counts for nothing from an address that says it was forwarded by a proxy', async () => {
    await start();
    const reader = from('203.0.113.9', 'robin');
    reader.headers['x-forwarded-for'] = '127.0.0.1';
    expect((await reader.get('/')).status).toBe(401);
    expect(accounts()).toEqual([]);
  });

  test('counts for nothing where people sign in otherwise', async () => {
    await start({ access: ['guests'] });
    await named('robin').get('/');
    expect(accounts()).toEqual([]);
  });

  test.each(['remote_user', 'x-remote-user', 'remote-email'])(
    'counts under its own name, not as %s',
    async (header) => {
      await start();
      expect((await new Reader(house.app, { [header]: 'robin' }).get('/')).status).toBe(401);
    },
  );

  test.each(['', '   '])('names nobody where it is empty: "%s"', async (value) => {
    await start();
    expect((await named(value).get('/')).status).toBe(401);
  });

  test.each([
    ['twice', ['robin', 'eve']],
    ['with characters that nobody sees', 'ro\u0000bin'],
    ['too long', 'x'.repeat(300)],
    ['in broken UTF-8', Buffer.from([0xff, 0xfe]).toString('latin1')],
  ])('is refused %s', async (_, value) => {
    await start();
    const page = await new Reader(house.app).request({
      method: 'GET',
      url: '/',
      headers: { 'remote-user': value as string },
    });
    expect(page.status).toBe(400);
    expect(accounts()).toEqual([]);
  });
});
