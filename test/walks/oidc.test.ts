import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mergeLearners } from '../../src/learner/merge/merge.load.ts';
import { mergingOf } from '../../src/merging.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { rows } from '../support/proof.ts';
import { type IdentityProvider, startProvider } from '../support/provider.ts';
import { type Page, Reader } from '../support/reader.ts';

const back = 'http://localhost:3000/sign-in/oidc/back';

let identity: IdentityProvider;
let house: House;
let events: { event?: string; way?: string; why?: string }[];

beforeAll(async () => {
  identity = await startProvider([back, 'https://quiz.example/etude/sign-in/oidc/back'], {});
});
afterAll(() => identity.close());
beforeEach(() => {
  identity.tamper = {};
  identity.person = 'sub-1';
  identity.people = { 'sub-1': { preferred_username: 'Robin' }, 'sub-2': { preferred_username: 'Robin' } };
});
afterEach(() => house.close());

async function start(options: HouseOptions = {}): Promise<Reader> {
  events = [];
  house = await startHouse(checkedBank(plainQuestions(6)), {
    access: ['oidc'],
    oidc: { issuer: identity.issuer, ...identity.client, roles: '' },
    log: (line) => events.push(JSON.parse(line)),
    ...options,
  });
  return new Reader(house.app);
}

/** Goes to the provider, and stops with the address that it sends the browser back to. */
async function goThere(reader: Reader, next = ''): Promise<string> {
  const page = await reader.request({ method: 'GET', url: `/sign-in/oidc${next && `?next=${next}`}` });
  expect(page.status).toBe(303);
  return identity.signIn(String(page.headers.location));
}

const comeBack = (reader: Reader, address: string): Promise<Page> =>
  reader.request({ method: 'GET', url: address.replace(/^https?:\/\/[^/]+/, '') });

const signIn = async (reader: Reader, next?: string) => comeBack(reader, await goThere(reader, next));

type Account = { learner: string; name: string; role: string };
const accounts = () => rows(house, 'account') as Account[];

describe('signing in at an identity provider', () => {
  test('makes an account at the first time, and finds it again in another browser', async () => {
    const reader = await start();
    expect((await signIn(reader)).headers.location).toBe('/');
    await reader.answerRight(await reader.get('/practice'));
    await signIn(new Reader(house.app));
    expect(accounts()).toMatchObject([{ name: 'Robin', role: 'learner' }]);
    expect([rows(house, 'learner').length, rows(house, 'session').length]).toEqual([1, 2]);
    expect(events.filter(({ event }) => event === 'sign-in')).toHaveLength(2);
  });

  test('signs in under a new token, and ends the one before', async () => {
    const reader = await start();
    await signIn(reader);
    const before = reader.cookie;
    await signIn(reader);
    expect(reader.cookie).not.toBe(before);
    const old = new Reader(house.app);
    old.cookie = before;
    expect((await old.request({ method: 'GET', url: '/' })).headers.location).toBe('/sign-in');
  });

  test('leads on to the page that was wanted, and to no other site', async () => {
    const reader = await start();
    expect((await signIn(reader, '%2Flearn%2Fred%3Fpart%3D2')).headers.location).toBe('/learn/red?part=2');
    for (const elsewhere of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/%0d%0aset-cookie:a=b',
    ]) {
      const page = await signIn(reader, encodeURIComponent(elsewhere));
      expect([elsewhere, page.headers.location]).toEqual([elsewhere, '/']);
    }
  });

  test('works under a path and https, with a cookie of its own for the journey', async () => {
    const baseUrl = 'https://quiz.example/etude';
    await start({ baseUrl });
    const reader = new Reader(house.app, { host: 'quiz.example' });
    const there = await reader.request({ method: 'GET', url: '/etude/sign-in/oidc' });
    expect(String(there.headers['set-cookie'])).toMatch(
      /^__Secure-etude-\w+-oidc=[^;]+; Max-Age=600; Path=\/etude; HttpOnly; Secure; SameSite=Lax$/,
    );
    const page = await comeBack(reader, await identity.signIn(String(there.headers.location)));
    expect(page.headers.location).toBe('/etude/');
    expect(reader.cookie).not.toContain('oidc');
  });

  test('somebody who is renamed at the provider stays the same person', async () => {
    const reader = await start();
    await signIn(reader);
    identity.people['sub-1'] = { preferred_username: 'Robin Smith' };
    await signIn(reader);
    expect(accounts()).toHaveLength(1);
  });

  test('two people with one name are two people', async () => {
    const reader = await start();
    await signIn(reader);
    identity.person = 'sub-2';
    await signIn(new Reader(house.app));
    expect(accounts().map(({ name }) => name)).toEqual(expect.arrayContaining(['Robin', 'Robin 2']));
  });

  test('somebody whose account was merged into another is found there', async () => {
    const reader = await start();
    await signIn(reader);
    identity.person = 'sub-2';
    await signIn(new Reader(house.app));
    const [from, into] = accounts().map(({ learner }) => learner) as [string, string];
    const rooms = { db: house.db, live: house.live, ...house.stores };
    await mergeLearners({ ...rooms, merging: mergingOf(rooms, house.world.now) }, from, into);
    for (identity.person of ['sub-1', 'sub-2']) await signIn(new Reader(house.app));
    expect(accounts().map(({ learner }) => learner)).toEqual([into]);
  });

  test('the same name from another provider is somebody else', async () => {
    const reader = await start();
    await signIn(reader);
    house.handle.prepare("update identity set issuer = 'https://other.example'").run();
    await signIn(new Reader(house.app));
    expect(rows(house, 'learner')).toHaveLength(2);
  });

  test('a page of ours sends nobody to the provider unasked', async () => {
    const reader = await start();
    identity.asked.length = 0;
    const page = await reader.get('/practice');
    expect(page.title).toContain('Sign in');
    expect(page.root.querySelector('main a[href^="/sign-in/oidc"]')!.getAttribute('href')).toBe(
      '/sign-in/oidc?next=%2Fpractice',
    );
    expect(page.has('/sign-in')).toBe(false);
    expect(identity.asked).toEqual([]);
  });

  test('no token of the provider reaches the browser or the database', async () => {
    const seen: string[] = [];
    const reader = await start();
    identity.tamper['/token'] = (reply) => {
      seen.push(String(reply.id_token), String(reply.access_token));
      return reply;
    };
    const page = await signIn(reader);
    const everything = JSON.stringify([page.headers, page.body, dump(house), events]);
    expect(seen.length).toBe(2);
    for (const token of seen) expect(everything).not.toContain(token);
  });
});

describe('a guest', () => {
  test('who signs in for the first time keeps what they have done', async () => {
    const reader = await start({ access: ['guests', 'oidc'] });
    await reader.answerRight(await reader.get('/practice'));
    const [before] = rows(house, 'learner') as { id: string }[];
    await signIn(reader);
    expect(accounts()).toMatchObject([{ learner: before!.id, name: 'Robin' }]);
  });

  test('who signs in again brings along what they have done meanwhile', async () => {
    const reader = await start({ access: ['guests', 'oidc'] });
    await signIn(reader);
    await reader.answerRight(await reader.get('/practice'));
    const other = new Reader(house.app);
    await other.answerRight(await other.get('/practice'));
    await signIn(other);
    expect([rows(house, 'learner').length, rows(house, 'review').length]).toEqual([1, 2]);
  });
});

describe('roles', () => {
  const roles = (claim: string) => ({ oidc: { issuer: identity.issuer, ...identity.client, roles: claim } });

  test.each([
    ['groups', { groups: ['staff', 'etude-author'] }, 'author'],
    ['groups', { groups: ['author', '/etude-owner'] }, 'owner'],
    ['groups', { groups: 'owner' }, 'owner'],
    ['groups', { groups: ['authors', 'owners', 'etude'] }, 'learner'],
    ['groups', {}, 'learner'],
    ['realm_access.roles', { realm_access: { roles: ['author'] } }, 'author'],
    ['realm_access.constructor', { realm_access: { roles: ['author'] } }, 'learner'],
  ])('come from the claim %s: %o is the role %s', async (claim, claims, role) => {
    identity.people['sub-1'] = { preferred_username: 'Robin', ...claims };
    const reader = await start(roles(claim));
    await signIn(reader);
    expect(accounts()).toMatchObject([{ role }]);
  });

  test('are taken away at the next sign-in', async () => {
    identity.people['sub-1'] = { preferred_username: 'Robin', groups: ['owner'] };
    const reader = await start(roles('groups'));
    await signIn(reader);
    identity.people['sub-1'] = { preferred_username: 'Robin', groups: [] };
    await signIn(reader);
    expect(accounts()).toMatchObject([{ role: 'learner' }]);
  });

  test('that were given here stay where no claim decides', async () => {
    identity.people['sub-1'] = { preferred_username: 'Robin', groups: ['owner'] };
    const reader = await start();
    await signIn(reader);
    await house.db.commit([house.stores.accounts.setRole(accounts()[0]!.learner, 'author')]);
    await signIn(reader);
    expect(accounts()).toMatchObject([{ role: 'author' }]);
  });
});

describe('nobody is signed in by', () => {
  const notBegun = /did not start in this browser, or it took longer than ten minutes/;

  test('a sign-in that was not begun in this browser', async () => {
    const attacker = await start();
    const address = await goThere(attacker);
    const victim = new Reader(house.app);
    const page = await comeBack(victim, address);
    expect([page.status, page.text('.lead')]).toEqual([403, expect.stringMatching(notBegun)]);
    await goThere(victim);
    expect((await comeBack(victim, address)).status).toBe(403);
    expect(accounts()).toEqual([]);
    expect(events.some(({ event, way }) => event === 'sign-in-refused' && way === 'oidc')).toBe(true);
  });

  test('a journey that took longer than ten minutes', async () => {
    const reader = await start();
    const address = await goThere(reader);
    house.world.pass({ minutes: 11 });
    expect((await comeBack(reader, address)).status).toBe(403);
    expect(accounts()).toEqual([]);
  });

  test('an address that is opened a second time, with the cookie or without', async () => {
    const reader = await start();
    const address = await goThere(reader);
    const { cookie } = reader;
    await comeBack(reader, address);
    expect((await comeBack(reader, address)).status).toBe(403);
    reader.cookie = cookie;
    expect((await comeBack(reader, address)).status).toBe(403);
    expect(rows(house, 'session')).toHaveLength(1);
  });

  test('an address that is opened eight times at once, more than once', async () => {
    const reader = await start();
    const address = await goThere(reader);
    const again = () => {
      const same = new Reader(house.app);
      same.cookie = reader.cookie;
      return same;
    };
    const pages = await Promise.all(Array.from({ length: 8 }, () => comeBack(again(), address)));
    const entered = pages.filter(({ status }) => status === 303).length;
    // A provider that sees a code twice may take back what the first use of it was given.
    expect(entered).toBeLessThanOrEqual(1);
    expect(rows(house, 'session')).toHaveLength(entered);
  });

  test('a journey that somebody made up', async () => {
    const reader = await start();
    const address = await goThere(reader);
    reader.cookie = reader.cookie!.replace(/=.*/, `=${Buffer.from('{}').toString('base64url')}.forged`);
    expect((await comeBack(reader, address)).status).toBe(403);
  });

  test('a provider that is away: the page says so, and the log why', async () => {
    const reader = await start({ oidc: { issuer: 'http://127.0.0.1:9', ...identity.client, roles: '' } });
    const page = await reader.request({ method: 'GET', url: '/sign-in/oidc' });
    expect([page.status, page.text('.lead')]).toEqual([
      503,
      'The identity provider is not responding. Try again in a minute.',
    ]);
  });
});
