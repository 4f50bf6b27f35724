import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildingAuthorView } from '../../src/bank/author/author-view.ts';
import { type Bank, building } from '../../src/bank/bank.ts';
import { judgingFolder, nothingKnown } from '../../src/bank/files/check.ts';
import { readingBank } from '../../src/bank/files/load.ts';
import { createReader, isSameReading } from '../../src/bank/files/reader.load.ts';
import { readSource } from '../../src/bank/files/source.load.ts';
import { comparing } from '../../src/bank/past/reconcile.ts';
import { inTurns, pace, type Work } from '../../src/base/turns.ts';
import { fileOf, writeLargeBank } from '../support/large-bank.ts';

/** Large enough that each step of the work shows: forty files of ten questions. */
const questions = 400;
const objective = 'domain-1.part-3';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'etude-large-'));
  writeLargeBank(folder, { questions, perObjective: 10 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Changes the first stem of an objective. */
function save(word: string): void {
  const file = join(folder, fileOf(objective));
  writeFileSync(file, readFileSync(file, 'utf8').replace('"stem": "', `"stem": "${word} `));
}

test('after one save only the file that changed is read, and only the question that changed is judged', async () => {
  const reads: string[] = [];
  // The clock is well past the moment at which the files were written.
  const read = createReader(
    folder,
    () => Date.now() + 60_000,
    (path, name) => {
      reads.push(path);
      return readSource(path, name);
    },
  );
  const known = nothingKnown();
  const look = async () => {
    const files = await read();
    const judged = await inTurns(judgingFolder(files, known));
    const authorView = await inTurns(buildingAuthorView(files, judged, '2026-11-24', []));
    const bank = await inTurns(building(judged.taxonomy, judged.questions, judged.lessons));
    return { files, judged, authorView, bank };
  };
  const before = await look();
  expect(before.judged.problems).toEqual([]);
  expect(reads).toHaveLength(41);

  reads.length = 0;
  save('Saved');
  const after = await look();
  expect(reads).toEqual([fileOf(objective)]);
  expect(isSameReading(before.files, after.files)).toBe(false);
  const judgedBefore = new Set(before.judged.questions);
  const fresh = after.judged.questions.filter((each) => !judgedBefore.has(each));
  expect(fresh.map(({ id, stem }) => [id, stem.slice(0, 6)])).toEqual([[`${objective}-0001`, 'Saved ']]);
  const findings = new Set(before.authorView.findings);
  const others = after.authorView.findings.filter(({ file }) => !file.endsWith(fileOf(objective)));
  expect(others.filter((finding) => finding.rule !== 'IW-27' && !findings.has(finding)).length).toBeLessThan(
    50,
  );
  const live = new Set(before.bank.questions);
  expect(after.bank.questions.filter((each) => !live.has(each))).toHaveLength(1);

  reads.length = 0;
  expect(isSameReading(after.files, await read())).toBe(true);
  expect(reads).toEqual([]);
});

test('what cannot be read, and what lies beside the bank, is told each time; only what changes is read again', async () => {
  const reads: string[] = [];
  const read = createReader(
    folder,
    () => Date.now() + 60_000,
    (path, name) => {
      reads.push(path);
      return readSource(path, name);
    },
  );
  const [pipe, latin, stray] = ['domain-2.part-0', 'domain-2.part-1', 'domain-2.part-x'].map((each) =>
    join(folder, fileOf(each)),
  ) as [string, string, string];
  const texts = [pipe, latin].map((file) => readFileSync(file));
  rmSync(pipe);
  execFileSync('mkfifo', [pipe]);
  writeFileSync(latin, Buffer.from('"\xe4"', 'latin1'));
  writeFileSync(stray, '{}');
  const before = await read();
  expect(before.unreadable.map(({ message }) => message)).toEqual([
    'It cannot be read: it is a pipe, not a file.',
    'It cannot be read: save it as UTF-8.',
  ]);
  expect(before.warnings.map(({ file }) => file)).toEqual([stray]);
  reads.length = 0;
  const again = await read();
  expect(isSameReading(before, again)).toBe(true);
  expect(reads).toEqual([fileOf('domain-2.part-0')]);
  rmSync(stray);
  expect(isSameReading(again, await read())).toBe(false);
  for (const file of [pipe, latin]) rmSync(file);
  [pipe, latin].forEach((file, i) => {
    writeFileSync(file, texts[i]!);
  });
  expect((await read()).unreadable).toEqual([]);
});

test('what was judged after a save is what is judged at a start', async () => {
  const known = nothingKnown();
  const read = createReader(folder, () => Date.now() + 60_000);
  const look = async (from: typeof known) => {
    const files = await read();
    const judged = await inTurns(judgingFolder(files, from));
    return inTurns(buildingAuthorView(files, judged, '2026-11-24', []));
  };
  await look(known);
  save('Another');
  const [incremental, whole] = [await look(known), await look(nothingKnown())];
  expect(incremental.findings).toEqual(whole.findings);
  expect(incremental.questions).toEqual(whole.questions);
  expect(incremental.scores()).toEqual(whole.scores());
});

test('work on a large bank is done in steps of a question at the most', async () => {
  const steps = (work: Work<unknown>) => {
    let count = 1;
    while (!work.next().done) count++;
    return count;
  };
  const files = await createReader(folder, Date.now)();
  const known = nothingKnown();
  const judged = await inTurns(judgingFolder(files, known));
  const build = (): Work<Bank> => building(judged.taxonomy, judged.questions, judged.lessons);
  const bank = await inTurns(build());
  expect(steps(readingBank(folder))).toBeGreaterThan(120);
  expect(steps(judgingFolder(files))).toBeGreaterThan(questions);
  expect(steps(buildingAuthorView(files, judged, '2026-11-24', []))).toBeGreaterThan(4 * questions);
  expect(steps(build())).toBeGreaterThan(2 * questions);
  expect(steps(comparing([], bank.questions))).toBeGreaterThan(questions);
});

test('a turn of the event loop ends once it has lasted long enough', async () => {
  let now = 0;
  let longest = 0;
  function* work(): Work<void> {
    let began = 0;
    const turn = { isOver: false };
    setImmediate(() => {
      turn.isOver = true;
    });
    for (let i = 0; i < 100; i++) {
      now += 1;
      longest = Math.max(longest, now - began);
      yield;
      if (!turn.isOver) continue;
      began = now;
      turn.isOver = false;
      setImmediate(() => {
        turn.isOver = true;
      });
    }
  }
  await inTurns(
    work(),
    pace(() => now),
  );
  expect(longest).toBeLessThanOrEqual(20);
});
