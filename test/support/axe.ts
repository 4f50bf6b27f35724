import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import { findAt } from './frame.ts';
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

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.js'), 'utf8');
const takesDocument = 'var document = window.document;';
if (!source.includes(takesDocument)) throw new Error('axe-core takes its document in another way.');

const takesEveryDocument = `var document;
  globalThis.turnAxe = (next) => {
    window = global = next;
    document = window.document;
    window.axe = axe;
  };
  turnAxe(window);`;

/**
 * One axe for all pages, which is then compiled and optimised once: `turnAxe` turns it to the window of the next page.
 * Its timer also runs where scripts are off.
 */
const makeAxe = `((window) => {
  const setTimeout = (job) => void Promise.resolve().then(job);
  ${source.replace(takesDocument, takesEveryDocument)}
})(frames[0]); 0`;

/** Tells the colour that is seen where colours are forced: Chromium forces `-webkit-text-fill-color`, but tells the author's. */
const tellForced = `{
  const told = CSSStyleDeclaration.prototype.getPropertyValue;
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    return name === '-webkit-text-fill-color' ? '' : told.call(this, name);
  };
}`;

/** Asks axe in the page itself, so that it need not hand over everything that it has passed. */
const ask = ({ rules, forcedColors }: Look) => `${forcedColors === 'active' ? tellForced : ''}
axe.run({
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

/** Turns the axe of the window around a frame to the page in it. */
async function turnAxe(frame: Frame): Promise<void> {
  const around = frame.page();
  if (!(await around.evaluate<boolean>("'turnAxe' in globalThis && !turnAxe(frames[0])")))
    await around.evaluate(makeAxe);
}

type Asked = { passed: number; theme: Partial<Look>; faults: string[] };

/** What axe finds wrong with the page in a frame, in each of some looks, of which those with forced colours are last. */
export async function faultsOf(frame: Frame, looks: readonly Look[]): Promise<string[]> {
  await turnAxe(frame);
  const found: string[] = [];
  for (const look of looks) {
    const { width, rules, ...theme } = look;
    await frame.page().emulateMedia(theme);
    const { passed, theme: seen, faults } = await findAt<Asked>(frame, { width, height: 800 }, ask(look));
    expect(seen).toEqual(theme);
    if (rules === 'all') expect(passed).toBeGreaterThan(15);
    else expect(passed + faults.length, 'the colours were looked at').toBeGreaterThan(0);
    found.push(...faults.map((fault) => `${JSON.stringify({ width, ...theme })} ${fault}`));
  }
  return found;
}
