import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { options } from '../../src/arguments.ts';
import { commands, listed } from '../../src/commands.ts';
import { run } from '../../src/main.ts';
import { settings } from '../../src/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const print = async (...args: string[]) => (await run(args, {})).stdout;
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

/** Writes a file of a name, and runs a program on it. */
function tried(name: string, text: string, program: string, ...args: string[]) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(program, [...args, file], { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

describe('the man page', () => {
  test('has every command that is listed, every option and every setting', async () => {
    const page = await print('help', '--man');
    const bold = [...page.matchAll(/^\.TP\n\.BI? "?(.*?)"?( .*)?$/gm)].map(([, term]) => term!);
    const plain = bold.map((term) => term.replaceAll('\\-', '-').trim());
    expect(plain).toEqual(expect.arrayContaining([...Object.keys(listed), 'ETUDE_PORT']));
    for (const name of [...Object.keys(options), ...Object.values(settings).map((each) => each.name)])
      expect(page.replaceAll('\\-', '-')).toContain(name);
    expect(page).not.toMatch(/`|^['.](?!TH|SH|TP|BI? |RI |br$)/m);
  });

  test.skipIf(!has('mandoc'))('mandoc finds nothing wrong with it', async () => {
    const linted = tried('etude.1', await print('help', '--man'), 'mandoc', '-Tlint');
    expect(linted.stdout + linted.stderr).toBe('');
  });

  test.skipIf(!has('man'))('man shows it', async () => {
    const shown = tried('etude.1', await print('help', '--man'), 'man', '--warnings', '-l');
    expect(shown.stderr).toBe('');
    expect(shown.stdout).toContain('etude - exam practice with spaced repetition');
  });
});

describe('completion', () => {
  test('the words after a command are those that the command knows', async () => {
    const withWords = Object.entries(commands).filter(([, { words = [] }]) => words.length > 1);
    expect(withWords.map(([name]) => name)).toEqual(['export', 'learner', 'systemd', 'completion']);
    for (const [name, { words = [] }] of withWords) {
      const { status, stderr } = await run([name, 'zzz'], { ETUDE_QUESTIONS: 'built-in' });
      expect([name, status]).toEqual([name, 2]);
      const [, said = ''] = /((?:[\w.-]+, )*[\w.-]+ (?:and|or) [\w-]+)/.exec(stderr) ?? [];
      expect(new Set(said.split(/, | and | or /)), `words of ${name} in src/commands.ts`).toEqual(
        new Set(words),
      );
    }
  });

  test.each([
    { args: ['completion'], says: 'Name a shell. Use bash, zsh or fish.\n' },
    {
      args: ['completion', 'bsh'],
      says: 'There is no completion for "bsh". Did you mean "bash"? Use bash, zsh or fish.\n',
    },
    { args: ['completion', 'constructor'], says: /^There is no completion for "constructor"/ },
    { args: ['completion', 'bash', 'x'], says: '"completion" takes one shell: remove "x".\n' },
  ])('$args is refused', async ({ args, says }) => {
    const { status, stdout, stderr } = await run(args, {});
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
  });

  test('bash completes commands, options, their values and words', async () => {
    const cases: [words: string[], expected: string[]][] = [
      [['etude', 'do'], ['doctor']],
      [['etude', ''], Object.keys(listed)],
      [
        ['etude', '--'],
        ['--env-file', '--help', '--version'],
      ],
      [['etude', 'check', '--st'], ['--strict']],
      [
        ['etude', 'check', '--format', ''],
        ['text', 'json'],
      ],
      [['etude', 'check', '--format', '=', 'j'], ['json']],
      [
        ['etude', 'check', '--format', '='],
        ['text', 'json'],
      ],
      [['etude', 'learner', 'inv'], ['invite']],
      [['etude', '--env-file', 'doctor', 'learner', 'unf'], ['unfit']],
      [['etude', '--env-file', '=', 'x', 'systemd', 'so'], ['socket']],
      // What is a path is left to bash itself.
      [['etude', 'learner', 'export', ''], []],
      [['etude', 'check', 'qu'], []],
      [['etude', 'check', '--data', ''], []],
      [['etude', 'ahead', ''], []],
    ];
    const asked = cases.map(
      ([words]) =>
        `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _etude; echo "\${COMPREPLY[*]}"`,
    );
    const script = [await print('completion', 'bash'), ...asked].join('\n');
    const { status, stdout, stderr } = tried('completion.bash', script, 'bash', '--norc');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(0, -1)).toEqual(cases.map(([, expected]) => expected.join(' ')));
  });

  test('every option of every command is completed by its command', async () => {
    const script = await print('completion', 'bash');
    for (const [name, { options: own }] of Object.entries(listed)) {
      const line = script.split('\n').find((each) => each.trim().startsWith(`${name}) words=`));
      for (const option of own) expect(line).toContain(`--${option} `);
    }
  });

  test.skipIf(!has('fish'))('fish completes them too', async () => {
    const asked = ['etude learner un', 'etude check --format j', 'etude check --st', 'etude heal'];
    const script = `${await print('completion', 'fish')}\n${asked.map((line) => `complete -C '${line}'`).join('\n')}\n`;
    const { status, stdout, stderr } = tried('etude.fish', script, 'fish', '--no-config');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'unfit',
      'json',
      '--strict',
      'healthcheck',
      '',
    ]);
  });

  test.skipIf(!has('zsh'))('zsh completes them too', async () => {
    // What zsh asks with is told here; its own functions need a terminal.
    const script = `compdef() { : }
_arguments() { [[ $1 == -C ]] && state=$wanted || print -rl -- "$@" }
_describe() { print -rl -- "\${(@P)2}" }
${await print('completion', 'zsh')}
wanted=command; words=(etude ''); _etude
wanted=rest; words=(check ''); _etude
words=(learner ''); _etude`;
    const { status, stdout, stderr } = tried('_etude', script, 'zsh', '-f');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    for (const [name, { help }] of Object.entries(listed)) expect(lines).toContain(`${name}:${help}`);
    expect(lines).toContain('--strict[Make check fail on warnings too.]');
    expect(lines).toContain('--format[How check prints problems.]:value:(text json)');
    expect(stdout).toMatch(/^1:word:\(list add .*unfit\)\n\*:file:_files$/m);
  });
});
