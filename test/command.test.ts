import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { settings } from '../src/settings.ts';
import { clearWorkplaces, doorstep, etude, node, serve, workplace } from './support/process.ts';

afterAll(clearWorkplaces);

const lines = (text: string) => text.trimEnd().split('\n');

test.concurrent.each([
  { what: 'an unknown command', args: ['chekc'], says: 'There is no command "chekc". Did you mean "check"?' },
  { what: 'a command no table knows', args: ['constructor'], says: 'There is no command "constructor".' },
  {
    what: 'an unknown option',
    args: ['check', '--formt=json'],
    says: 'There is no option --formt. Did you mean "format"?',
  },
  { what: 'an unknown letter', args: ['-x'], says: 'There is no option -x.' },
  {
    what: 'an option of another command',
    args: ['--format', 'json'],
    says: '"serve" has no option --format.',
  },
  {
    what: 'an option without its value',
    args: ['check', '--format'],
    says: '--format needs a value after it.',
  },
  {
    what: 'an option in the place of a value',
    args: ['check', '--format', '--help'],
    says: '--format needs a value after it.',
  },
  { what: 'a value that is not wanted', args: ['--version='], says: '--version takes no value.' },
  {
    what: 'a value that is not known',
    args: ['check', '--format', 'jsn'],
    says: '--format is "jsn": use text or json. Did you mean "json"?',
  },
  { what: 'a surplus argument', args: ['serve', 'again'], says: '"serve" takes no "again".' },
  {
    what: 'a path that leads nowhere',
    args: ['check', 'nowhere'],
    says: 'There is no file or folder nowhere.',
  },
  {
    what: 'a day that no calendar has',
    args: ['check', '--today', '2026-02-30'],
    says: '--today is "2026-02-30"',
  },
  {
    what: 'two views at once',
    args: ['check', '--rules', '--bots'],
    says: '--rules and --bots cannot be used together',
  },
  {
    what: 'a view as data',
    args: ['check', '--bots', '--format=json'],
    says: '--bots and --format cannot be used together',
  },
  {
    what: 'a view as a gate',
    args: ['check', '--coverage', '--strict'],
    says: '--coverage and --strict cannot be used together',
  },
  {
    what: 'a view beside data',
    args: ['check', '--bots', '--data', 'x', '--strict'],
    says: '--bots and --strict cannot be used together',
  },
  {
    what: 'a view of a day',
    args: ['check', '--rules', '--today', '2026-06-30'],
    says: '--rules and --today cannot be used together',
  },
  {
    what: 'data that is not there',
    args: ['check', '--data', 'nowhere'],
    says: '--data: there is no folder nowhere',
  },
  {
    what: 'data without a database',
    args: ['check', '--data', '.'],
    says: '--data: there is no etude.db in .',
  },
  {
    what: 'new without an objective',
    args: ['new'],
    says: 'new: name an objective, such as "etude new red.one".',
  },
  { what: 'two backups at once', args: ['backup', 'a', 'b'], says: '"backup" takes one file: remove "b".' },
  { what: 'restore without a backup', args: ['restore'], says: 'restore: name a backup.' },
  { what: 'a backup of nothing', args: ['backup'], says: 'There is no database in ./data: ' },
  { what: 'a drill of nothing', args: ['drill'], says: 'There is no database in ./data: ' },
  {
    what: 'new for two objectives',
    args: ['new', 'red.one', 'red.two'],
    says: 'takes one objective: remove "red.two"',
  },
  {
    what: 'new for an unknown objective',
    args: ['new', 'red.oen'],
    says: 'new: there is no objective "red.oen". Did you mean "red.one"?',
  },
])('$what ends with exit 2: $says', async ({ args, says }) => {
  const { status, stdout, stderr } = await etude(workplace(), args);
  expect([status, stdout, lines(stderr)]).toEqual([2, '', [expect.stringContaining(says)]]);
});

test.concurrent.each(['help', 'check --format json -h'])(
  '"%s" lists every command and option',
  async (asked) => {
    const { status, stdout } = await etude(workplace(), asked.split(' '));
    expect(status).toBe(0);
    const names = lines(stdout)
      .map((line) => /^ {2}(\S+) .*\S/.exec(line)?.[1])
      .filter(Boolean);
    expect(names).toEqual([
      'serve',
      'check',
      'fmt',
      'new',
      'import',
      'export',
      'questions',
      'backup',
      'restore',
      'drill',
      'move',
      'doctor',
      'learner',
      'healthcheck',
      'systemd',
      'config',
      'completion',
      'help',
      'version',
      '--env-file',
      '--new',
      '--demo',
      '--repair',
      '--format',
      '--strict',
      '--all',
      '--today',
      '--data',
      '--rules',
      '--bots',
      '--coverage',
      '--into',
      '--dry-run',
      '--yes',
      '--to',
      '--man',
      '--json',
      '--help',
      '--version',
    ]);
  },
);

test.concurrent.each(['version', '--version'])('"%s" says the version', async (asked) => {
  const ended = await etude(workplace(), [asked]);
  expect(ended).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test.concurrent('config shows every setting with its value, default and meaning', async () => {
  const { status, stdout } = await node(workplace(), [process.execPath, doorstep, 'config']);
  expect(status).toBe(0);
  expect(lines(stdout)).toEqual(
    Object.values(settings).flatMap((setting) => [
      setting.name === 'ETUDE_NEWCOMERS'
        ? 'ETUDE_NEWCOMERS = off   [default 120]'
        : `${setting.name} = ${setting.default || '(not set)'}   [the default]`,
      `    ${setting.help}`,
    ]),
  );
});

test.concurrent.each([['--env-file', 'etude.env'], ['--env-file=etude.env']])(
  '%s adds settings from a file, and the environment wins',
  async (...option) => {
    const place = workplace();
    writeFileSync(
      join(place, 'etude.env'),
      '# ours\nETUDE_GUEST_DAYS=7\nETUDE_ZONE="Europe/Berlin"\nPORT=4321\n',
    );
    const { stdout } = await etude(place, ['config', ...option], { ETUDE_ZONE: 'Asia/Tokyo' });
    expect(lines(stdout)).toEqual(
      expect.arrayContaining([
        'ETUDE_GUEST_DAYS = 7   [default 90]',
        'ETUDE_ZONE = Asia/Tokyo   [default UTC]',
        'ETUDE_PORT = 4321   [default 3000]',
      ]),
    );
  },
);

test.concurrent('serve takes its settings from the file too, and prints the address people use', async () => {
  const place = workplace();
  const settings = 'ETUDE_PORT=0\nETUDE_ACCESS=guests\nETUDE_BASE_URL=https://quiz.example.org/etude\n';
  writeFileSync(join(place, 'etude.env'), settings);
  const server = await serve(place, ['--env-file', 'etude.env'], {});
  expect(server.line).toBe('Etude serves https://quiz.example.org/etude\n');
  expect((await server.end('SIGTERM')).status).toBe(0);
});

test.concurrent.each(['nowhere', '.'])(
  'an env file that cannot be read (%s) ends with exit 2',
  async (file) => {
    // Without the two dashes Node itself looks for the file first, even behind the script, and ends with exit 9.
    const command = [process.execPath, '--', doorstep, 'config', '--env-file', file];
    const { status, stderr } = await node(workplace(), command);
    expect([status, lines(stderr)]).toEqual([
      2,
      [expect.stringContaining(`--env-file: ${file} cannot be read`)],
    ]);
  },
);

test.concurrent('ETUDE_PORT is read before PORT, and config refuses what serve would refuse', async () => {
  const { status, stdout, stderr } = await etude(workplace(), ['config'], {
    PORT: '4321',
    ETUDE_PORT: '4322',
    ETUDE_ZONE: 'Mars/Olympus',
  });
  expect(stdout).toContain('ETUDE_PORT = 4322 ');
  expect([status, stderr]).toEqual([2, expect.stringContaining('ETUDE_ZONE is "Mars/Olympus"')]);
});

const pretended = [
  process.execPath,
  '--eval',
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });
   await import('${pathToFileURL(doorstep)}');`,
];

test.concurrent.each([{ version: '20.1.0', command: pretended }, ...olderNode()])(
  'a Node that is too old ($version) says so in one sentence and ends with exit 2',
  async ({ version, command }) => {
    const { status, stdout, stderr } = await node(workplace(), command);
    expect([status, stdout, lines(stderr)]).toEqual([
      2,
      '',
      [expect.stringContaining(`Etude needs Node 26 or newer and this is Node ${version}: `)],
    ]);
  },
);

/** An older Node of this machine, if its path leads to one. */
function olderNode(): { version: string; command: string[] }[] {
  const folders = process.env.PATH!.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  for (const file of folders.map((folder) => join(folder, 'node')).filter(existsSync)) {
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    if (Number.parseInt(version, 10) < 26) return [{ version, command: [file, doorstep] }];
  }
  return [];
}
