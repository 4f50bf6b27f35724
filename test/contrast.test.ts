import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from '../src/base/installation.ts';

/** Every colour token of the stylesheet in both themes, and what must be told from what. */
const css = readFileSync(folderOf('views/assets/etude.css'), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): ((?:light-dark|oklch)\(.*\));/g)].map(([, name, value]) => [name!, value!]),
);

type Theme = 'light' | 'dark';

/** The oklch triple of a token in a theme, through `light-dark()` and `var()`. */
function colour(name: string, theme: Theme): [number, number, number] {
  const value = tokens.get(name);
  if (!value) throw new Error(`There is no colour --${name}.`);
  const pair = /^light-dark\((.*\)), (.*\))\)$/.exec(value);
  const own = pair ? pair[theme === 'light' ? 1 : 2]! : value;
  const other = /^var\(--([\w-]+)\)$/.exec(own);
  if (other) return colour(other[1]!, theme);
  const [lightness, chroma, hue] = /^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$/.exec(own)!.slice(1).map(Number);
  return [lightness! / 100, chroma!, hue!];
}

/** A colour in linear sRGB (Ottosson 2020), clipped to the gamut. */
function linear([lightness, chroma, hue]: [number, number, number]): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number) => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return [red, green, blue];
}

/** Relative luminance by WCAG. */
function luminance(colour: [number, number, number]): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A token as pictures write it, such as `#062b20`. */
function hexOf(name: string, theme: Theme): string {
  const bytes = linear(colour(name, theme)).map((x) =>
    Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055)),
  );
  return `#${Buffer.from(bytes).toString('hex')}`;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [dark, light] = [one, other].map((name) => luminance(colour(name, theme))).sort((x, y) => x - y) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const text: [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'wash'],
  ['ink', 'chosen'],
  ['ink2', 'paper'],
  ['ink2', 'wash'],
  ['ink2', 'chosen'],
  ['paper', 'ink'],
  ['on-yellow', 'yellow'],
  ['on-cover', 'cover'],
  ['right', 'paper'],
  ['wrong', 'paper'],
  ['paper', 'right'],
];
const shapes: [string, string][] = [
  ['edge', 'paper'],
  ['edge', 'chosen'],
  ['line', 'paper'],
  ['ink', 'band'],
  ['on-cover', 'cover-band'],
  ['right', 'paper'],
  ['wrong', 'paper'],
];
/** Decoration: nothing is told by these alone. */
const decoration = ['rule', 'shade'];

const themes: Theme[] = ['light', 'dark'];

test('black on white is 21', () => {
  tokens.set('black', 'oklch(0% 0 0)').set('white', 'oklch(100% 0 0)');
  expect(contrast('black', 'white', 'light')).toBeCloseTo(21, 3);
  tokens.delete('black');
  tokens.delete('white');
});

test.each(text.flatMap(([a, b]) => themes.map((theme) => [a, b, theme] as const)))(
  'text: %s on %s, %s',
  (a, b, theme) => {
    expect(contrast(a, b, theme)).toBeGreaterThanOrEqual(4.5);
  },
);

test.each(shapes.flatMap(([a, b]) => themes.map((theme) => [a, b, theme] as const)))(
  'shapes: %s on %s, %s',
  (a, b, theme) => {
    expect(contrast(a, b, theme)).toBeGreaterThanOrEqual(3);
  },
);

test('no colour is left out', () => {
  const judged = new Set([...text, ...shapes].flat().concat(decoration));
  expect([...tokens.keys()].filter((name) => !judged.has(name))).toEqual([]);
});

/** The names that figures give to the tokens. */
const names = {
  ink: 'ink',
  soft: 'ink2',
  line: 'rule',
  mark: 'yellow',
  bad: 'wrong',
  good: 'right',
  wash: 'wash',
};

test.each(globSync(folderOf('questions/**/*.svg')))(
  'a lesson’s figure has the colours of its page: %s',
  (file) => {
    const picture = readFileSync(file, 'utf8');
    const own = [...picture.matchAll(/svg \{ (--.*) \}/g)].map(([, declared]) => declared);
    const wanted = themes.map((theme) =>
      Object.entries(names)
        .map(([name, token]) => `--${name}: ${hexOf(token, theme)}`)
        .join('; '),
    );
    expect(own).toEqual(wanted);
    expect(picture).toContain(`.onMark { fill: ${hexOf('on-yellow', 'light')} }`);
  },
);
