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

const textOf = (file: string) => readFileSync(folderOf(file), 'utf8');

/** A page of the help, which has the tables of what there is. */
const help = (page: string) => textOf(`views/help/${page}.md`);

/** The settings as the rows of their table; written into it by hand when this test says so. */
const rows = Object.values(settings).map(
  ({ name, default: fallback, help }: Setting<unknown>) =>
    `| \`${name}\` | ${fallback ? `\`${fallback}\`` : 'not set'} | ${help} |`,
);

test('the table of settings is the one in the code', () => {
  const told = help('settings').split('\n');
  expect(
    told.filter((line) => line.startsWith('| `')),
    'views/help/settings.md has a row for each setting, in the order of src/settings.ts',
  ).toEqual(rows);
});

test('every command stands in the help, and no other', () => {
  const said = execFileSync(process.execPath, [folderOf('src/etude.js'), 'help'], { encoding: 'utf8' });
  const known = [...said.split('Options')[0]!.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name);
  const told = [...help('commands').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(known.length).toBeGreaterThan(4);
  expect(told, 'views/help/commands.md has a row for each command, in the order of src/commands.ts').toEqual(
    known,
  );
});

test('every route stands in the help, and no other', async () => {
  const house = await startHouse(checkedBank(plainQuestions(1)), { oidc: noProvider });
  const routes = routesOf(house.app);
  await house.close();
  const told = [...help('pages').matchAll(/`((?:GET|POST|PUT) [^`]+)`/g)].map(([, route]) => route!);
  expect(told.length).toBeGreaterThan(10);
  expect(told.toSorted(), 'views/help/pages.md has a row for each route').toEqual(
    routes.filter((route) => !route.startsWith('HEAD')).toSorted(),
  );
});

test('every promise names tests that are there, and torture tries them all', () => {
  const promises = promisesOf(help('promises'));
  expect(promises.length).toBeGreaterThan(20);
  const files = [...new Set(promises.flatMap(({ files }) => files))];
  expect(files.filter((file) => !existsSync(folderOf(file)))).toEqual([]);
  const tried = manifest.scripts.torture.split(' ').filter((word) => word.startsWith('test/'));
  expect(files.filter((file) => !tried.some((path) => file.startsWith(path)))).toEqual([]);
});

test('the question in the help is a good one', () => {
  const json = /```json\n(.*?)```/s.exec(help('banks'))![1]!;
  const bank = {
    title: 'x',
    domains: [{ id: 'calms', title: 'x', objectives: [{ id: 'calms.culture', title: 'x' }] }],
  };
  const { problems, findings } = lintFiles([{ path: 'calms/culture.json', text: json }], { bank });
  expect(problems).toEqual([]);
  expect(findings.filter(({ rule }) => rule !== 'format')).toEqual([]);
});

test('the README is a front door: short, and each of its links leads to a file', () => {
  const readme = textOf('README.md');
  expect(
    readme.split('\n').length,
    'README.md has fewer than 200 lines; longer texts belong into views/help',
  ).toBeLessThan(200);
  const targets = [...readme.matchAll(/\]\(([^)#]+)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source!,
  );
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((target) => !target.startsWith('https:') && !existsSync(folderOf(target)))).toEqual(
    [],
  );
});
