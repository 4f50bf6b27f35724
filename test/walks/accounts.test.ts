import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { invite } from '../../src/learner/admin/links.load.ts';
import { isSignedIn, password, resetPath, signIn, signUp } from '../support/accounts.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { tokenIn } from '../support/jar.ts';
import { programOf } from '../support/program.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';

const bank = checkedBank(plainQuestions(8));
let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(bank);
  reader = new Reader(house.app);
});
afterEach(() => house.close());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const count = (table: string) => rows(house, table).length;

const answer = async (who: Reader) => who.answerRight(await who.get('/practice'));

describe('making an account', () => {
  test('a guest keeps their progress, under a new token', async () => {
    await answer(reader);
    const before = reader.cookie!;
    const page = await signUp(reader, 'Ada');
    expect(page.title).toBe('Your account · Etude');
    expect(page.text('[role=status]')).toContain('Your account is ready.');
    expect(count('learner')).toBe(1);
    expect(rows(house, 'account')).toMatchObject([{ name: 'Ada', role: 'learner' }]);
    expect(tokenIn(reader.cookie!)).not.toBe(tokenIn(before));
    const old = new Reader(house.app, { cookie: before });
    expect(await isSignedIn(old)).toBe(false);
    expect((await reader.get('/bank')).body).toContain('Stem of');
  });

  test('somebody new begins with an account', async () => {
    await signUp(reader, 'Ada', { zone: 'Europe/Berlin' });
    expect(rows(house, 'learner')).toMatchObject([{ zone: 'Europe/Berlin' }]);
    await answer(reader);
    expect(count('learner')).toBe(1);
    const other = new Reader(house.app);
    await signIn(other, ' ADA ');
    expect((await other.get('/bank')).body).toContain('Stem of');
  });

  test.each([
    ['Ada', 'password', 422, 'Many people use this password'],
    ['Ada', 'short', 422, '8 characters or more'],
    ['', password, 422, 'Choose a name of 1 to 80 characters'],
    ['a\u202Eb', password, 422, 'Choose a name of 1 to 80 characters'],
    ['ｂｏｂ', password, 409, 'Someone already has this name.'],
  ])('%j with %j is refused, and nothing is stored', async (name, chosen, status, words) => {
    await signUp(new Reader(house.app), 'Bob');
    const before = count('session');
    const form = (await reader.get('/sign-up')).form('/sign-up');
    const page = await reader.send('/sign-up', { ...form, name, password: chosen });
    expect([page.status, page.text('[role=alert]')]).toEqual([status, expect.stringContaining(words)]);
    expect([count('account'), count('learner'), count('session')]).toEqual([1, 1, before]);
  });

  test('a form of somebody else, of another purpose or too old makes no account', async () => {
    const form = (await new Reader(house.app).get('/sign-up')).form('/sign-up');
    const fields = { ...form, name: 'Ada', password };
    await answer(reader);
    expect((await reader.send('/sign-up', fields)).status).toBe(403);
    const signInForm = (await reader.get('/sign-in')).form('/sign-in');
    const crossed = await reader.send('/sign-up', { ...fields, token: signInForm.token! });
    expect(crossed.status).toBe(403);
    house.world.pass({ minutes: 121 });
    const late = await new Reader(house.app).send('/sign-up', fields);
    expect([late.status, late.text('[role=alert]')]).toEqual([422, expect.stringContaining('too long')]);
    expect(count('account')).toBe(0);
  });

  test('a guest’s form without the guest’s cookie makes no account of theirs', async () => {
    await answer(reader);
    const form = (await reader.get('/sign-up')).form('/sign-up');
    const thief = new Reader(house.app);
    expect((await thief.send('/sign-up', { ...form, name: 'Eve', password })).status).toBe(409);
    expect(count('account')).toBe(0);
    expect(await isSignedIn(thief)).toBe(false);
  });

  test('two who take one name at the same moment do not both get it', async () => {
    const [one, other] = [new Reader(house.app), new Reader(house.app)];
    const forms = await Promise.all(
      [one, other].map(async (who) => (await who.get('/sign-up')).form('/sign-up')),
    );
    const pages = await Promise.all(
      [one, other].map((who, i) => who.send('/sign-up', { ...forms[i]!, name: 'Ada', password })),
    );
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect([count('account'), count('learner'), count('session')]).toEqual([1, 1, 1]);
  });
});

describe('signing in', () => {
  test('unknown names and wrong passwords are told in the same words', async () => {
    await signUp(new Reader(house.app), 'Ada');
    const wrong = await signIn(reader, 'Ada', 'wrong horse battery');
    const unknown = await signIn(reader, 'Nobody', 'wrong horse battery');
    const words = 'The name or the password is wrong. Check both and try again.';
    expect([wrong.status, wrong.text('[role=alert]')]).toEqual([422, words]);
    expect([unknown.status, unknown.text('[role=alert]')]).toEqual([422, words]);
    const shape = ({ body }: Page) => body.replace(/value="[^"]*"|data-passkey="[^"]*"/g, '');
    expect(shape(wrong)).toBe(shape(unknown));
    expect(count('session')).toBe(1);
  });

  test('guessing is slowed down, also for names that nobody has; another network gets in', async () => {
    await signUp(new Reader(house.app), 'Ada');
    for (const name of ['Ada', 'Nobody']) {
      const statuses: number[] = [];
      for (let i = 0; i < 8; i++) statuses.push((await signIn(reader, name, `wrong horse ${i}`)).status);
      expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429, 429]);
    }
    const refused = await signIn(reader, 'Ada');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    expect(refused.text('[role=alert]')).toBe(
      'There were too many failed attempts from your network. Wait 1 second, then try again.',
    );
    house.world.time += 1000;
    expect((await signIn(reader, 'Ada')).status).toBe(200);
  });

  test('the token is a new one each time, and one that was planted is of no use', async () => {
    const planted = `${house.cookieName}=${'x'.repeat(43)}`;
    await signUp(new Reader(house.app), 'Ada');
    reader.cookie = planted;
    await signIn(reader, 'Ada');
    expect(tokenIn(reader.cookie!)).not.toBe('x'.repeat(43));
    const first = reader.cookie!;
    await signIn(reader, 'Ada');
    expect(reader.cookie).not.toBe(first);
    expect(await isSignedIn(new Reader(house.app, { cookie: first }))).toBe(false);
    expect(await isSignedIn(new Reader(house.app, { cookie: planted }))).toBe(false);
  });

  test.each([
    ['/account', '/account'],
    ['/exams/yours', '/exams/yours'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/%0d%0aset-cookie:x', '/'],
    ['/a\r\nb', '/'],
    ['javascript:alert(1)', '/'],
  ])('leads on to a page of ours: %j', async (next, location) => {
    await signUp(new Reader(house.app), 'Ada');
    const form = (await reader.get('/sign-in')).form('/sign-in');
    const page = await reader.send('/sign-in', { ...form, name: 'Ada', password, next });
    expect([page.status, page.headers.location]).toEqual([303, location]);
  });
});

test('what a guest has answered joins the account that they sign in to, also where both have answers', async () => {
  await answer(reader);
  await signUp(reader, 'Ada');
  const guest = new Reader(house.app);
  await answer(guest);
  await answer(guest);
  expect((await guest.get('/sign-in')).text('.note')).toContain('Etude adds those answers to your account');
  await signIn(guest, 'Ada');
  expect([count('learner'), count('review'), count('account')]).toEqual([1, 3, 1]);
  expect([await isSignedIn(guest), await isSignedIn(reader)]).toEqual([true, true]);
  await proveFold(house);
});

test('a guest of before makes their progress theirs by an invitation where nobody else may come in', async () => {
  await answer(reader);
  house = await house.restart(undefined, { access: ['accounts'], signUp: 'invitation' });
  reader.app = house.app;
  expect((await reader.get('/sign-up')).status).toBe(403);
  const { db, world, stores } = house;
  const link = await invite({ db, world, ...stores, address: '' }, 'author');
  const invitation = link.split('=')[1]!;
  const form = (await reader.get(link)).form('/sign-up');
  await reader.post('/sign-up', { ...form, name: 'Ada', password, invitation });
  expect(rows(house, 'account')).toMatchObject([{ name: 'Ada', role: 'author' }]);
  expect([count('learner'), count('review')]).toEqual([1, 1]);
  const other = new Reader(house.app);
  expect((await other.get(link)).status).toBe(403);
});

test('an invitation used by two at the same moment makes one account, and none after a week', async () => {
  house = await house.restart(undefined, { access: ['accounts'], signUp: 'invitation' });
  const { db, world, stores } = house;
  const make = () => invite({ db, world, ...stores, address: '' }, 'learner');
  const link = await make();
  const people = [1, 2, 3].map(() => new Reader(house.app));
  const forms = await Promise.all(people.map(async (who) => (await who.get(link)).form('/sign-up')));
  const pages = await Promise.all(
    people.map((who, i) => who.send('/sign-up', { ...forms[i], name: `Person ${i}`, password })),
  );
  expect(pages.filter(({ status }) => status === 303)).toHaveLength(1);
  expect([count('account'), count('learner'), count('session')]).toEqual([1, 1, 1]);
  const late = await make();
  house.world.pass({ days: 7 });
  expect((await new Reader(house.app).get(late)).status).toBe(403);
});

describe('sessions', () => {
  test('are listed with device and last use, and ended singly or all', async () => {
    reader.headers['user-agent'] = firefox;
    await signUp(reader, 'Ada');
    const [phone, tablet, laptop] = [1, 2, 3].map(() => new Reader(house.app));
    for (const device of [phone!, tablet!, laptop!]) {
      house.world.pass({ minutes: 70 });
      await signIn(device, 'Ada');
    }
    const page = await reader.get('/account');
    expect(page.texts('li .grow p').slice(0, 4)).toEqual([
      'Firefox on Linux',
      'Now, on this device',
      'A browser',
      'Today, 12:30',
    ]);
    const forms = page.root.querySelectorAll('form[action="/account/sessions/end"]');
    const session = forms[1]!.querySelector('[name=session]')!.getAttribute('value')!;
    const token = forms[1]!.querySelector('[name=token]')!.getAttribute('value')!;
    await reader.post('/account/sessions/end', { token, session });
    expect(count('session')).toBe(3);
    expect((await reader.send('/account/sessions/end', { token, session })).status).toBe(404);
    await reader.post('/account/sessions/end', { token });
    expect(count('session')).toBe(1);
    expect(await isSignedIn(reader)).toBe(true);
    for (const device of [phone!, tablet!, laptop!]) expect(await isSignedIn(device)).toBe(false);
  });

  test('of one learner cannot be ended by another', async () => {
    await signUp(reader, 'Ada');
    const other = new Reader(house.app);
    await signUp(other, 'Bob');
    const { token } = (await other.get('/account')).form('/sign-out');
    const [{ token_hash: hash }] = rows(house, 'session').filter(
      ({ learner }) => learner === rows(house, 'account').find(({ name }) => name === 'Ada')!.learner,
    ) as [{ token_hash: string }];
    for (const session of [hash, hash.slice(0, 12)])
      expect((await other.send('/account/sessions/end', { token: token!, session })).status).toBe(404);
    expect(await isSignedIn(reader)).toBe(true);
  });

  test('end for good at sign-out, which clears what the browser keeps', async () => {
    await signUp(reader, 'Ada');
    const { cookie } = reader;
    const { token } = (await reader.get('/account')).form('/sign-out');
    const page = await reader.send('/sign-out', { token: token! });
    expect(page.headers['clear-site-data']).toBe('"cache", "storage"');
    expect(String(page.headers['set-cookie'])).toContain('Max-Age=0');
    expect(reader.cookie).toBeUndefined();
    expect(count('session')).toBe(0);
    expect(await isSignedIn(new Reader(house.app, { cookie: cookie! }))).toBe(false);
  });

  test('of a guest cannot be left, because nothing leads back', async () => {
    await answer(reader);
    const page = await reader.get('/account');
    expect(page.has('/sign-out')).toBe(false);
    const { token } = page.form('/account/sessions/end');
    const refused = await reader.send('/sign-out', { token: token! });
    expect(refused.status).toBe(403);
    expect(refused.body).toContain('signing out would lose your progress');
    expect(count('session')).toBe(1);
  });

  test('of an account end after 30 days without use and after 90 in any case; a guest’s go on', async () => {
    await signUp(reader, 'Ada');
    const guest = new Reader(house.app);
    await answer(guest);
    for (let i = 0; i < 4; i++) {
      house.world.pass({ days: 20 });
      expect(await isSignedIn(reader)).toBe(true);
    }
    house.world.pass({ days: 11 });
    expect(await isSignedIn(reader)).toBe(false);
    await signIn(reader, 'Ada');
    house.world.pass({ days: 31 });
    expect(await isSignedIn(reader)).toBe(false);
    expect((await guest.get('/settings')).body).not.toContain('There is nothing to set yet');
  });
});

describe('changing how one signs in', () => {
  const save = async (who: Reader, chosen: string) =>
    who.send('/account/ways', { ...(await who.get('/account')).form('/account/ways'), password: chosen });

  test('a new password ends the old one and every other session', async () => {
    await signUp(reader, 'Ada');
    const other = new Reader(house.app);
    await signIn(other, 'Ada');
    const before = reader.cookie;
    expect((await save(reader, 'another horse battery')).status).toBe(303);
    expect(reader.cookie).not.toBe(before);
    expect(await isSignedIn(reader)).toBe(true);
    expect(await isSignedIn(other)).toBe(false);
    expect((await signIn(other, 'Ada')).status).toBe(422);
    expect((await signIn(other, 'Ada', 'another horse battery')).status).toBe(200);
  });

  test('takes a sign-in of the last hour', async () => {
    await signUp(reader, 'Ada');
    const form = (await reader.get('/account')).form('/account/ways');
    house.world.pass({ minutes: 61 });
    const page = await reader.get('/account');
    expect(page.has('/account/ways')).toBe(false);
    expect(page.text('main')).toContain('Sign in again to change how you sign in.');
    const refused = await reader.send('/account/ways', { ...form, password: 'another horse battery' });
    expect(refused.status).toBe(403);
    await signIn(reader, 'Ada');
    expect((await save(reader, 'another horse battery')).status).toBe(303);
  });
});

test('a link from another device signs in, and proves nothing that changes how one signs in', async () => {
  await signUp(reader, 'Ada');
  const made = await reader.post('/devices/link', (await reader.get('/devices')).form('/devices/link'));
  const { pathname, search } = new URL(made.text('code.link'));
  const phone = new Reader(house.app);
  await phone.post('/join', { ...(await phone.get(pathname + search)).form('/join') });
  expect(await isSignedIn(phone)).toBe(true);
  expect((await phone.get('/account')).has('/account/ways')).toBe(false);
});

describe('recovery codes', () => {
  async function codes(who: Reader): Promise<string[]> {
    const page = await who.post('/account/codes', (await who.get('/account')).form('/account/codes'));
    return page.texts('code');
  }

  const recover = async (who: Reader, code: string) => ({
    ...(await who.get('/sign-in/recovery')).form('/sign-in/recovery'),
    code,
  });
  const use = async (who: Reader, code: string) => who.post('/sign-in/recovery', await recover(who, code));

  test('sign in once each, however they are typed, and are stored as digests', async () => {
    await signUp(reader, 'Ada');
    const list = await codes(reader);
    expect(list).toHaveLength(8);
    expect(new Set(list).size).toBe(8);
    for (const code of list) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(JSON.stringify(rows(house, 'recovery_code'))).not.toContain(list[0]);
    const lost = new Reader(house.app);
    const typed = list[0]!.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await use(lost, typed)).title).toBe('Your account · Etude');
    const again = await use(new Reader(house.app), list[0]!);
    expect([again.status, again.text('[role=alert]')]).toEqual([
      422,
      expect.stringContaining('has been used'),
    ]);
    expect((await lost.get('/account')).text('main')).toContain('You have 7 codes left.');
  });

  test('used twice at the same moment, one signs in once', async () => {
    await signUp(reader, 'Ada');
    const [code] = await codes(reader);
    const readers = [1, 2, 3].map(() => new Reader(house.app));
    const pages = await Promise.all(
      readers.map(async (who) => who.send('/sign-in/recovery', await recover(who, code!))),
    );
    expect(pages.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  test('new ones end the old ones, and guesses are slowed down', async () => {
    await signUp(reader, 'Ada');
    const [old] = await codes(reader);
    await codes(reader);
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await use(new Reader(house.app), old!)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429, 429]);
  });
});

describe('a reset link', () => {
  const reset = async (who: Reader, path: string, chosen = 'another horse battery') =>
    who.send('/sign-in/reset', { ...(await who.get(path)).form('/sign-in/reset'), password: chosen });

  test('revokes every token, and those of nobody else', async () => {
    for (const name of ['Ada', 'Bob']) {
      const who = new Reader(house.app);
      await signUp(who, name);
      await programOf(who, ['read']);
    }
    expect((await reset(new Reader(house.app), await resetPath(house, 'Ada'))).status).toBe(303);
    const { learner } = (await house.stores.accounts.byName('Bob'))!;
    expect(rows(house, 'access_token').map((token) => token.learner)).toEqual([learner]);
  });

  test('replaces every way to sign in and ends every session, once', async () => {
    await signUp(reader, 'Ada');
    const [code] = (
      await reader.post('/account/codes', (await reader.get('/account')).form('/account/codes'))
    ).texts('code');
    const path = await resetPath(house, 'Ada');
    const form = (await new Reader(house.app).get(path)).form('/sign-in/reset');
    const other = new Reader(house.app);
    expect((await reset(other, path)).status).toBe(303);
    expect(await isSignedIn(other)).toBe(true);
    expect(await isSignedIn(reader)).toBe(false);
    expect((await signIn(reader, 'Ada')).status).toBe(422);
    const recovery = (await reader.get('/sign-in/recovery')).form('/sign-in/recovery');
    expect((await reader.post('/sign-in/recovery', { ...recovery, code: code! })).status).toBe(422);
    expect((await reader.get(path)).status).toBe(404);
    const again = await reader.send('/sign-in/reset', { ...form, password });
    expect([again.status, count('reset_link')]).toEqual([404, 0]);
    expect((await signIn(reader, 'Ada', 'another horse battery')).status).toBe(200);
  });

  test('lasts a day, and a password that is too weak leaves it as it was', async () => {
    await signUp(reader, 'Ada');
    const path = await resetPath(house, 'Ada');
    const weak = await reset(new Reader(house.app), path, 'password');
    expect([weak.status, weak.text('[role=alert]')]).toEqual([
      422,
      expect.stringContaining('Many people use this password'),
    ]);
    expect(await isSignedIn(reader)).toBe(true);
    house.world.pass({ days: 1 });
    expect((await new Reader(house.app).get(path)).status).toBe(404);
  });

  test('used twice at the same moment, works once', async () => {
    await signUp(reader, 'Ada');
    const path = await resetPath(house, 'Ada');
    const readers = [1, 2, 3].map(() => new Reader(house.app));
    const pages = await Promise.all(readers.map((who) => reset(who, path)));
    expect(pages.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(count('session')).toBe(1);
  });

  test('cannot be guessed at leisure', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await reader.get(`/sign-in/reset?link=guess${i}`)).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429, 429]);
  });
});
