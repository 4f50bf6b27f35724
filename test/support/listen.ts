import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import { findAt, type Size } from './frame.ts';

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
  'how it went, with a note': 'The score must be a whole number',
  'an account just made': 'Your account is ready.',
  'sign-in with a note': 'The name or the password is wrong.',
  'leave with a note': 'Tick the box first.',
  'import questions, report': 'Nothing has been written yet.',
  'export questions, at work': 'Etude is writing the file.',
  'help, searched': 'places in the help',
  'everything deleted': 'Etude has deleted your answers',
  'joining a group with a note': 'Choose a name of 1 to 80 characters.',
};

// What runs in the page is handed over as text: for a locator Playwright would first bring its own script along.

type Heard = { landmarks: number[]; levels: number[]; told: string[] };

/** How often each landmark is heard, the levels of the headings in order, and what notes say. */
const heard = `(() => {
    const isHeard = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden=true]');
    const all = (selector) => [...document.querySelectorAll(selector)].filter(isHeard);
    return {
      landmarks: ['body > header', 'main', 'body > footer'].map((selector) => all(selector).length),
      levels: all('h1, h2, h3, h4, h5, h6').map(({ tagName }) => Number(tagName[1])),
      told: all('[role=status], [role=alert]').map(({ innerText }) => innerText.trim()).filter(Boolean),
    };
  })()`;

/** Landmarks, headings and notes are in place on a page in a frame. */
export async function listen(frame: Frame, size: Size, name: string): Promise<void> {
  const { landmarks, levels, told } = await findAt<Heard>(frame, size, heard);
  expect(landmarks, 'banner, main and content information').toEqual([1, 1, 1]);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.forEach((level, i) => {
    if (i > 0) expect(level - levels[i - 1]!).toBeLessThanOrEqual(1);
  });
  expect(told).toEqual(name in notes ? [expect.stringContaining(notes[name]!)] : []);
}

type Printed = { pressed: string[]; read: number; paper: string; ink: string };

/** What can still be pressed on paper, how much there is to read, and the colours of paper and ink. */
const printed = `(() => {
    const all = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const { backgroundColor, color } = getComputedStyle(document.body);
    return {
      pressed: all('nav, footer, button:not(.vh), summary, .do, .bar, .skip').map(({ innerText }) => innerText),
      read: all('.stem, h1').length,
      paper: backgroundColor,
      ink: color,
    };
  })()`;

/** On paper there is nothing to press, and black on white, also where the screen is dark. */
export async function print(frame: Frame, size: Size): Promise<void> {
  const page = frame.page();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const { pressed, read, paper, ink } = await findAt<Printed>(frame, size, printed);
  expect(pressed).toEqual([]);
  expect(read).toBeGreaterThan(0);
  expect(paper).toBe('rgb(255, 255, 255)');
  expect(Number(/oklch\(([\d.]+)/.exec(ink)![1])).toBeLessThan(0.4);
  await page.emulateMedia({ media: null, colorScheme: 'light' });
}
