import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { settings } from '../../src/settings.ts';

/** The instructions of the Dockerfile's last stage; no engine is needed to hold them to the program. */
const stage = readFileSync(folderOf('Dockerfile'), 'utf8')
  .split(/^FROM .*$/m)
  .at(-1)!;
const told = (instruction: string) =>
  [...stage.matchAll(new RegExp(`^${instruction} (.*)$`, 'gm'))].map(([, rest]) => rest!);

test('its settings are settings of Etude’s, and it runs as nobody', () => {
  const names = told('ENV').flatMap((line) => [...line.matchAll(/(\w+)=/g)].map(([, name]) => name!));
  const known = Object.values(settings).map(({ name }) => name as string);
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  expect(told('USER')).toEqual(['65534:65534']);
  expect(told('EXPOSE')).toEqual([settings.port.default]);
  expect(told('VOLUME')).toEqual(['/data']);
});

test('what it serves with and asks itself with are commands of Etude’s', () => {
  const help = execFileSync(process.execPath, [folderOf('src/etude.js'), 'help'], { encoding: 'utf8' });
  const program = '/usr/local/bin/etude';
  expect(told('COPY').at(-1)).toBe(`--chmod=0755 dist/etude ${program}`);
  expect(told('ENTRYPOINT').map((line) => JSON.parse(line))).toEqual([[program]]);
  const [check] = told('HEALTHCHECK').map((line) => JSON.parse(line.split(' CMD ')[1]!));
  const [serve] = told('CMD').map((line) => JSON.parse(line));
  expect(check).toEqual([program, 'healthcheck']);
  for (const command of ['healthcheck', ...serve]) expect(help).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});
