import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a page notes, by its name. */
const notes: Record<string, string> = {
  'question with a note, several answers': 'This question asks for two options',
  'question with a note, far too long': 'This question asks for three options',
  'verdict, answered earlier': 'You have already answered this',
  'settings, saved': 'Saved.',
  'a lesson': 'You have finished “The metrics” for today.',
  'today after a set': 'Five answered, four right.',
  'workbench, far too long': 'This question asks for three options',
  'settings with a note': 'There is no time zone “Nowhere”',
  'a schedule, being fitted': 'Etude is ',
  'your exam, with a note': 'Choose dates from the calendar',
  'your exam, with a date': 'Saved. Your plan starts today.',
  'your exam, set': 'Saved. Your plan starts today.',
  'how it went, with a note': 'The score must be a number',
  'an account just made': 'Your account is ready.',
  'sign-in with a note': 'The name or the password is wrong.',
  'leave with a note': 'Tick the box first.',
  'import questions, report': 'Nothing has been written yet.',
  'export questions, at work': 'Etude is writing the file.',
  'help, searched': 'places in the help',
  'everything deleted': 'Etude has deleted your answers',
  'joining a group with a note': 'Choose a name of 1 to 80 characters.',
};

/** Landmarks, headings and notes are in place on a page. */
export async function listen(page: Page, name: string): Promise<void> {
  for (const landmark of ['banner', 'main', 'contentinfo'] as const) {
    expect(await page.getByRole(landmark).count(), landmark).toBe(1);
  }
  const levels = await page.getByRole('heading').evaluateAll((all) => all.map(({ tagName }) => tagName));
  expect(levels.filter((level) => level === 'H1')).toHaveLength(1);
  levels.forEach((level, i) => {
    if (i > 0) expect(Number(level[1]) - Number(levels[i - 1]![1])).toBeLessThanOrEqual(1);
  });
  const told = await page.locator('[role=status], [role=alert]').filter({ visible: true }).allInnerTexts();
  expect(told.filter(Boolean)).toEqual(name in notes ? [expect.stringContaining(notes[name]!)] : []);
}

/** On paper there is nothing to press, and black on white, also where the screen is dark. */
export async function print(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const pressed = page
    .locator('nav, footer, button:not(.vh), summary, .do, .bar, .skip')
    .filter({ visible: true });
  expect(await pressed.allInnerTexts()).toEqual([]);
  expect(await page.locator('.stem, h1').filter({ visible: true }).count()).toBeGreaterThan(0);
  const colours =
    'const { backgroundColor, color } = getComputedStyle(document.body); [backgroundColor, color]';
  const [paper, ink] = await page.evaluate<[string, string]>(colours);
  expect(paper).toBe('rgb(255, 255, 255)');
  expect(Number(/oklch\(([\d.]+)/.exec(ink)![1])).toBeLessThan(0.4);
  await page.emulateMedia({ media: null, colorScheme: 'light' });
}
