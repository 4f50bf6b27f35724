import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { visit } from '../support/browser.ts';
import { clearWorkplaces, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

afterAll(clearWorkplaces);

test('an author saves a file and watches the page change, breaks it and is told where, and mends it', async () => {
  const folder = workplace();
  const file = join(folder, 'questions/red/one.json');
  const sound = readFileSync(file, 'utf8');
  const save = (text: string) => {
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  };
  const server = await serveHere(folder, { ETUDE_AUTHOR: '1', ETUDE_LOG_LEVEL: 'silent' });
  const page = await visit(server.address);
  await page.goto('bank/red.one-001');
  const stem: string = JSON.parse(sound).questions[0].stem;
  const legend = page.locator('legend');
  expect(await legend.innerText()).toBe(stem);

  save(sound.replace(stem, 'Which of these has just been saved to the disk?'));
  await legend.getByText('Which of these has just been saved to the disk?').waitFor();

  save(sound.replace('"single"', 'single'));
  await page
    .getByText(/This is not JSON/)
    .first()
    .waitFor();
  expect(await page.locator('main').innerText()).toContain('questions/red/one.json:5:15');

  save(sound);
  await legend.getByText(stem).waitFor();
  await page.context().close();
  expect((await server.end()).status).toBe(0);
});
