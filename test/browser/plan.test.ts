import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { DAY, isoDay } from '../../src/base/time.ts';
import { visit } from '../support/browser.ts';
import { certaintyNamed, follow } from '../support/hands.ts';
import { type House, startHouse } from '../support/house.ts';
import { named, optionNamed, pressOn, textOf, textsOf } from '../support/pointing.ts';
import { proveFold, rows } from '../support/proof.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));
let house: House;
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const headingOf = (page: Page) => textOf(page, 'h1');
const isAsked = (page: Page) => page.evaluate<boolean>("document.querySelector('legend') !== null");
/** Presses what leads to another page. */
const leaveBy = (page: Page, selector: string, name: RegExp) =>
  follow(page, () => pressOn(page, named(selector, name)));

/** Answers questions by mouse until there were so many, or the plan has no more for the day. */
async function practise(page: Page, most: number): Promise<void> {
  await page.goto('/practice');
  for (let i = 0; i < most && (await isAsked(page)); i++) {
    const { right } = solve(house.bank, await textOf(page, 'legend'), await textsOf(page, '.option .text'));
    for (const letter of right) await pressOn(page, optionNamed(letter));
    house.world.pass({ minutes: 0.7 });
    await follow(page, () => pressOn(page, certaintyNamed('think')));
    // A browser moves the focus as it paints, and may scroll.
    await expect.poll(() => textOf(page, 'h1:focus')).toBe('Right');
    await leaveBy(page, 'a', /^(Next|Finish)/);
  }
}

test.each([true, false])(
  'a candidate sets a date, follows the plan and reports the score, scripts: %s',
  async (scripts) => {
    house = await startHouse(bank);
    const page = await visit(await house.listen(), { javaScriptEnabled: scripts });
    await page.goto('/');
    const day = isoDay(house.world.now() + 3 * DAY);
    await page.evaluate(`${named('label', /^Exam date/)}.control.value = '${day}'`);
    await leaveBy(page, 'button', /^Plan my days$/);
    expect(await headingOf(page)).toBe('Your exam is in 3 days');

    await pressOn(page, "document.querySelector('.week input')");
    for (let field = 0; field < 7; field++) {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('5');
      await page.keyboard.press('Tab');
    }
    await leaveBy(page, 'button', /^Save$/);
    expect(await textOf(page, '[role=status]')).toMatch(/^Saved\./);
    await leaveBy(page, '.top a', /^Today$/);
    expect(await headingOf(page)).toBe('5 minutes today');
    await practise(page, 40);
    expect(await headingOf(page)).toBe('Done for today');

    await leaveBy(page, 'button', /^Carry on with what helps most$/);
    expect(await isAsked(page)).toBe(true);
    await leaveBy(page, 'a', /^Etude$/);
    expect(await headingOf(page)).toBe('Extra practice');

    house.world.pass({ days: 2 });
    await page.goto('/');
    expect(await headingOf(page)).toMatch(/, then rest$/);
    house.world.pass({ days: 1 });
    await page.goto('/');
    expect(await headingOf(page)).toBe('Good luck');
    house.world.pass({ days: 1 });
    await page.goto('/exams/outcome');
    await pressOn(page, named('label', /^I passed$/));
    await pressOn(page, named('label', /^Keep what I know/));
    await leaveBy(page, 'button', /^Save$/);
    expect(rows(house, 'outcome')).toMatchObject([{ taken: 1, passed: 1 }]);
    expect(rows(house, 'learner')).toMatchObject([{ retention: 0.8 }]);
  },
);
