import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Blueprint } from '../../src/bank/schema/blueprint.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { folderOf } from '../../src/base/installation.ts';
import { plainQuestions, taxonomy, writeBank } from './bank.ts';
import { bundled } from './bundled.ts';
import { goodQuestion, layOut } from './lint.ts';

/** What a process left when it had ended. */
export type Ended = { status: number | null; stdout: string; stderr: string };

export type Environment = Record<string, string>;

/** The doorstep of the command line. */
export const doorstep = folderOf('src/etude.js');

/** How users start Etude: from source. */
export const fromSource: readonly string[] = [process.execPath, doorstep];
/** The single file, as `npm run build` makes it. */
export const singleFile = folderOf('dist/etude');
/** What `npm run torture` tortures is the single file, which it builds before. */
export const tortured: readonly string[] = process.env.TORTURE ? [singleFile] : fromSource;

/** Where a test file's workplaces are; another file in this process makes a folder of its own. */
let root: string | undefined;
function newFolder(name: string): string {
  root ??= mkdtempSync(join(tmpdir(), 'etude-'));
  return mkdtempSync(join(root, name));
}

const running = new Set<ChildProcess>();

/** A folder of its own to run Etude in; its bank has one question in red.one and one in blue.one. */
export function workplace(
  changes: { red?: Partial<AuthoredQuestion>; blue?: Partial<AuthoredQuestion> } = {},
) {
  const folder = newFolder('place-');
  write(join(folder, 'questions/bank.json'), JSON.stringify(taxonomy));
  for (const colour of ['red', 'blue'] as const) {
    const questions = [{ ...own(goodQuestion(`${colour}.one-001`), colour), ...changes[colour] }];
    write(join(folder, `questions/${colour}/one.json`), layOut({ questions }));
  }
  return folder;
}

/** The same with so many plain questions for each of the four objectives, and mock exams if they are given. */
export function plainWorkplace(perObjective: number, blueprints: readonly Blueprint[] = []): string {
  const folder = newFolder('place-');
  writeBank(join(folder, 'questions'), plainQuestions(perObjective), blueprints);
  return folder;
}

/** A question in words of its own, so that it is no duplicate. */
function own(question: AuthoredQuestion, colour: string): AuthoredQuestion {
  if (colour === 'red') return question;
  return {
    ...question,
    stem: 'After an outage the people on call learn who was to blame, and the next warning comes late. Which habit brings warnings in time?',
  };
}

/** An empty folder to run Etude in, as whoever is its owner. */
export function emptyPlace(owner = process.getuid?.() ?? 0): string {
  const folder = newFolder('empty-');
  chmodSync(dirname(folder), 0o711);
  chownSync(folder, owner, -1);
  return folder;
}

/** Where a text stands in a file of a workplace, in a line that says something, as file:line:column. */
export function placeOf(folder: string, file: string, text: string, beside = text): string {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const line = lines.findIndex((line) => line.includes(beside));
  return `${file}:${line + 1}:${lines[line]!.indexOf(text) + 1}`;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * Starts a Node with arguments; it inherits no setting from whoever runs the tests, starts faster by a cache, and lets
 * any number of newcomers begin from this machine.
 */
function start(cwd: string, [node, ...args]: readonly string[], env: Environment) {
  const child = spawn(node!, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ETUDE_NEWCOMERS: 'off',
      ...env,
    },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  running.add(child);
  const ended = once(child, 'close').then(([status]): Ended => {
    running.delete(child);
    return { status, ...output };
  });
  return { child, output, ended };
}

/** Runs a Node to its end. */
export function node(cwd: string, command: readonly string[], env: Environment = {}): Promise<Ended> {
  return start(cwd, command, env).ended;
}

/**
 * Runs a command line to its end: in this process, which takes a tenth of the time, or in one of its own if it is told a
 * program. `serve` always has a process of its own, because it ends with it.
 */
export async function etude(
  cwd: string,
  args: readonly string[],
  env: Environment = {},
  program?: readonly string[],
): Promise<Ended> {
  const settings = { ETUDE_LOG_LEVEL: 'warn', ...env };
  if (program || args[0] === 'serve')
    return node(cwd, [...(program ?? (await bundled())), ...args], settings);
  return inTurn(cwd, args, settings);
}

/** Runs `serve` in this process, for what it refuses before it holds the data folder. */
export function refusedServe(cwd: string, env: Environment, ...args: readonly string[]): Promise<Ended> {
  return inTurn(cwd, ['serve', ...args], env);
}

function inTurn(cwd: string, args: readonly string[], env: Environment): Promise<Ended> {
  const ended = lastCommand.then(() => runHere(cwd, args, { ETUDE_NEWCOMERS: 'off', ...env }));
  lastCommand = ended.catch(() => {});
  return ended;
}

/** One command after the other, because this process is in one folder at a time. */
let lastCommand: Promise<unknown> = Promise.resolve();

async function runHere(cwd: string, args: readonly string[], env: Environment): Promise<Ended> {
  const { run } = await import('../../src/main.ts');
  const home = process.cwd();
  process.chdir(cwd);
  try {
    return await run([...args], env);
  } finally {
    process.chdir(home);
  }
}

/** Serves from the bundle, on a free port, unless told otherwise; ready when its first line is printed. */
export async function serve(
  cwd: string,
  args: readonly string[] = [],
  env: Environment = { ETUDE_PORT: '0' },
  program?: readonly string[],
) {
  const command = [...(program ?? (await bundled())), ...args];
  const began = performance.now();
  const { child, output, ended } = start(cwd, command, env);
  const line = await Promise.race([once(child.stdout, 'data').then(([text]) => String(text)), ended]);
  if (typeof line !== 'string') throw new Error(`It does not serve: ${JSON.stringify(line)}`);
  return {
    pid: child.pid,
    /** Milliseconds from its spawn to its first line. */
    readyMs: performance.now() - began,
    /** Milliseconds of processor time until then, which other work on the machine does not lengthen; told by Linux alone. */
    readyCpuMs: process.platform === 'linux' ? cpuMs(child.pid!) : undefined,
    line,
    address: line.trim().split(' ').at(-1)!,
    /** What it has said so far. */
    output,
    end(signal: 'SIGTERM' | 'SIGKILL') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Milliseconds of processor time that a process has used, as Linux counts them in hundredths of a second. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Ends what a failed test has left behind, and removes every workplace. */
export async function clearWorkplaces(): Promise<void> {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'close')));
  if (root) rmSync(root, { recursive: true, force: true });
  root = undefined;
}
