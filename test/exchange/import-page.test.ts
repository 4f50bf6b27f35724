import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { type Running, runSelf } from '../../src/base/process/child-process.ts';
import { authorViewOf, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';

const bank = checkedBank(plainQuestions(2));
const folder = mkdtempSync(join(tmpdir(), 'etude-import-page-'));
const questions = join(folder, 'questions');
let house: House;
let author: Reader;
let running: Running;
beforeAll(async () => {
  house = await startHouse(bank, {
    authorView: authorViewOf(plainQuestions(2)),
    questions,
    runSelf: (args, progress) => {
      running = runSelf(args, { ...process.env, ETUDE_QUESTIONS: questions }, { progress });
      return running;
    },
  });
  author = new Reader(house.app);
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

async function send(content: string | Buffer, name: string, reader = author): Promise<Page> {
  const { token = 'none' } = (await reader.get('/bank/import')).form('/bank/import');
  return reader.upload('/bank/import', token, content, name);
}

/** The page while Etude is at work, and once it has finished. */
async function finished(sentOn: Page): Promise<Page> {
  expect(sentOn.status).toBe(303);
  const path = String(sentOn.headers.location);
  const before = await author.get(path);
  if (before.headers.refresh) expect(before.text('[role=status]')).toContain('This page reloads itself');
  await running.ended;
  return author.get(path);
}

const quiz = 'Which is red? {=Blood ~Grass}\n\nSay why. {}\n';

test('an author sees the report first, and one button writes', async () => {
  const report = await finished(await send(quiz, '../colours.gift'));
  expect(report.text('.note')).toBe('2 questions: 1 imported unchanged, 0 changed, 1 left out.');
  expect(report.texts('.entries li')[0]).toMatch(/^colours\.gift, .*left out: Say why\./);
  expect(existsSync(questions)).toBe(false);
  const fields = report.form('/bank/import/confirm');
  const sentOn = await author.send('/bank/import/confirm', fields);
  const done = await finished(sentOn);
  expect(done.text('[role=status]')).toContain('The questions are in the bank’s folder.');
  expect(loadBank(questions).questions).toHaveLength(1);
  expect(done.has('/bank/import/confirm')).toBe(false);
  await finished(await author.send('/bank/import/confirm', fields));
  expect(loadBank(questions).questions).toHaveLength(1);
});

test('a file that is none of the formats is refused in a sentence', async () => {
  const page = await finished(await send(Buffer.from([1, 0, 2, 0]), 'x.gift'));
  expect(page.text('.note')).toContain('Etude does not know this format.');
  expect(page.has('/bank/import/confirm')).toBe(false);
});

test('no file, a forged form, a file that is too large and a file that is gone are refused', async () => {
  const none = await send('', '');
  expect([none.status, none.text('[role=alert]')]).toEqual([422, 'Choose a file first.']);
  expect((await author.upload('/bank/import', 'forged', quiz, 'a.gift')).status).toBe(403);
  const large = await send(Buffer.alloc(16 * 2 ** 20 + 1, 'x'), 'large.gift');
  expect([large.status, large.text('[role=alert]')]).toEqual([
    422,
    'This file is larger than 16 MB. Split it, or use "etude import", which takes larger ones.',
  ]);
  const gone = await author.get('/bank/import?file=gone');
  expect([gone.status, gone.text('.lead')]).toEqual([404, 'Etude no longer has this file. Choose it again.']);
});

test('the bank that comes with Etude is never written to', async () => {
  const shipped = await startHouse(bank, {
    authorView: authorViewOf(plainQuestions(2)),
    questions: folderOf('questions'),
  });
  const reader = new Reader(shipped.app);
  const page = await reader.get('/bank/import');
  expect(page.text('.note')).toContain('The bank that comes with Etude cannot be changed.');
  expect(page.has('/bank/import')).toBe(false);
  const { token = '' } = (await reader.answerRight(await reader.get('/practice'))).form('/undo');
  expect((await reader.upload('/bank/import', token, quiz, 'a.gift')).status).toBe(409);
  await shipped.close();
});
