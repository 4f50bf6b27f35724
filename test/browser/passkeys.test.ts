import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { password } from '../support/accounts.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { follow } from '../support/hands.ts';
import { named, optionNamed, pressOn, textOf } from '../support/pointing.ts';
import { rows } from '../support/proof.ts';
import { openForVisits } from '../support/visits.ts';

/** The page is that of all tests but those that need a browser of another kind. */
const { house, address, page } = await openForVisits(checkedBank(plainQuestions(4)), { host: 'localhost' });

const count = (table: string) => rows(house, table).length;
const heading = (page: Page) => textOf(page, 'h1');
const press = (page: Page, name: RegExp) => pressOn(page, named('button', name));
/** Presses a button that leads to another page by itself, without a passkey. */
const leaveBy = (page: Page, name: RegExp) => follow(page, () => press(page, name));

/** Types into the field of a name. */
async function type(page: Page, field: string, text: string): Promise<void> {
  await pressOn(page, `document.querySelector('input[name=${field}]')`);
  await page.keyboard.type(text);
}

async function answer(page: Page): Promise<void> {
  await page.goto('/practice');
  await pressOn(page, optionNamed('A'));
  await leaveBy(page, /^Sure/);
  expect(page.url()).toContain('/practice/answers/');
}

/** Waits until a page says something, which it does without another page. */
const waitFor = (page: Page, words: string) => expect.poll(() => textOf(page, 'main')).toContain(words);

/** Says in a script the buttons that remove a passkey. */
const removes = `[...document.querySelectorAll('main button')].filter(({ textContent }) => /^Remove the passkey/.test(textContent))`;
const removable = (page: Page) => page.evaluate<number>(`${removes}.length`);
const removeFirst = (page: Page) => pressOn(page, `${removes}[0]`);

/** Makes an account with a passkey. */
async function signUp(page: Page, name: string): Promise<void> {
  await page.goto('/sign-up');
  await type(page, 'name', name);
  await press(page, /^Continue with a passkey$/);
  await page.waitForURL(/:\d+\/account/);
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/account');
  await leaveBy(page, /^Sign out$/);
  await page.waitForURL(/\/sign-in$/);
}

async function usePasskey(page: Page): Promise<void> {
  await page.goto('/sign-in?next=/account');
  await press(page, /^Use a passkey$/);
}

test('a guest makes their progress theirs with a passkey in one step, and comes back with it', async () => {
  const device = await addAuthenticator(page);
  await answer(page);
  await page.goto('/account');
  await follow(page, () => pressOn(page, named('a', /^Create an account/)));
  await type(page, 'name', 'Ada');
  await press(page, /^Continue with a passkey$/);
  await page.waitForURL(/:\d+\/account/);
  expect(await heading(page)).toBe('Your account');
  expect([count('learner'), count('account'), count('passkey'), await device.count()]).toEqual([1, 1, 1, 1]);
  expect(rows(house, 'account')).toMatchObject([{ name: 'Ada', password: null }]);
  await signOut(page);
  await usePasskey(page);
  await page.waitForURL(/:\d+\/account/);
  expect(await heading(page)).toBe('Your account');
  await page.goto('/bank');
  expect(await textOf(page, 'main')).toContain('Stem of');
  expect(rows(house, 'passkey')[0]!.used_at).toBe(house.world.time);
});

test('a second passkey signs in as well, and the last one left cannot be removed', async () => {
  const first = await addAuthenticator(page);
  await signUp(page, 'Ada');
  // The same device makes no second one.
  await press(page, /^Add a passkey$/);
  await waitFor(page, 'This device already has a passkey for your account.');
  await first.remove();
  await addAuthenticator(page, { transport: 'usb' });
  await page.goto('/account');
  await press(page, /^Add a passkey$/);
  await expect.poll(() => removable(page)).toBe(2);
  expect(count('passkey')).toBe(2);
  await signOut(page);
  await usePasskey(page);
  await page.waitForURL(/:\d+\/account/);
  await follow(page, () => removeFirst(page));
  expect(count('passkey')).toBe(1);
  await page.goto('/account');
  expect(await removable(page)).toBe(0);
});

test('who has lost the device comes back with a recovery code, and makes the lost one useless', async () => {
  await addAuthenticator(page);
  await signUp(page, 'Ada');
  await leaveBy(page, /^Create new recovery codes$/);
  const code = await textOf(page, 'main code');
  const other = await visit(address);
  await addAuthenticator(other);
  await other.goto('/sign-in');
  await follow(other, () => pressOn(other, named('a', /^Lost your passkey or password\?$/)));
  await pressOn(other, named('label', /^Recovery code/));
  await other.keyboard.type(code.toLowerCase());
  await leaveBy(other, /^Sign in$/);
  await other.waitForURL(/:\d+\/account/);
  // The lost one comes first in the list.
  house.world.pass({ minutes: 1 });
  await press(other, /^Add a passkey$/);
  await expect.poll(() => removable(other)).toBe(2);
  await follow(other, () => removeFirst(other));
  expect(count('passkey')).toBe(1);
  await other.goto('/account');
  await leaveBy(other, /^Sign out everywhere else$/);
  await other.waitForURL(/:\d+\/account/);
  await page.goto('/account');
  expect(page.url()).toContain('/sign-up');
  await usePasskey(page);
  await waitFor(page, 'No account here uses this passkey.');
});

test('what a passkey has signed once signs nobody in again', async () => {
  await addAuthenticator(page);
  await signUp(page, 'Ada');
  await signOut(page);
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await usePasskey(page);
  const body = (await sent).postData()!;
  await page.waitForURL(/:\d+\/account/);
  const again = (host = new URL(address).host) => {
    const type = 'application/x-www-form-urlencoded';
    const headers = { host, 'content-type': type, 'sec-fetch-site': 'same-origin' };
    return house.app.inject({ method: 'POST', url: '/sign-in', headers, payload: body });
  };
  const counted = await again();
  expect([counted.statusCode, counted.headers['set-cookie']]).toEqual([422, undefined]);
  // Synced passkeys do not count, so that what they have signed must be refused as well.
  house.handle.exec('update passkey set counter = 0');
  const replay = await again();
  expect([replay.statusCode, replay.headers['set-cookie']]).toEqual([409, undefined]);
  const elsewhere = await again('localhost:9');
  expect(elsewhere.statusCode).toBe(422);
  expect(elsewhere.body).toContain(`Your browser used this passkey at ${address.replace(/\/$/, '')}`);
  expect(count('session')).toBe(1);
});

test('the field for the name offers the passkey, without a button', async () => {
  const page = await visit(address);
  await addAuthenticator(page, { takesOffers: true });
  await signUp(page, 'Ada');
  await page.context().clearCookies();
  await page.goto('/sign-in?next=/account');
  await page.waitForURL(/:\d+\/account/);
  expect(await heading(page)).toBe('Your account');
});

test('a passkey without its finger, face or PIN is refused', async () => {
  const device = await addAuthenticator(page);
  await signUp(page, 'Ada');
  await signOut(page);
  await device.verify(false);
  await usePasskey(page);
  await waitFor(page, 'No passkey was used. Try again, or choose another way.');
  expect(count('session')).toBe(0);
});

test('at an address without a host name the page names the one where passkeys work', async () => {
  const numbered = address.replace('localhost', '127.0.0.1');
  const page = await visit(numbered);
  await page.goto('/sign-up');
  expect(await textOf(page, 'main')).toContain(
    `Passkeys do not work at this address. Open ${address.replace(/\/$/, '')} to use one.`,
  );
  expect(await textOf(page, 'main')).not.toContain('Continue with a passkey');
});

test('without scripts a password makes an account and signs in, and no button for a passkey is there', async () => {
  const page = await visit(address, { javaScriptEnabled: false });
  await page.goto('/sign-up');
  expect(await textOf(page, 'main')).not.toContain('Continue with a passkey');
  await type(page, 'name', 'Ada');
  await type(page, 'password', password);
  await leaveBy(page, /^Continue with a password$/);
  expect(await heading(page)).toBe('Your account');
  await leaveBy(page, /^Sign out$/);
  await type(page, 'name', 'ada');
  await type(page, 'password', password);
  await leaveBy(page, /^Sign in$/);
  await page.goto('/account');
  expect(await heading(page)).toBe('Your account');
});

test('password managers find their fields', async () => {
  const fields = async (path: string) => {
    await page.goto(path);
    return page.evaluate(
      "[...document.querySelectorAll('main input:not([type=hidden])')].map(({ name, autocomplete }) => [name, autocomplete])",
    );
  };
  expect(await fields('/sign-up')).toEqual([
    ['name', 'username'],
    ['password', 'new-password'],
  ]);
  expect(await fields('/sign-in')).toEqual([
    ['name', 'username webauthn'],
    ['password', 'current-password'],
  ]);
});
