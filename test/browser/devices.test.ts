import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { password } from '../support/accounts.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { openPage, visit } from '../support/browser.ts';
import { follow, tabTo } from '../support/hands.ts';
import { named, optionNamed, pressOn, textOf, textsOf } from '../support/pointing.ts';
import { proveFold } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';
import { openForVisits } from '../support/visits.ts';

const {
  house,
  address,
  page: laptop,
} = await openForVisits(checkedBank(plainQuestions(12), [blueprint()]), {
  viewport: { width: 1280, height: 800 },
});
const { page: phone, close } = await openPage(address, {
  viewport: { width: 375, height: 700 },
  javaScriptEnabled: false,
});
afterAll(close);
beforeEach(() => phone.context().clearCookies());
afterEach(() => proveFold(house));

/** Presses what leads to another page. */
const go = (page: Page, selector: string, name: RegExp) =>
  follow(page, () => pressOn(page, named(selector, name)));

/** Answers some questions. */
async function answer(page: Page, count: number): Promise<void> {
  for (let given = 0; given < count; given++) {
    house.world.pass({ minutes: 1 });
    await page.goto('/practice');
    await pressOn(page, optionNamed('A'));
    await go(page, 'button', /^Sure/);
    expect(page.url()).toContain('/practice/answers/');
  }
}

/** How much there is of somebody, by their page of devices. */
async function counts(page: Page): Promise<string> {
  await page.goto('/devices');
  return (await textsOf(page, '.side p')).at(-1)!.trim();
}

/** Makes a link with the keyboard alone. */
async function linkOf(page: Page): Promise<string> {
  await page.goto('/devices');
  await tabTo(page, named('button', /^Use on another device/));
  await follow(page, () => page.keyboard.press('Enter'));
  return textOf(page, 'code.link');
}

const count = (table: string) => house.handle.prepare(`select count(*) from ${table}`).pluck().get();

test('a second device goes on by the link, without scripts, and adds what it had itself', async () => {
  await answer(laptop, 3);
  await answer(phone, 2);
  const link = await linkOf(laptop);
  const [width, height] = await laptop.evaluate<[number, number]>(
    "(({ width, height }) => [width, height])(document.querySelector('.qr').getBoundingClientRect())",
  );
  expect(width).toBeGreaterThan(150);
  expect(height).toBe(width);
  await phone.goto(link);
  expect(await textOf(phone, '.note')).toContain('its own progress (1 day, 2 answers)');
  await go(phone, 'button', /^Continue here/);
  expect(phone.url()).toBe(`${address}/`);
  expect(await counts(phone)).toBe('1 day, 5 answers');
  expect(await counts(laptop)).toBe('1 day, 5 answers');
  expect(count('learner')).toBe(1);
});

test('progress is downloaded, deleted and brought in again by a browser', async () => {
  await answer(laptop, 3);
  await laptop.goto('/devices');
  const [download] = await Promise.all([
    laptop.waitForEvent('download'),
    pressOn(laptop, named('a', /^Download your progress/)),
  ]);
  const file = join(mkdtempSync(join(tmpdir(), 'etude-')), download.suggestedFilename());
  await download.saveAs(file);
  await go(laptop, 'a', /^Delete your progress/);
  await laptop.getByRole('checkbox').check();
  await go(laptop, 'button', /^Delete everything/);
  expect(await textOf(laptop, 'h1')).toBe('Everything has been deleted');
  expect(count('learner')).toBe(0);
  await laptop.goto('/bring-in');
  await laptop.getByLabel('File (its name begins with etude-progress').setInputFiles(file);
  await go(laptop, 'button', /^Import/);
  expect(await textOf(laptop, '[role=status]')).not.toBe('');
  expect(await counts(laptop)).toBe('1 day, 3 answers');
});

test('a class joins by the link with consent, and its leader sees a name only where it is shown', async () => {
  await answer(laptop, 1);
  await laptop.goto('/groups');
  await laptop.getByLabel('Name of a new group').fill('Monday class');
  await go(laptop, 'button', /^Start a group/);
  const link = await textOf(laptop, 'code.link');
  const pages = [phone, await visit(address)];
  for (let pupil = 0; pupil < 6; pupil++) {
    const page = pages[pupil % 2]!;
    await page.context().clearCookies();
    await page.goto(link);
    if (pupil < 2) {
      await page.getByRole('radio', { name: /^Show my name/ }).check();
      await page.getByLabel('Name to show').fill(`Pupil ${pupil}`);
    }
    await go(page, 'button', /^Join/);
    expect(page.url()).toBe(`${address}/groups`);
    await answer(page, 1);
  }
  // The rest of the class, who do nothing that the others have not done in a browser.
  for (let pupil = 6; pupil < 30; pupil++) {
    const reader = new Reader(house.app);
    const form = (await reader.get(link)).form('/groups/join');
    await reader.post('/groups/join', { ...form, shown: 'no', name: '' });
  }
  await laptop.reload();
  const shown = await textOf(laptop, 'main');
  expect(shown).toContain('30 members');
  expect(shown).toContain('In the last 28 days 6 of them practised and gave 6 answers.');
  expect(await textsOf(laptop, 'tbody th')).toEqual(expect.arrayContaining(['Pupil 0', 'Pupil 1']));
});

test('an owner removes somebody, who is signed out', async () => {
  for (const [page, name] of [
    [laptop, 'Olive'],
    [phone, 'Mara'],
  ] as const) {
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill(name);
    const field = page.getByLabel(/^Password/);
    if (!(await field.isVisible())) await page.locator('summary').first().click();
    await field.fill(password);
    await follow(page, () => page.keyboard.press('Enter'));
    expect(page.url()).toContain('/account');
  }
  const { learner } = (await house.stores.accounts.byName('Olive'))!;
  await house.db.commit([house.stores.accounts.setRole(learner, 'owner')]);
  await laptop.goto('/account');
  await go(laptop, 'a', /^See who has an account here/);
  await laptop.getByText('Remove Mara').first().click();
  await laptop.getByRole('checkbox').check();
  await go(laptop, 'button', /^Remove Mara/);
  expect(await textOf(laptop, '[role=status]')).not.toBe('');
  expect(count('account')).toBe(1);
  await phone.goto('/account');
  expect(phone.url()).toContain('/sign-up');
});
