import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { readLesson } from '../../src/bank/lesson/lesson.ts';
import { checkedBank, question, redText, taxonomy } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { startHouse } from '../support/house.ts';

/** A table as authors write it, with rows of cells. */
function tableOf(...rows: string[][]): string {
  const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${'---|'.repeat(rows[0]!.length)}`, ...body, ''].join('\n');
}

/** Opens the lesson with other tables. */
async function openLesson(width: number, ...tables: string[]) {
  const text = redText.replace(/(?:\|.*\n)+/, tables.join('\n'));
  const { lesson } = readLesson({ name: 'red/lesson.md', text }, taxonomy.domains[0]!);
  const house = await startHouse({ ...checkedBank([question('red.one-001')]), lessons: [lesson!] });
  onTestFinished(() => house.close());
  const page = await visit(await house.listen(), { viewport: { width, height: 667 } }, /data:/);
  await page.goto('/learn/red');
  return page;
}

/** How wide the table's place is, and what is in it. */
const widthsOf = (table: Locator) =>
  table.evaluate(({ clientWidth, scrollWidth }) => [clientWidth, scrollWidth] as const);

type Clip = { x: number; y: number; width: number; height: number };

/** How much a line across a picture differs from the paper below it, at the left, in the middle and at the right. */
async function lineIn(page: Page, clip: Clip): Promise<number[]> {
  const picture = (await page.screenshot({ clip })).toString('base64');
  // A page without a policy looks at it.
  const easel = page.context().pages()[1] ?? (await page.context().newPage());
  const line = await easel.evaluate(`fetch('data:image/png;base64,${picture}')
    .then((reply) => reply.blob())
    .then(createImageBitmap)
    .then((image) => {
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      canvas.drawImage(image, 0, 0);
      const light = (x, y) => canvas.getImageData(x, y, 1, 1).data[1];
      const rows = [...Array(height).keys()];
      return [1, width >> 1, width - 2].map((x) =>
        Math.max(...rows.map((y) => Math.abs(light(x, y) - light(x, height - 1)))));
    })`);
  return line as number[];
}

/** The edges of a table at which the line under its head fades into the page. */
async function fadesOf(table: Locator): Promise<string[]> {
  await table.scrollIntoViewIfNeeded();
  const { x, width } = (await table.boundingBox())!;
  const head = (await table.locator('thead').boundingBox())!;
  const y = Math.round(head.y + head.height) - 3;
  const [left, middle, right] = await lineIn(table.page(), { x, y, width, height: 7 });
  expect(middle).toBeGreaterThan(10);
  return Object.entries({ left, right }).flatMap(([edge, line]) => (line! < middle! / 2 ? [edge] : []));
}

const words = (text: string, columns: number) => Array.from({ length: columns }, () => text);

test('a table that is wider than the window fades into the page where more is, in both themes', async () => {
  const page = await openLesson(375, tableOf(words('Responsibilities', 5), words('yes', 5)));
  const table = page.locator('.scroll');
  expect(await fadesOf(table)).toEqual(['right']);
  await page.emulateMedia({ colorScheme: 'dark' });
  await table.evaluate((element) => element.scrollTo(60, 0));
  expect(await fadesOf(table)).toEqual(['left', 'right']);
  await table.evaluate((element) => element.scrollTo(9999, 0));
  expect(await fadesOf(table)).toEqual(['left']);
  await page.setViewportSize({ width: 1280, height: 860 });
  expect(await fadesOf(table)).toEqual([]);
  await page.setViewportSize({ width: 375, height: 667 });
  await table.evaluate((element) => element.setAttribute('dir', 'rtl'));
  expect(await fadesOf(table)).toEqual(['left']);
});

test('a table fits where its longest words do', async () => {
  const fitting: [number, string[]][] = [
    [320, ['Pitfall', 'How it sounds', 'What is better']],
    [320, ['Letter', 'Value', 'What it asks for', 'Often mistaken']],
    [375, ['Metric', 'Measurement', 'Throughput today', 'Throughput in 2023']],
    [375, ['Year', 'Cluster', 'Deploys', 'Lead time', 'Fail rate', 'Recovery']],
  ];
  const tables = fitting.map(([, cells]) =>
    tableOf(
      cells,
      cells.map((cell) => `${cell}, and a good many words more`),
    ),
  );
  const page = await openLesson(320, ...tables);
  for (const [i, [width, cells]] of fitting.entries()) {
    await page.setViewportSize({ width, height: 667 });
    const [place, content] = await widthsOf(page.locator('.scroll').nth(i));
    expect(content, cells.join()).toBe(place);
  }
});

test('a table that is wider than the text takes the room beside it', async () => {
  const page = await openLesson(1280, tableOf(words('Responsibilities', 7), words('yes', 7)));
  const table = page.locator('.scroll');
  const [place, content] = await widthsOf(table);
  expect([place, content]).toEqual([expect.closeTo(content, 0), expect.closeTo(place, 0)]);
  const text = (await page.locator('.prose p').last().boundingBox())!;
  expect([text.width <= 640, place > 640, place <= 920]).toEqual([true, true, true]);
});
