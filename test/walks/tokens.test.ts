import { afterEach, describe, expect, test } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import { password, signIn, signUp } from '../support/accounts.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';

let house: House;
afterEach(() => house.close());

/** Somebody who has answered a question. */
async function start(options: HouseOptions = {}): Promise<Reader> {
  house = await startHouse(checkedBank(plainQuestions(3)), options);
  const reader = new Reader(house.app);
  await reader.answerRight(await reader.get('/practice'));
  return reader;
}

const wanted = { name: 'Terminal', scopes: ['read', 'practise'], lasts: 'year' };

async function make(reader: Reader, fields: Record<string, string | string[]> = {}): Promise<Page> {
  const form = (await reader.get('/settings/tokens')).form('/settings/tokens');
  return reader.post('/settings/tokens', { ...form, ...wanted, ...fields });
}

const lines = (page: Page) => page.texts('form[action$="/revoke"] .quiet');

test('a token is shown once, and only its digest is stored', async () => {
  const reader = await start();
  const page = await make(reader);
  const secret = page.text('code.link');
  expect(secret).toMatch(/^etude_[\w-]{43}$/);
  expect(JSON.stringify(dump(house))).not.toContain(secret.slice(6));
  expect(rows(house, 'access_token')).toMatchObject([
    { digest: digest(secret), name: 'Terminal', scopes: 'read practise', used_day: null },
  ]);
  const list = await reader.get('/settings/tokens');
  expect(list.body).not.toContain(secret);
  expect(lines(list)).toEqual(['May read and practise, until 2 March 2027, not used yet']);
});

test('a revoked token is gone, and revoking it again says so', async () => {
  const reader = await start();
  await make(reader);
  const form = (await reader.get('/settings/tokens')).form('/revoke');
  expect((await reader.post('/settings/tokens/revoke', form)).text('main')).toContain('None yet.');
  expect(rows(house, 'access_token')).toEqual([]);
  const again = await reader.post('/settings/tokens/revoke', form);
  expect([again.status, again.text('.lead')]).toEqual([404, 'That token has already been revoked.']);
});

test('nobody sees or revokes the tokens of somebody else', async () => {
  const [reader, other] = [await start(), new Reader(house.app)];
  await make(reader);
  await other.answerRight(await other.get('/practice'));
  expect(lines(await other.get('/settings/tokens'))).toEqual([]);
  const { id } = (await reader.get('/settings/tokens')).form('/revoke');
  const { token } = (await other.get('/settings')).form('/settings');
  const refused = await other.post('/settings/tokens/revoke', { token: token!, id: id! });
  expect([refused.status, rows(house, 'access_token').length]).toEqual([404, 1]);
});

test('twenty tokens are the most, also where many are made at once', async () => {
  const reader = await start({ delayReads: 5 });
  for (let made = 0; made < 18; made++) await make(reader);
  const replies = await Promise.all([1, 2, 3, 4].map(() => make(reader)));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
  expect(replies.find(({ status }) => status === 409)!.text('.lead')).toBe(
    'You have 20 tokens already. Revoke one that you no longer use.',
  );
  expect(rows(house, 'access_token')).toHaveLength(20);
});

test.each([
  [{ name: ' ' }, 'Give the token a name of up to 80 characters. Nothing was created.'],
  [{ name: 'x'.repeat(81) }, 'Give the token a name of up to 80 characters. Nothing was created.'],
  [{ scopes: [] }, 'Tick what the app may do. Nothing was created.'],
  [{ scopes: ['bank'] }, 'Only authors may give access to the whole bank. Nothing was created.'],
  [
    { scopes: ['read', 'calendar'] },
    'A calendar address cannot be used for anything else. Create a separate token for the app.',
  ],
])('%o is refused with a sentence, and nothing changes', async (fields, sentence) => {
  const reader = await start();
  const before = dump(house);
  const page = await make(reader, fields);
  expect([page.status, page.text('[role=alert]')]).toEqual([422, sentence]);
  expect(dump(house)).toEqual(before);
});

describe('somebody with an account', () => {
  const sentence = 'You signed in a while ago. Sign in again to create a token.';

  test.each([['read'], ['calendar']])(
    'gives access to %s only within an hour of a sign-in',
    async (scope) => {
      const reader = await start();
      await signUp(reader, 'Ada');
      const form = (await reader.get('/settings/tokens')).form('/settings/tokens');
      house.world.pass({ minutes: 61 });
      const page = await reader.get('/settings/tokens');
      expect(page.has('/settings/tokens')).toBe(false);
      expect(page.text('main')).toContain(sentence);
      const refused = await reader.post('/settings/tokens', { ...form, ...wanted, scopes: [scope] });
      expect([refused.status, refused.text('.lead')]).toEqual([403, sentence]);
      expect(rows(house, 'access_token')).toEqual([]);
      await signIn(reader, 'Ada', password);
      expect((await make(reader, { scopes: [scope] })).status).toBe(200);
    },
  );

  test('revokes a token at any time', async () => {
    const reader = await start();
    await signUp(reader, 'Ada');
    await make(reader);
    house.world.pass({ days: 1 });
    await reader.post('/settings/tokens/revoke', (await reader.get('/settings/tokens')).form('/revoke'));
    expect(rows(house, 'access_token')).toEqual([]);
  });
});

test('a guest, who cannot sign in again, creates a token at any time', async () => {
  const reader = await start();
  house.world.pass({ days: 1 });
  expect((await make(reader)).status).toBe(200);
});

test('an author may give access to the bank', async () => {
  const reader = await start({ everyoneIsAuthor: true });
  expect((await make(reader, { scopes: ['bank'] })).status).toBe(200);
  expect(lines(await reader.get('/settings/tokens'))[0]).toContain('May read the bank');
});

test('an expired token stays in the list, and works again if the clock was wrong', async () => {
  const reader = await start();
  await make(reader, { lasts: 'month' });
  house.world.pass({ days: 30 });
  expect(lines(await reader.get('/settings/tokens'))[0]).toContain('expired on 1 April 2026');
  house.world.pass({ days: -1 });
  expect(lines(await reader.get('/settings/tokens'))[0]).toContain('until 1 April 2026');
});

test('the log has one line for each token that is made or revoked, without token or name', async () => {
  const log: string[] = [];
  const reader = await start({ log: (line) => log.push(line) });
  const secret = (await make(reader, { name: 'Zebra' })).text('code.link');
  await reader.post('/settings/tokens/revoke', (await reader.get('/settings/tokens')).form('/revoke'));
  const events = log.map((line) => JSON.parse(line)).filter(({ event }) => event?.startsWith('token'));
  expect(events.map(({ event, scopes }) => [event, scopes])).toEqual([
    ['token-made', 'read practise'],
    ['token-revoked', undefined],
  ]);
  expect(log.join('\n')).not.toMatch(new RegExp(`Zebra|${secret.slice(6)}`));
});

describe('a learner who leaves', () => {
  test('takes the tokens with them', async () => {
    const reader = await start();
    await make(reader);
    await reader.post('/delete', { ...(await reader.get('/delete')).form('/delete'), sure: 'yes' });
    expect(rows(house, 'access_token')).toEqual([]);
  });

  test('as a guest who signs in leaves none behind: somebody else may have made them in that browser', async () => {
    const guest = await start();
    await signUp(new Reader(house.app), 'Ada');
    await make(guest);
    const form = (await guest.get('/sign-in')).form('/sign-in');
    await guest.post('/sign-in', { ...form, name: 'Ada', password: 'correct horse battery' });
    expect(rows(house, 'learner')).toHaveLength(1);
    expect(rows(house, 'access_token')).toEqual([]);
  });
});
