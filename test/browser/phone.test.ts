import { afterAll, expect, test } from 'vitest';
import { openPage } from '../support/browser.ts';
import { textOf } from '../support/pointing.ts';
import { serveStops } from '../support/stops.ts';

const { address, stops, close } = await serveStops();
afterAll(close);
const { page, close: closePage } = await openPage(address, { viewport: { width: 375, height: 667 } });
afterAll(closePage);

type Box = { x: number; y: number; width: number; height: number };

/** The boxes of what a selector finds on a page that is in view, at a width of the window. */
async function boxesOf(name: string, width: number, selector: string): Promise<Box[]> {
  await page.setViewportSize({ width, height: 667 });
  await page.goto(stops.find((stop) => stop.name === name)!.path);
  return page.evaluate<Box[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .map((each) => each.getBoundingClientRect().toJSON())`);
}

test('an exam that is under way stands above the cover of Today', async () => {
  const [note] = await boxesOf('today in an exam', 375, '.note');
  const [cover] = await boxesOf('today in an exam', 375, '.cover');
  expect(note!.y + note!.height).toBeLessThanOrEqual(cover!.y);
});

test('a repeat that a miss adds is said on the verdict’s first line', async () => {
  const [through] = await boxesOf('verdict, wrong', 375, '.through');
  expect(await textOf(page, '.through')).toContain('+1 repeat');
  expect(through!.height).toBeLessThan(40);
});

test.each([375, 1280])(
  'the line of progress keeps its place when a miss adds a repeat: %i px',
  async (width) => {
    const [right] = await boxesOf('verdict, right', width, '.through svg');
    expect(await boxesOf('verdict, wrong', width, '.through svg')).toEqual([right]);
  },
);

test.each([375, 1280])(
  'Next keeps its place from the first question of an exam to the next: %i px',
  async (width) => {
    const places = async (name: string) =>
      (await boxesOf(name, width, '.sit .bar > *')).map(({ x, width, height }) => ({ x, width, height }));
    const [first] = await places('exam, a question');
    const later = await places('exam, some answered');
    expect(later[0]).toEqual(first);
    expect(new Set(later.map(({ height }) => height)).size).toBe(1);
  },
);

test.each([375, 1280])('the pass marks of a result lie under each other: %i px', async (width) => {
  const pictures = await boxesOf('exam, result, passed', width, '.spans .chart.span');
  expect(pictures.length).toBeGreaterThan(6);
  expect(new Set(pictures.map(({ x, width }) => `${x} ${width}`)).size).toBe(1);
});
