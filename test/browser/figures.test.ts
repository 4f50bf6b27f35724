import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { visit } from '../support/browser.ts';

test('the figures in lessons begin where the text does, and nothing in them is cut off', async () => {
  const page = await visit('http://localhost');
  for (const file of globSync(folderOf('questions/**/*.svg'))) {
    await page.setContent(readFileSync(file, 'utf8'));
    const [start, top, end, bottom] = await page.evaluate<number[]>(`(() => {
      const svg = document.querySelector('svg');
      const { x, y, width, height } = svg.viewBox.baseVal;
      const box = svg.getBBox({ stroke: true });
      return [box.x - x, box.y - y, x + width - box.x - box.width, y + height - box.y - box.height];
    })()`);
    expect(Math.abs(start!), file).toBeLessThanOrEqual(1);
    for (const room of [top, end, bottom]) expect(room, file).toBeGreaterThanOrEqual(-1);
  }
});
