import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import { resize } from './frame.ts';
import { isDrawn } from './share.ts';

const light = { colorScheme: 'light', forcedColors: 'none' } as const;
const dark = { colorScheme: 'dark', forcedColors: 'none' } as const;
const forced = { colorScheme: 'dark', forcedColors: 'active' } as const;
type Look = {
  colorScheme: 'light' | 'dark';
  forcedColors: 'none' | 'active';
  width: number;
  rules: 'all' | 'contrast';
};

/**
 * The looks in which a page is tried. Themes differ in colours alone, so that all rules are tried in one look, which
 * changes from page to page and from day to day. The colours of another theme are tried on two pages of three, and the
 * third has its turn the next day. `npm run torture` tries every look.
 */
export function looksOf(i: number): Look[] {
  const [width, other] = isDrawn(i, 2) ? [320, 1280] : [1280, 320];
  const [theme, otherTheme] = isDrawn(Math.floor(i / 2), 2) ? [light, dark] : [dark, light];
  const whole: Look = { ...theme, width, rules: 'all' };
  const inOtherTheme: Look = { ...otherTheme, width: other, rules: 'contrast' };
  const inForced: Look = { ...forced, width: 1280, rules: 'contrast' };
  const rest: Look[] = [
    { ...otherTheme, width: other, rules: 'all' },
    { ...theme, width: other, rules: 'contrast' },
    { ...otherTheme, width, rules: 'contrast' },
  ];
  if (process.env.TORTURE) return [whole, inOtherTheme, ...rest, inForced];
  if (isDrawn(i, 3)) return [whole, inForced];
  return isDrawn(i + 1, 3) ? [whole, inOtherTheme] : [whole];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Makes axe for a window that it is given, with a timer that also runs where scripts are off. */
const makeAxe = `globalThis.axeIn = (window) => {
  const setTimeout = (job) => void Promise.resolve().then(job);
  ${axe}
}; 0`;

/** Tells the colour that is seen where colours are forced: Chromium forces `-webkit-text-fill-color`, but tells the author's. */
const tellForced = `
  const told = CSSStyleDeclaration.prototype.getPropertyValue;
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    const isForced = name === '-webkit-text-fill-color' && matchMedia('(forced-colors: active)').matches;
    return isForced ? '' : told.call(this, name);
  }`;

/** Asks axe in the page itself, so that it need not hand over everything that it has passed. */
const ask = (rules: 'all' | 'contrast') => `axe.run({
  preload: false,
  resultTypes: ['violations'],
  ${rules === 'contrast' ? "runOnly: ['color-contrast']," : ''}
}).then(({ violations, passes }) => ({
  passed: passes.length,
  theme: {
    colorScheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    forcedColors: matchMedia('(forced-colors: active)').matches ? 'active' : 'none',
  },
  faults: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)),
}))`;

/** Gives the page in a frame axe, which the window around it keeps compiled for all of its pages. */
async function lendAxe(frame: Frame): Promise<void> {
  const around = frame.page();
  if (!(await around.evaluate<boolean>("'axeIn' in globalThis"))) await around.evaluate(makeAxe);
  await around.evaluate('axeIn(frames[0])');
  await frame.evaluate(tellForced);
}

type Asked = { passed: number; theme: Partial<Look>; faults: string[] };

/** What axe finds wrong with the page in a frame, in each of some looks. */
export async function faultsOf(frame: Frame, looks: readonly Look[]): Promise<string[]> {
  await lendAxe(frame);
  const found: string[] = [];
  for (const { width, rules, ...theme } of looks) {
    await frame.page().emulateMedia(theme);
    await resize(frame, { width, height: 800 });
    const { passed, theme: seen, faults } = await frame.evaluate<Asked>(ask(rules));
    expect(seen).toEqual(theme);
    if (rules === 'all') expect(passed).toBeGreaterThan(15);
    else expect(passed + faults.length, 'the colours were looked at').toBeGreaterThan(0);
    found.push(...faults.map((fault) => `${JSON.stringify({ width, ...theme })} ${fault}`));
  }
  return found;
}
