import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { problemLines } from '../../../src/bank/author/lines.ts';
import type { Problem } from '../../../src/bank/model.ts';
import { blueprint, taxonomy } from '../../support/bank.ts';
import {
  clearWorkplaces,
  etude,
  fromSource,
  placeOf,
  refusedServe,
  workplace,
} from '../../support/process.ts';
import { serveHere } from '../../support/serve-here.ts';

afterAll(clearWorkplaces);

const lines = (text: string) => text.trimEnd().split('\n');

/** A bank with one problem in each of two files, and what their lines must begin with. */
function brokenBank() {
  const folder = workplace({ red: { key: ['a', 'b'] }, blue: { type: 'multiple' } });
  const inRed = placeOf(folder, 'questions/red/one.json', '[', '"key"');
  const inBlue = placeOf(folder, 'questions/blue/one.json', '[', '"key"');
  return {
    folder,
    red: expect.stringMatching(`^${inRed} A question of type "single" .*key`),
    blue: expect.stringMatching(`^${inBlue} A question of type "multiple" .*keys`),
  };
}

test.concurrent('a sound bank passes with exit 0', async () => {
  const folder = workplace();
  const [text, json] = await Promise.all([
    etude(folder, ['check'], {}, fromSource),
    etude(folder, ['check', '--format', 'json']),
  ]);
  expect(text).toEqual({ status: 0, stdout: '2 questions, no problems.\n', stderr: '' });
  expect(json).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
});

const summary = '2 questions, 2 errors, 0 warnings.';

test.concurrent.each([
  { paths: [], reported: ['blue', 'red'] },
  { paths: ['questions'], reported: ['blue', 'red'] },
  { paths: ['questions/red'], reported: ['red'] },
  { paths: ['questions/red', 'questions/blue/one.json'], reported: ['blue', 'red'] },
] as const)(
  'check $paths prints the problems there as file:line:column message',
  async ({ paths, reported }) => {
    const { folder, ...problems } = brokenBank();
    const { status, stdout } = await etude(folder, ['check', ...paths]);
    expect([status, lines(stdout).slice(0, -1)]).toEqual([1, reported.map((colour) => problems[colour])]);
    const counted = reported.length === 1 ? '1 question, 1 error' : '2 questions, 2 errors';
    expect(lines(stdout).at(-1)).toBe(`${counted}, 0 warnings.`);
  },
);

test.concurrent('problems, questions and waivers beside the paths are left out', async () => {
  const waived = { stem: 'As they organize it, who brings the warnings after an outage in time?' };
  const waive = [{ rule: 'IW-30', reason: 'So.' }];
  const folder = workplace({ red: { key: ['a', 'b'] }, blue: { ...waived, waive } });
  writeFileSync(join(folder, 'questions/README.md'), 'How to write.\n');
  const said = async (...paths: string[]) => lines((await etude(folder, ['check', ...paths])).stdout).at(-1);
  expect(await said('questions/blue')).toBe('1 question, no problems, 1 waived.');
  expect(await said('questions/red/one.json')).toBe('1 question, 1 error, 0 warnings.');
  expect(await said('questions')).toBe('2 questions, 1 error, 0 warnings, 1 waived.');
  expect(await said('questions/README.md')).toBe('0 questions, no problems.');
});

test.concurrent('a broken bank.json is told whatever the path, and a bank named twice is told once', async () => {
  const { folder, red, blue } = brokenBank();
  const twice = await etude(folder, ['check', 'questions', './questions/../questions']);
  expect(lines(twice.stdout)).toEqual([blue, red, summary]);
  writeFileSync(join(folder, 'questions/bank.json'), '{}');
  const part = await etude(folder, ['check', 'questions/red']);
  expect([part.status, lines(part.stdout)[0]]).toEqual([
    1,
    'questions/bank.json:1:1 Missing: "title", "domains".',
  ]);
});

test.concurrent('a mock exam that the bank cannot fill is an error of check, and serve does not mind', async () => {
  const folder = workplace();
  const file = join(folder, 'questions/bank.json');
  writeFileSync(file, JSON.stringify({ ...taxonomy, blueprints: [blueprint({ questions: 3 })] }, null, 2));
  const { status, stdout } = await etude(folder, ['check']);
  expect([status, lines(stdout)]).toEqual([
    1,
    [
      expect.stringMatching(
        /^questions\/bank\.json:\d+:9 blueprint It asks for 2 questions from "red", but only 1 can be in one paper/,
      ),
      '2 questions, 1 error, 0 warnings.',
    ],
  ]);
  const server = await serveHere(folder);
  expect((await fetch(new URL('exams/new/mock', server.address))).status).toBe(200);
  expect((await server.end()).status).toBe(0);
});

test.concurrent('ETUDE_QUESTIONS must name the folder of a bank, as it must for serve', async () => {
  const { folder } = brokenBank();
  const { status, stderr } = await etude(folder, ['check'], { ETUDE_QUESTIONS: 'questions/red' });
  expect([status, stderr]).toEqual([
    2,
    'ETUDE_QUESTIONS: there is no bank.json in questions/red: set ETUDE_QUESTIONS to the folder of a bank.\n',
  ]);
});

test.concurrent('--format json prints the same problems as data', async () => {
  const { folder, red, blue } = brokenBank();
  const { status, stdout } = await etude(folder, ['check', '--format=json']);
  const problems: Problem[] = JSON.parse(stdout);
  expect([status, lines(problemLines(problems))]).toEqual([1, [blue, red]]);
});

test.concurrent('serve on a broken bank prints the same list, and serves nothing', async () => {
  const { folder, red, blue } = brokenBank();
  const { status, stdout, stderr } = await refusedServe(folder, { ETUDE_PORT: '0' });
  expect([status, stdout]).toEqual([1, '']);
  expect(lines(stderr)).toEqual([blue, red, expect.stringMatching(/^ETUDE_QUESTIONS: .* fix them/)]);
});

test.concurrent('a folder without a bank ends with exit 2', async () => {
  const { status, stderr } = await etude(workplace(), ['check', '.']);
  expect([status, lines(stderr)]).toEqual([2, [expect.stringContaining('there is no bank.json in .')]]);
});
