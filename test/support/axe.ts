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

/** Where a server for browsers has axe: a script with an address of its own is compiled once for many pages. */
export const axePath = '/axe.js';
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe needs here: a timer that runs where scripts are off, and the colour that is seen where colours are forced
 * (Chromium forces `-webkit-text-fill-color` on the screen, but tells scripts the author's).
 */
const crutches = `
  if (matchMedia('(scripting: none)').matches) setTimeout = (job) => void Promise.resolve().then(job);
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

type Asked = { passed: number; theme: Partial<Look>; faults: string[] };

/** What axe finds wrong with the page in a frame, in each of some looks; where scripts are off it is handed over. */
export async function faultsOf(
  frame: Frame,
  looks: readonly Look[],
  scripts: 'on' | 'off',
): Promise<string[]> {
  const load = scripts === 'on' ? `import('${axePath}').then(() => 0)` : `${axe}; 0`;
  await frame.evaluate(`${crutches}; ${load}`);
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
