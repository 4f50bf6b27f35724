import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import type { Progress } from '../../src/base/process/progress.ts';
import { run } from '../../src/main.ts';
import { authorViewOf, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { publicSet } from '../support/public-set.ts';
import { type Page, Reader } from '../support/reader.ts';
import { unstamped } from '../support/unstamped.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-walk-'));
const questions = join(folder, 'bank');
let house: House;

/** Runs a command in this process, as a server runs it in one of its own. */
function runHere(args: readonly string[], progress: Progress) {
  const ended = run([...args], { ETUDE_QUESTIONS: questions }, progress);
  return {
    ended: ended.then(({ status, stdout, stderr }) => ({ status, text: `${stdout}${stderr}`.trim() })),
    stop() {},
  };
}

beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(2)), {
    authorView: authorViewOf(plainQuestions(2)),
    questions,
    runSelf: runHere,
  });
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

/** The page of a file once Etude has finished with it. */
async function finished(reader: Reader, sentOn: Page): Promise<Page> {
  const path = String(sentOn.headers.location);
  await expect
    .poll(async () => (await reader.get(path)).headers.refresh, { timeout: 30_000 })
    .toBeUndefined();
  return reader.get(path);
}

test('a public set comes in, is practised, goes out in two formats and comes back equal', async () => {
  const author = new Reader(house.app);
  const { token = '' } = (await author.get('/bank/import')).form('/bank/import');
  const report = await finished(
    author,
    await author.upload('/bank/import', token, publicSet(100), 'aws.gift'),
  );
  expect(report.text('.note')).toBe('100 questions: 89 imported unchanged, 10 changed, 1 left out.');
  expect(report.text('.entries')).toContain('It is an essay');
  const written = await finished(
    author,
    await author.send('/bank/import/confirm', report.form('/bank/import/confirm')),
  );
  expect(written.text('[role=status]')).toContain('The questions are in the bank’s folder.');
  const first = loadBank(questions);
  expect([first.problems, first.questions.length]).toEqual([[], 99]);

  house = await house.restart(first);
  const learner = new Reader(house.app);
  for (let i = 0; i < 3; i++) {
    const page = await learner.get('/practice');
    const name = /\(Case \d+\)/.exec(page.text('.stem'))![0];
    const { key, options } = first.questions.find(({ stem }) => stem.includes(name))!;
    const right = options.filter(({ id }) => key.includes(id)).map(({ text }) => page.letter(text));
    expect((await learner.answer(page, right)).text('main')).toContain('Right');
  }

  for (const [format, ending] of [
    ['moodle-xml', 'xml'],
    ['qti-3.0', 'zip'],
  ] as const) {
    const again = new Reader(house.app);
    const fields = { ...(await again.get('/bank/export')).form('/bank/export'), format };
    const done = await finished(again, await again.send('/bank/export', fields));
    expect(done.text('.note')).toBe('99 questions: 99 exported unchanged, 0 changed, 0 left out.');
    const link = done.root.querySelector('a[download]')!.getAttribute('href')!;
    const { rawPayload } = await house.app.inject({
      url: link,
      headers: { host: 'localhost', cookie: again.cookie ?? '' },
    });
    const [file, into] = [join(folder, `aws.${ending}`), join(folder, format)];
    writeFileSync(file, rawPayload);
    const { stdout } = await run(['import', file, '--into', into], {});
    expect(stdout).toContain('99 questions: ');
    expect(stdout).toContain(' 0 left out.');
    expect(loadBank(into).questions.map(unstamped)).toEqual(first.questions.map(unstamped));
  }
}, 120_000);
