import { afterAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { isAskable, type Question, whyOf } from '../../src/bank/model.ts';
import { folderOf } from '../../src/base/installation.ts';
import { openPage } from '../support/browser.ts';
import { startHouse } from '../support/house.ts';
import { Reader } from '../support/reader.ts';
import { answerPath } from '../support/regular.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));

/** How much a verdict has to show when distractors were chosen: the keys, as many wrong options, and why. */
function lengthOf(question: Question): number {
  const { options, key } = question;
  const lengths = (isKey: boolean) =>
    options.filter(({ id }) => key.includes(id) === isKey).map(({ text }) => text.length);
  const wrong = lengths(false)
    .toSorted((a, b) => b - a)
    .slice(0, key.length);
  const reason = whyOf(question).length;
  return [...lengths(true), ...wrong, reason].reduce((sum, length) => sum + length, 0);
}

const longest = bank.questions
  .filter(isAskable)
  .toSorted((a, b) => lengthOf(b) - lengthOf(a))
  .filter(({ concept }, i, all) => all.findIndex((other) => other.concept === concept) === i)
  .slice(0, 30);

const house = await startHouse({ ...bank, questions: longest });
afterAll(() => house.close());
const reader = new Reader(house.app);
const address = await house.listen();
const { page, close } = await openPage(address);
afterAll(close);

/** Answers everything wrong and sure; returns the addresses of the verdicts. */
async function answerAll(): Promise<string[]> {
  const paths: string[] = [];
  for (
    let asked = await reader.get('/practice');
    paths.length < longest.length;
    asked = await reader.get('/practice')
  ) {
    if (asked.has('/practice')) {
      const { wrong } = solve(house.bank, asked.text('.stem'), asked.texts('.option .text'));
      paths.push(answerPath(await reader.answer(asked, wrong, 'sure')));
    } else house.world.pass({ days: 1 });
  }
  return paths;
}

/** What of the answer is not seen without scrolling, by the lower edge of each part. */
const hidden = `(() => {
  const limit = Math.min(innerHeight, document.querySelector('.bar').getBoundingClientRect().top);
  const parts = document.querySelectorAll('.first h1, .first .option, .first .because');
  return [...parts].filter((part) => part.getBoundingClientRect().bottom > limit + 1)
    .map((part) => part.className + ' by ' + Math.round(part.getBoundingClientRect().bottom - limit));
})()`;

test('a verdict shows the answer and why without scrolling: the thirty longest questions', async () => {
  const paths = await answerAll();
  const [name, value] = reader.cookie!.split('=') as [string, string];
  await page.context().addCookies([{ name, value, url: address }]);
  const faults: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    for (const [width, height] of [
      [375, 667],
      [390, 664],
      [1366, 657],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const fault of await page.evaluate<string[]>(hidden))
        faults.push(`${width}: ${await page.title()} ${fault}`);
    }
  }
  expect(faults).toEqual([]);
}, 120_000);
