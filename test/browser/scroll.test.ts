import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkedBank, question, redLesson } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { startHouse } from '../support/house.ts';

/** How light a picture is, from 0 to 255; a page without a policy looks at it. */
async function lightness(page: Page, clip: { x: number; y: number; width: number; height: number }) {
  const picture = (await page.screenshot({ clip })).toString('base64');
  const easel = await page.context().newPage();
  const light = await easel.evaluate(`fetch('data:image/png;base64,${picture}')
    .then((reply) => reply.blob())
    .then(createImageBitmap)
    .then((image) => {
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.width, image.height);
      return data.reduce((sum, value) => sum + value, 0) / data.length;
    })`);
  await easel.close();
  return light as number;
}

/** The edges of a table at which a shade is seen: there it is darker than further in, above its first line of text. */
async function shadesOf(table: Locator): Promise<string[]> {
  await table.scrollIntoViewIfNeeded();
  const { x, y, width } = (await table.boundingBox())!;
  const at = (left: number) => lightness(table.page(), { x: left, y: y + 1, width: 3, height: 5 });
  const middle = await at(x + width / 2);
  const edges = { left: await at(x), right: await at(x + width - 3) };
  return Object.entries(edges).flatMap(([edge, light]) => (middle - light > 10 ? [edge] : []));
}

test('a lesson’s table that is wider than the window shows that it scrolls, at the edge where more is', async () => {
  const house = await startHouse({ ...checkedBank([question('red.one-001')]), lessons: [redLesson] });
  const page = await visit(await house.listen(), { viewport: { width: 375, height: 667 } }, /data:/);
  await page.goto('/learn/red');
  const table = page.locator('.scroll');
  expect(await shadesOf(table)).toEqual(['right']);
  await table.evaluate((element) => element.scrollTo(60, 0));
  expect(await shadesOf(table)).toEqual(['left', 'right']);
  await table.evaluate((element) => element.scrollTo(9999, 0));
  expect(await shadesOf(table)).toEqual(['left']);
  await page.setViewportSize({ width: 1280, height: 860 });
  expect(await shadesOf(table)).toEqual([]);
  await house.close();
});
