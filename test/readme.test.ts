import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { folderOf } from '../src/base/installation.ts';
import { type Setting, settings } from '../src/settings.ts';
import { checkedBank, plainQuestions } from './support/bank.ts';
import { noProvider, startHouse } from './support/house.ts';
import { lintFiles } from './support/lint.ts';
import { promisesOf } from './support/promises.ts';
import { routesOf } from './support/routes.ts';

const file = folderOf('README.md');
const readme = readFileSync(file, 'utf8');
const between = (start: string, end: string) => readme.split(start)[1]!.split(end)[0]!;

/** The settings as the README's rows; written into it by hand when this test says so. */
const rows = Object.values(settings).map(
  ({ name, default: fallback, help }: Setting<unknown>) =>
    `| \`${name}\` | ${fallback ? `\`${fallback}\`` : 'not set'} | ${help} |`,
);

test('the table of settings is the one in the code', () => {
  const told = between('## Settings', '## Pages').split('\n');
  expect(told.filter((line) => line.startsWith('| `'))).toEqual(rows);
});

test('every command stands in the README, and no other', () => {
  const help = execFileSync(process.execPath, [folderOf('src/etude.js'), 'help'], { encoding: 'utf8' });
  const known = [...help.split('Options')[0]!.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name);
  const told = [...between('## Commands', '## Settings').matchAll(/^\| `(\w+)` \|/gm)].map(
    ([, name]) => name,
  );
  expect(known.length).toBeGreaterThan(4);
  expect(told).toEqual(known);
});

test('every route stands in the README, and no other', async () => {
  const house = await startHouse(checkedBank(plainQuestions(1)), { oidc: noProvider });
  const routes = routesOf(house.app);
  await house.close();
  const told = [...between('## Pages', '## A question').matchAll(/`((?:GET|POST) [^`]+)`/g)].map(
    ([, route]) => route!,
  );
  expect(told.length).toBeGreaterThan(10);
  expect(told.toSorted()).toEqual(routes.filter((route) => !route.startsWith('HEAD')).toSorted());
});

test('every promise names tests that are there, and torture tries them all', () => {
  const promises = promisesOf(readme);
  expect(promises.length).toBeGreaterThan(20);
  const files = [...new Set(promises.flatMap(({ files }) => files))];
  expect(files.filter((file) => !existsSync(folderOf(file)))).toEqual([]);
  const tried = manifest.scripts.torture.split(' ').filter((word) => word.startsWith('test/'));
  expect(files.filter((file) => !tried.some((path) => file.startsWith(path)))).toEqual([]);
});

test('the question in the README is a good one', () => {
  const json = /```json\n(.*?)```/s.exec(readme)![1]!;
  const bank = {
    title: 'x',
    domains: [{ id: 'calms', title: 'x', objectives: [{ id: 'calms.culture', title: 'x' }] }],
  };
  const { problems, findings } = lintFiles([{ path: 'calms/culture.json', text: json }], { bank });
  expect(problems).toEqual([]);
  expect(findings.filter(({ rule }) => rule !== 'format')).toEqual([]);
});
