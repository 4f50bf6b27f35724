import { afterEach, beforeEach, expect, test } from 'vitest';
import { password, signIn, signUp } from '../support/accounts.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;
let lines: string[];
beforeEach(async () => {
  lines = [];
  house = await startHouse(checkedBank(plainQuestions(4)), {
    access: ['accounts'],
    signUp: 'open',
    log: (line) => lines.push(line),
  });
  reader = new Reader(house.app);
});
afterEach(() => house.close());

test.each([
  ['/sign-in', 'current-password', 'username webauthn'],
  ['/sign-up', 'new-password', 'username'],
])('password fields hide what is typed, and password managers know them: %s', async (path, secret, name) => {
  const page = await reader.get(path);
  const field = page.root.querySelector('input[name=password]')!;
  expect([field.getAttribute('type'), field.getAttribute('autocomplete')]).toEqual(['password', secret]);
  expect(page.root.querySelector('input[name=name]')!.getAttribute('autocomplete')).toContain(name);
  expect(field.getAttribute('maxlength')).toBeUndefined();
});

test('signing out is two steps from every page', async () => {
  await signUp(reader, 'Ada');
  for (const path of [
    '/',
    '/practice',
    '/exams',
    '/learn',
    '/bank',
    '/settings',
    '/readiness',
    '/nothing-here',
  ]) {
    const page = await reader.get(path);
    expect([path, page.root.querySelector('footer a[href="/account"]') !== null]).toEqual([path, true]);
  }
  expect((await reader.get('/account')).has('/sign-out')).toBe(true);
});

test('a form that brings a role, a learner or a name along changes none of them', async () => {
  const more = { role: 'owner', learner: 'somebody', account: 'owner', isAuthor: 'yes' };
  await signUp(reader, 'Ada', more);
  const [before] = rows(house, 'account');
  expect(before).toMatchObject({ name: 'Ada', role: 'learner' });
  const form = (await reader.get('/settings')).form('/settings');
  const fields = {
    ...form,
    zone: 'UTC',
    dayStart: '4',
    newPerDay: '10',
    retention: '90',
    name: 'Eve',
    ...more,
  };
  await reader.send('/settings', fields);
  await signIn(reader, 'Ada', password);
  expect(rows(house, 'account')).toEqual([before]);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
])('signing in leads to no other site: %j', async (next) => {
  await signUp(new Reader(house.app), 'Ada');
  const page = await reader.get(`/sign-in?next=${encodeURIComponent(next)}`);
  const form: Record<string, string> = { ...page.form('/sign-in'), name: 'Ada', password };
  expect(form.next).toBe('/');
  const sent = await reader.send('/sign-in', { ...form, next });
  expect([sent.status, sent.headers.location]).toEqual([303, '/']);
});

test('making an account, signing in and out and failing to are one line each, which gives nothing away', async () => {
  await signUp(reader, 'Ada');
  await signIn(new Reader(house.app), 'Ada', 'not the password');
  const other = new Reader(house.app);
  await signIn(other, 'Ada');
  const account = await other.get('/account');
  await other.post('/account/codes', account.form('/account/codes'));
  await other.post('/account/sessions/end', account.form('/sign-out'));
  await other.post('/sign-out', account.form('/sign-out'));
  const events = lines.map((line) => JSON.parse(line)).filter(({ event }) => event);
  expect(events.map(({ event, way }) => (way ? `${event} by ${way}` : event))).toEqual([
    'account-made',
    'sign-in-refused by password',
    'sign-in by password',
    'recovery-codes-made',
    'session-ended',
    'sign-out',
  ]);
  const [{ learner }] = rows(house, 'account') as [{ learner: string }];
  for (const { event, learner: told } of events)
    expect([event, told]).toEqual([event, event === 'sign-in-refused' ? undefined : learner]);
  for (const secret of ['Ada', password, 'not the password', ...reader.cookie!.split('=').slice(1)])
    expect(lines.join('')).not.toContain(secret);
});
