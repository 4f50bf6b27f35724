import { text as readAll } from 'node:stream/consumers';
import manifest from '../package.json' with { type: 'json' };
import { showConfig, showVersion } from './about.ts';
import { options } from './arguments.ts';
import { Refusal } from './base/failure.ts';
import { isSingleFile } from './base/installation.ts';
import { lazy } from './base/lazy.ts';
import { didYouMean } from './base/text/nearest.ts';
import { isoDay } from './base/time.ts';
import { realWorld } from './base/world.ts';
import type { Call } from './call.ts';
import { readConfig } from './config.ts';
import type { CommandLine } from './help/terminal/model.ts';
import { type CommandResult, printedText } from './result.ts';
import { settings } from './settings.ts';

type Command = {
  help: string;
  options: string[];
  takesPaths?: boolean;
  /** What the first word after it may be, where it is one of a few. */
  words?: readonly string[];
  /** Whether it is only for a server to run, and not listed. */
  isHidden?: boolean;
  run(call: Call): Promise<CommandResult> | CommandResult;
};

// A command loads only what it needs: together they are several hundred files.
const questions = lazy(() => import('./questions.ts'));
const operating = lazy(() => import('./operating.ts'));

/** Every command there is, in the order of the help. */
export const commands: Record<string, Command> = {
  serve: {
    help: 'Serve Etude. The default. --new starts with an empty database if one was lost; --demo shows a demo and keeps nothing.',
    options: ['env-file', 'new', 'demo'],
    run: async ({ environment, options }) => {
      const { serve, serveDemo } = await import('./serve.ts');
      const start = options.demo ? serveDemo : serve;
      await start(readConfig(environment), environment, options.new);
      return { status: 0, stdout: '', stderr: '' };
    },
  },
  check: {
    help: 'Check question files and list every problem with its file, line and column. Takes files and folders.',
    options: ['env-file', 'format', 'strict', 'all', 'today', 'data', 'rules', 'bots', 'coverage'],
    takesPaths: true,
    run: async (call) => (await questions()).checkQuestions(call),
  },
  fmt: {
    help: 'Format question files. Takes files and folders.',
    options: ['env-file'],
    takesPaths: true,
    run: async (call) => (await questions()).formatQuestions(call),
  },
  new: {
    help: 'Add an empty question to an objective, and print its location.',
    options: ['env-file'],
    takesPaths: true,
    run: async (call) => (await questions()).newQuestion(call),
  },
  import: {
    help: 'Import questions from another program’s file or folder, with a report on each. --dry-run only reports.',
    options: ['env-file', 'into', 'dry-run', 'all'],
    takesPaths: true,
    run: async (call) => (await questions()).importQuestions(call),
  },
  export: {
    help: 'Write the bank to a new file in the format you name, or print it, and report what the format cannot hold.',
    options: ['env-file', 'all'],
    takesPaths: true,
    words: [
      'gift',
      'aiken',
      'moodle-xml',
      'anki',
      'qti-3.0',
      'qti-2.2',
      'qti-2.1',
      'qti-1.2',
      'csv',
      'tsv',
      'markdown',
      'json',
    ],
    run: async (call) => (await questions()).exportQuestions(call, process.stdout.isTTY),
  },
  questions: {
    help: 'With "unpack <folder>": copy the bank that comes with Etude into your own folder, for editing.',
    options: ['env-file'],
    takesPaths: true,
    words: ['unpack'],
    run: async (call) => (await questions()).unpackQuestions(call),
  },
  backup: {
    help: 'Make and check a backup while people practise, and delete backups that are no longer needed; or write one to the file you name.',
    options: ['env-file'],
    takesPaths: true,
    run: async (call) => (await operating()).makeBackup(call),
  },
  restore: {
    help: 'Check a backup and replace the data with it; Etude keeps the old data. Stop Etude first.',
    options: ['env-file'],
    takesPaths: true,
    run: async (call) => (await operating()).restoreBackup(call),
  },
  drill: {
    help: 'Restore the newest backup beside the data, to check that this works, and remove the copy. On PostgreSQL: verify a restored database.',
    options: ['env-file'],
    run: async (call) => (await operating()).drillBackup(call),
  },
  move: {
    help: 'Copy everything from SQLite to PostgreSQL or back, and compare every row. Stop Etude first.',
    options: ['env-file', 'to'],
    run: async (call) => (await import('./moving.ts')).moveDatabase(call),
  },
  doctor: {
    help: 'Check settings, folder, database, log and bank, even while the server runs. --repair rebuilds caches.',
    options: ['env-file', 'repair'],
    run: async (call) => (await operating()).examine(call),
  },
  learner: {
    help: 'List learners; with a verb: add, invite, role, reset, merge, delete, export, import, fit or unfit.',
    options: ['env-file', 'yes'],
    takesPaths: true,
    words: ['list', 'add', 'invite', 'role', 'reset', 'merge', 'delete', 'export', 'import', 'fit', 'unfit'],
    run: async (call) => (await import('./learners.ts')).aboutLearners(call),
  },
  healthcheck: {
    help: 'Ask the server with these settings whether it is ready; exit 0 or 1.',
    options: ['env-file'],
    run: async (call) => (await operating()).checkHealth(call),
  },
  systemd: {
    help: 'Print systemd units for these settings: "systemd service", "systemd socket", "systemd node", or all that are needed.',
    options: ['env-file'],
    takesPaths: true,
    words: ['service', 'socket', 'node'],
    run: async (call) => (await operating()).showUnits(call),
  },
  config: {
    help: 'Show every setting with its value, default and meaning.',
    options: ['env-file'],
    run: ({ environment }) => showConfig(environment),
  },
  ahead: {
    help: 'Simulate a plan read from standard input.',
    options: [],
    isHidden: true,
    run: async () => {
      const { aheadWork } = await import('./plan/ahead/ahead.work.ts');
      return printedText(aheadWork(await readAll(process.stdin)));
    },
  },
  fit: {
    help: 'Fit a learner’s schedule to their answers, read from standard input.',
    options: [],
    isHidden: true,
    run: async () => {
      const { fitWork } = await import('./memory/weights/fit.work.ts');
      return printedText(await fitWork(await readAll(process.stdin)));
    },
  },
  completion: {
    help: 'Print a script that lets a shell complete commands and options: "completion bash", zsh or fish.',
    options: [],
    takesPaths: true,
    words: ['bash', 'zsh', 'fish'],
    run: showCompletion,
  },
  help: {
    help: 'Show this help; --man prints a man page.',
    options: ['man'],
    run: ({ options: { man = false } }) => (man ? showManPage() : showHelp()),
  },
  version: {
    help: 'Show the version; --json adds its components.',
    options: ['json'],
    run: ({ options: { json = false } }) => showVersion(json),
  },
};

/** The commands that help lists. */
export const listed = Object.fromEntries(Object.entries(commands).filter(([, { isHidden }]) => !isHidden));

/** Commands and options. */
export function showHelp(): CommandResult {
  const rows = (entries: [string, string][]) =>
    entries.map(([name, help]) => `  ${name.padEnd(24)}${help}`).join('\n');
  return printedText(`Etude ${manifest.version}, exam practice with spaced repetition

Usage: ${isSingleFile ? 'etude <command>' : 'node src/etude.js <command>   or   npm run etude -- <command>'}

Commands
${rows(Object.entries(listed).map(([name, { help }]) => [name, help]))}

Options
${rows(Object.entries(options).map(([name, { value, help }]) => [`--${name} ${value}`, help]))}

A running Etude shows more help at /help, such as http://127.0.0.1:3000/help.`);
}

/** The command line as man pages and completions are made from it. */
function commandLine(): CommandLine {
  return {
    commands: Object.entries(listed).map(([name, { help, options, words = [], takesPaths = false }]) => {
      return { name, help, options, words, takesPaths };
    }),
    options: Object.entries(options).map(([name, option]) => {
      const { value, help } = option;
      return { name, value, help, short: 'short' in option ? option.short : '' };
    }),
  };
}

async function showManPage(): Promise<CommandResult> {
  const { manPage } = await import('./help/terminal/man.ts');
  const release = { version: manifest.version, day: isoDay(realWorld.now()) };
  return printedText(manPage(release, commandLine(), Object.values(settings)));
}

async function showCompletion({ paths: [shell = '', another] }: Call): Promise<CommandResult> {
  const { completions } = await import('./help/terminal/completions.ts');
  if (another !== undefined) throw new Refusal(`"completion" takes one shell: remove "${another}".`);
  if (!Object.hasOwn(completions, shell)) {
    const names = Object.keys(completions);
    const said = shell === '' ? 'Name a shell.' : `There is no completion for "${shell}".`;
    throw new Refusal(`${said}${didYouMean(shell, names)} Use bash, zsh or fish.`);
  }
  return printedText(completions[shell]!(commandLine()));
}
