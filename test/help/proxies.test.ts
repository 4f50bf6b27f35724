import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderOf } from '../../src/base/installation.ts';

/** The proxies' own programs read the configurations that the help and compose.yaml have for several nodes. */

const folder = mkdtempSync(join(tmpdir(), 'etude-proxies-'));
afterAll(() => rmSync(folder, { recursive: true }));

const textOf = (file: string) => readFileSync(folderOf(file), 'utf8');
const page = textOf('views/help/postgresql.md');
const written = (kind: string) => new RegExp(`\`\`\`${kind}\\n(.*?)\`\`\``, 's').exec(page)![1]!;

/** What a program says of a configuration; `undefined` where it is not installed. */
function judge(program: string, config: string, args: (file: string) => string[]) {
  const file = join(folder, `${program}.conf`);
  writeFileSync(file, config);
  const { status, stdout, stderr } = spawnSync(program, args(file), { encoding: 'utf8', cwd: folder });
  return { status, said: stdout + stderr };
}
const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

test.skipIf(!has('haproxy', '-v')).each([
  ['the help', written('haproxy').replace(/ ssl crt \S+/, '')],
  ['compose.yaml', parse(textOf('compose.yaml'), { merge: true }).configs.haproxy.content as string],
])('HAProxy finds the configuration of %s valid', (_where, config) => {
  const { status, said } = judge('haproxy', config, (file) => ['-c', '-V', '-f', file]);
  expect([status, said]).toEqual([0, expect.stringContaining('Configuration file is valid')]);
  expect(said).not.toContain('WARNING');
});

test.skipIf(!has('nginx', '-v'))('nginx finds the configuration of the help valid', () => {
  const servers = written('nginx')
    .replace('443 ssl', '127.0.0.1:8443')
    .replace(/ *ssl_certificate.*\n/g, '');
  const config = `pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${servers} }`;
  const { status, said } = judge('nginx', config, (file) => ['-t', '-p', folder, '-c', file]);
  expect([status, said]).toEqual([0, expect.stringContaining('test is successful')]);
});

test.skipIf(!has('caddy', 'version'))('Caddy finds the configuration of the help valid', () => {
  const { status, said } = judge('caddy', written('caddy'), (file) => [
    'validate',
    '--adapter',
    'caddyfile',
    '--config',
    file,
  ]);
  expect([status, said]).toEqual([0, expect.stringContaining('Valid configuration')]);
});

test('each of them asks every node at the same addresses', () => {
  const nodes = ['10.0.0.1:3001', '10.0.0.2:3001', '10.0.0.3:3001'];
  for (const kind of ['haproxy', 'caddy', 'nginx'])
    expect([kind, written(kind).match(/10\.0\.0\.\d:\d+/g)]).toEqual([kind, nodes]);
  for (const kind of ['haproxy', 'caddy']) expect(written(kind)).toContain('/readyz');
});
