import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { password } from '../support/accounts.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { follow, tabTo } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, optionNamed, pressOn, textsOf } from '../support/pointing.ts';
import { proveFold } from '../support/proof.ts';

let house: House;
let address: string;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]));
  address = await house.listen();
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** Answers some questions. */
async function answer(page: Page, count: number): Promise<void> {
  for (let given = 0; given < count; given++) {
    house.world.pass({ minutes: 1 });
    await page.goto('/practice');
    await pressOn(page, optionNamed('A'));
    await follow(page, () => pressOn(page, named('button', /^Sure/)));
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
  await page.keyboard.press('Enter');
  return page.locator('code.link').innerText();
}

const count = (table: string) => house.handle.prepare(`select count(*) from ${table}`).pluck().get();

test('a second device goes on by the link, without scripts, and adds what it had itself', async () => {
  const laptop = await visit(address, { viewport: { width: 1280, height: 800 } });
  const phone = await visit(address, { viewport: { width: 375, height: 700 }, javaScriptEnabled: false });
  await answer(laptop, 3);
  await answer(phone, 2);
  const link = await linkOf(laptop);
  const square = await laptop.locator('.qr').boundingBox();
  expect(square!.width).toBeGreaterThan(150);
  expect(square!.height).toBe(square!.width);
  await phone.goto(link);
  expect(await phone.locator('.note').innerText()).toContain('its own progress (1 day, 2 answers)');
  await phone.getByRole('button', { name: 'Continue here' }).click();
  await phone.waitForURL(`${address}/`);
  expect(await counts(phone)).toBe('1 day, 5 answers');
  expect(await counts(laptop)).toBe('1 day, 5 answers');
  expect(count('learner')).toBe(1);
});

test('progress is downloaded, deleted and brought in again by a browser', async () => {
  const page = await visit(address);
  await answer(page, 3);
  await page.goto('/devices');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download your progress' }).click(),
  ]);
  const file = join(mkdtempSync(join(tmpdir(), 'etude-')), download.suggestedFilename());
  await download.saveAs(file);
  await page.getByRole('link', { name: 'Delete your progress' }).click();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByRole('heading', { name: 'Everything has been deleted' }).waitFor();
  expect(count('learner')).toBe(0);
  await page.goto('/bring-in');
  await page.getByLabel('File (its name begins with etude-progress').setInputFiles(file);
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('status').waitFor();
  expect(await counts(page)).toBe('1 day, 3 answers');
});

test('a class joins by the link with consent, and its leader sees a name only where it is shown', async () => {
  const leader = await visit(address);
  await answer(leader, 1);
  await leader.goto('/groups');
  await leader.getByLabel('Name of a new group').fill('Monday class');
  await leader.getByRole('button', { name: 'Start a group' }).click();
  const link = await leader.locator('code.link').innerText();
  const pages = [await visit(address, { javaScriptEnabled: false }), await visit(address)];
  for (let pupil = 0; pupil < 30; pupil++) {
    const page = pages[pupil % 2]!;
    await page.context().clearCookies();
    await page.goto(link);
    if (pupil < 2) {
      await page.getByRole('radio', { name: /^Show my name/ }).check();
      await page.getByLabel('Name to show').fill(`Pupil ${pupil}`);
    }
    await follow(page, () => pressOn(page, named('button', /^Join/)));
    expect(page.url()).toBe(`${address}/groups`);
    if (pupil < 6) await answer(page, 1);
  }
  await leader.reload();
  const shown = await leader.locator('main').innerText();
  expect(shown).toContain('30 members');
  expect(shown).toContain('In the last 28 days 6 of them practised and gave 6 answers.');
  expect(await leader.locator('tbody th').allInnerTexts()).toEqual(
    expect.arrayContaining(['Pupil 0', 'Pupil 1']),
  );
});

test('an owner removes somebody, who is signed out', async () => {
  const [owner, mara] = [await visit(address), await visit(address)];
  for (const [page, name] of [
    [owner, 'Olive'],
    [mara, 'Mara'],
  ] as const) {
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill(name);
    const field = page.getByLabel(/^Password/);
    if (!(await field.isVisible())) await page.locator('summary').first().click();
    await field.fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/account/);
  }
  const { learner } = (await house.stores.accounts.byName('Olive'))!;
  await house.db.commit([house.stores.accounts.setRole(learner, 'owner')]);
  await owner.goto('/account');
  await owner.getByRole('link', { name: 'See who has an account here' }).click();
  await owner.getByText('Remove Mara').first().click();
  await owner.getByRole('checkbox').check();
  await owner.getByRole('button', { name: 'Remove Mara' }).click();
  await owner.getByRole('status').waitFor();
  expect(count('account')).toBe(1);
  await mara.goto('/account');
  expect(mara.url()).toContain('/sign-up');
});
