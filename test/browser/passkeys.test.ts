import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { password } from '../support/accounts.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { rows } from '../support/proof.ts';

let house: House;
let address: string;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(4)));
  address = (await house.listen()).replace('127.0.0.1', 'localhost');
});
afterEach(() => house.close());

const count = (table: string) => rows(house, table).length;
const heading = (page: Page) => page.locator('h1').textContent();

async function answer(page: Page): Promise<void> {
  await page.goto('/practice');
  await page.locator('input[name=choice]').first().check();
  await page.locator('button[value=sure]').click();
  await page.waitForURL(/\/practice\/answers\//);
}

/** Makes an account with a passkey. */
async function signUp(page: Page, name: string): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Continue with a passkey' }).click();
  await page.waitForURL(/:\d+\/account/);
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/account');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL(/\/sign-in$/);
}

async function usePasskey(page: Page): Promise<void> {
  await page.goto('/sign-in?next=/account');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
}

test('a guest makes their progress theirs with a passkey in one step, and comes back with it', async () => {
  const page = await visit(address);
  const device = await addAuthenticator(page);
  await answer(page);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Name').fill('Ada');
  await page.getByRole('button', { name: 'Continue with a passkey' }).click();
  await page.waitForURL(/:\d+\/account/);
  expect(await heading(page)).toBe('Your account');
  expect([count('learner'), count('account'), count('passkey'), await device.count()]).toEqual([1, 1, 1, 1]);
  expect(rows(house, 'account')).toMatchObject([{ name: 'Ada', password: null }]);
  await signOut(page);
  await usePasskey(page);
  await page.waitForURL(/:\d+\/account/);
  expect(await heading(page)).toBe('Your account');
  await page.goto('/bank');
  expect(await page.locator('main').textContent()).toContain('Stem of');
  expect(rows(house, 'passkey')[0]!.used_at).toBe(house.world.time);
  // It starts the browser too.
}, 120_000);

test('a second passkey signs in as well, and the last one left cannot be removed', async () => {
  const page = await visit(address);
  const first = await addAuthenticator(page);
  await signUp(page, 'Ada');
  // The same device makes no second one.
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('This device already has a passkey for your account.').waitFor();
  await first.remove();
  await addAuthenticator(page, { transport: 'usb' });
  await page.goto('/account');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page
    .getByRole('button', { name: /^Remove the passkey/ })
    .first()
    .waitFor();
  expect(count('passkey')).toBe(2);
  await signOut(page);
  await usePasskey(page);
  await page.waitForURL(/:\d+\/account/);
  await page
    .getByRole('button', { name: /^Remove the passkey/ })
    .first()
    .click();
  await expect.poll(() => count('passkey')).toBe(1);
  await page.goto('/account');
  expect(await page.getByRole('button', { name: /^Remove the passkey/ }).count()).toBe(0);
});

test('who has lost the device comes back with a recovery code, and makes the lost one useless', async () => {
  const page = await visit(address);
  await addAuthenticator(page);
  await signUp(page, 'Ada');
  await page.getByRole('button', { name: 'Create new recovery codes' }).click();
  const code = (await page.locator('main code').first().textContent())!;
  const other = await visit(address);
  await addAuthenticator(other);
  await other.goto('/sign-in');
  await other.getByRole('link', { name: 'Lost your passkey or password?' }).click();
  await other.getByLabel('Recovery code').fill(code.toLowerCase());
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.waitForURL(/:\d+\/account/);
  // The lost one comes first in the list.
  house.world.pass({ minutes: 1 });
  await other.getByRole('button', { name: 'Add a passkey' }).click();
  const removes = other.getByRole('button', { name: /^Remove the passkey/ });
  await removes.nth(1).waitFor();
  await removes.first().click();
  await expect.poll(() => count('passkey')).toBe(1);
  await other.goto('/account');
  await other.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await other.waitForURL(/:\d+\/account/);
  await page.goto('/account');
  expect(page.url()).toContain('/sign-up');
  await usePasskey(page);
  await page.getByText('No account here uses this passkey.').waitFor();
});

test('what a passkey has signed once signs nobody in again', async () => {
  const page = await visit(address);
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
  const page = await visit(address);
  const device = await addAuthenticator(page);
  await signUp(page, 'Ada');
  await signOut(page);
  await device.verify(false);
  await usePasskey(page);
  await page.getByText('No passkey was used. Try again, or choose another way.').waitFor();
  expect(count('session')).toBe(0);
});

test('at an address without a host name the page names the one where passkeys work', async () => {
  const numbered = address.replace('localhost', '127.0.0.1');
  const page = await visit(numbered);
  await page.goto('/sign-up');
  expect(await page.locator('main').textContent()).toContain(
    `Passkeys do not work at this address. Open ${address.replace(/\/$/, '')} to use one.`,
  );
  expect(await page.getByRole('button', { name: 'Continue with a passkey' }).count()).toBe(0);
});

test('without scripts a password makes an account and signs in, and no button for a passkey is there', async () => {
  const page = await visit(address, { javaScriptEnabled: false });
  await page.goto('/sign-up');
  expect(await page.getByRole('button', { name: 'Continue with a passkey' }).isVisible()).toBe(false);
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Continue with a password' }).click();
  expect(await heading(page)).toBe('Your account');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/account');
  expect(await heading(page)).toBe('Your account');
});

test('password managers find their fields', async () => {
  const page = await visit(address);
  const fields = async (path: string) => {
    await page.goto(path);
    const list = await page.locator('main input:not([type=hidden])').all();
    return Promise.all(
      list.map(async (field) => [await field.getAttribute('name'), await field.getAttribute('autocomplete')]),
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
