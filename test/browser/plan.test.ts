import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { DAY, isoDay } from '../../src/base/time.ts';
import { visit } from '../support/browser.ts';
import { answerButton, follow, optionAt } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));
let house: House;
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** Answers questions by mouse until there were so many, or the plan has no more for the day. */
async function practise(page: Page, most: number): Promise<void> {
  await page.goto('/practice');
  for (let i = 0; i < most && (await page.locator('legend').count()) > 0; i++) {
    const texts = await page.locator('.option .text').allInnerTexts();
    const { right } = solve(house.bank, await page.locator('legend').innerText(), texts);
    for (const letter of right) await optionAt(page, letter).check();
    house.world.pass({ minutes: 0.7 });
    await follow(page, () => answerButton(page, 'think').click());
    await follow(page, () => page.getByRole('link', { name: /^(Next|Finish)/ }).click());
  }
}

test.each([true, false])(
  'a candidate sets a date, follows the plan and reports the score, scripts: %s',
  async (scripts) => {
    house = await startHouse(bank);
    const page = await visit(await house.listen(), { javaScriptEnabled: scripts });
    await page.goto('/');
    await page.getByLabel('Exam date').fill(isoDay(house.world.now() + 3 * DAY));
    await page.getByRole('button', { name: 'Plan my days' }).click();
    await page.getByRole('heading', { name: 'Your exam is in 3 days' }).waitFor();

    for (const field of await page.locator('.week input').all()) await field.fill('5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').waitFor();
    await page.getByRole('link', { name: 'Today' }).first().click();
    await page.getByRole('heading', { name: '5 minutes today' }).waitFor();
    await practise(page, 40);
    await page.getByRole('heading', { name: 'Done for today' }).waitFor();

    await page.getByRole('button', { name: 'Carry on with what helps most' }).click();
    await page.locator('legend').waitFor();
    await page.getByRole('link', { name: 'Etude' }).first().click();
    await page.getByRole('heading', { name: 'Extra practice' }).waitFor();

    house.world.pass({ days: 2 });
    await page.goto('/');
    await page.getByRole('heading', { name: /, then rest$/ }).waitFor();
    house.world.pass({ days: 1 });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Good luck' }).waitFor();
    house.world.pass({ days: 1 });
    await page.goto('/exams/outcome');
    await page.locator('input[name=went][value=passed]').check();
    await page.locator('input[name=after][value=keep]').check();
    await page.locator('form button').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(rows(house, 'outcome')).toMatchObject([{ taken: 1, passed: 1 }]);
    expect(rows(house, 'learner')).toMatchObject([{ retention: 0.8 }]);
  },
);
