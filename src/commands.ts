import { text as readAll } from 'node:stream/consumers';
import manifest from '../package.json' with { type: 'json' };
import { showConfig, showVersion } from './about.ts';
import { options } from './arguments.ts';
import { Refusal } from './base/failure.ts';
import { folderOf, isSingleFile, program } from './base/installation.ts';
import type { Progress } from './base/process/progress.ts';
import { realWorld } from './base/world.ts';
import { type Call, onePath } from './call.ts';
import { type Environment, readConfig } from './config.ts';
import { runLearners } from './learners.ts';
import { fitWork } from './memory/weights/fit.work.ts';
import { installationOf } from './open.ts';
import { aheadWork } from './plan/ahead/ahead.work.ts';
import {
  checkQuestions,
  exportQuestions,
  formatQuestions,
  importQuestions,
  newQuestion,
  unpackQuestions,
} from './questions.ts';
import { type CommandResult, printed, printedText, resultOf } from './result.ts';
import { serve } from './serve.ts';
import { backup, drill } from './service/backup/backup.command.ts';
import { restore } from './service/backup/restore.command.ts';
import { doctor } from './service/doctor/doctor.command.ts';
import { findingLine } from './service/examine/findings.ts';
import { healthcheck } from './service/health/healthcheck.command.ts';
import { unitText } from './service/package/systemd.ts';

type Command = {
  help: string;
  options: string[];
  takesPaths?: boolean;
  /** Whether it is only for a server to run, and not listed. */
  isHidden?: boolean;
  run(call: Call): Promise<CommandResult> | CommandResult;
};

/** Every command there is, in the order of the help. */
export const commands: Record<string, Command> = {
  serve: {
    help: 'Serve Etude. The default. --new starts with an empty database if one was lost.',
    options: ['env-file', 'new'],
    run: async ({ environment, options }) => {
      await serve(readConfig(environment), environment, options.new);
      return { status: 0, stdout: '', stderr: '' };
    },
  },
  check: {
    help: 'Check question files: every problem with file, line and column. Takes files and folders.',
    options: ['env-file', 'format', 'strict', 'all', 'today', 'data', 'rules', 'bots', 'coverage'],
    takesPaths: true,
    run: checkQuestions,
  },
  fmt: {
    help: 'Format question files. Takes files and folders.',
    options: ['env-file'],
    takesPaths: true,
    run: formatQuestions,
  },
  new: {
    help: 'Add an empty question to an objective, and print its location.',
    options: ['env-file'],
    takesPaths: true,
    run: newQuestion,
  },
  import: {
    help: 'Import questions from another program’s file or folder, with a report on each. --dry-run only reports.',
    options: ['env-file', 'into', 'dry-run', 'all'],
    takesPaths: true,
    run: importQuestions,
  },
  export: {
    help: 'Print the bank as gift, aiken, moodle-xml or json, and report on standard error what that format cannot hold.',
    options: ['env-file'],
    takesPaths: true,
    run: exportQuestions,
  },
  questions: {
    help: 'With "unpack <folder>": copy the bank that comes with Etude into your own folder, for editing.',
    options: ['env-file'],
    takesPaths: true,
    run: unpackQuestions,
  },
  backup: {
    help: 'Make and check a backup while people practise, and delete backups that are no longer needed; or write one to the file you name.',
    options: ['env-file'],
    takesPaths: true,
    run: ({ environment, paths, progress }) =>
      printed(backup(installed(environment), onePath('backup', paths), realWorld.now(), progress)),
  },
  restore: {
    help: 'Check a backup and replace the data with it; Etude keeps the old data. Stop Etude first.',
    options: ['env-file'],
    takesPaths: true,
    run: ({ environment, paths, progress }) =>
      printed(restore(installed(environment), onePath('restore', paths), realWorld.now(), progress)),
  },
  drill: {
    help: 'Restore the newest backup beside the data, to check that this works, and remove the copy.',
    options: ['env-file'],
    run: ({ environment, progress }) => printed(drill(installed(environment), realWorld.now(), progress)),
  },
  doctor: {
    help: 'Check settings, folder, database, log and bank, even while the server runs. --repair rebuilds caches.',
    options: ['env-file', 'repair'],
    run: examine,
  },
  learner: {
    help: 'List learners; with a verb: add, invite, role, reset, merge, delete, export, import, fit or unfit.',
    options: ['env-file', 'yes'],
    takesPaths: true,
    run: aboutLearners,
  },
  healthcheck: {
    help: 'Ask the server with these settings whether it is ready; exit 0 or 1.',
    options: ['env-file'],
    run: checkHealth,
  },
  systemd: {
    help: 'Print systemd units for these settings: "systemd service", "systemd socket", or both.',
    options: ['env-file'],
    takesPaths: true,
    run: showUnits,
  },
  config: {
    help: 'Show every setting with its value, default and meaning.',
    options: ['env-file'],
    run: ({ environment }) => showConfig(environment),
  },
  ahead: {
    help: 'Simulate a plan that it reads from standard input.',
    options: [],
    isHidden: true,
    run: async () => printedText(aheadWork(await readAll(process.stdin))),
  },
  fit: {
    help: 'Fit the schedule of a learner whose answers it reads from standard input.',
    options: [],
    isHidden: true,
    run: async () => printedText(await fitWork(await readAll(process.stdin))),
  },
  help: { help: 'Show this help.', options: [], run: showHelp },
  version: {
    help: 'Show the version; --json adds its components.',
    options: ['json'],
    run: ({ options: { json = false } }) => showVersion(json),
  },
};

/** The commands that help lists. */
export const listed = Object.fromEntries(Object.entries(commands).filter(([, { isHidden }]) => !isHidden));

const installed = (environment: Environment) => installationOf(readConfig(environment));

function aboutLearners({ environment, paths, options, progress }: Call): Promise<CommandResult> {
  const config = readConfig(environment);
  return printed(
    runLearners(
      { config, installation: installationOf(config), world: realWorld, progress },
      paths,
      options.yes,
    ),
  );
}

async function examine({ environment, options: { repair = false }, progress }: Call): Promise<CommandResult> {
  const { findings, repaired } = await diagnose(environment, repair, progress);
  const repairs = repair ? [`${repaired} ${repaired === 1 ? 'finding' : 'findings'} repaired.`] : [];
  const lines = findings.length > 0 ? findings.map(findingLine) : ['No problems found.'];
  return resultOf({ text: [...repairs, ...lines].join('\n'), failed: findings.length > 0 });
}

/** What doctor finds; settings that keep it from looking are a finding too. */
async function diagnose(environment: Environment, repair: boolean, progress: Progress) {
  try {
    const config = readConfig(environment);
    const input = { ...config, ...installationOf(config), now: realWorld.now() };
    return await doctor(input, repair, progress);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { findings: [{ what: error.message }], repaired: 0 };
  }
}

async function checkHealth({ environment }: Call): Promise<CommandResult> {
  const { host, port } = readConfig(environment);
  return resultOf(await healthcheck(host, port, AbortSignal.timeout(5_000)));
}

function showUnits({ environment, paths: [which, another] }: Call): CommandResult {
  if (another !== undefined) throw new Refusal(`"systemd" takes one unit: remove "${another}".`);
  const { host, port, access } = readConfig(environment);
  const folder = isSingleFile ? undefined : folderOf('');
  const asksProvider = access.includes('oidc');
  return printedText(unitText(which, { host, port, program, folder, asksProvider }));
}

/** Commands and options. */
export function showHelp(): CommandResult {
  const rows = (entries: [string, string][]) =>
    entries.map(([name, help]) => `  ${name.padEnd(24)}${help}`).join('\n');
  return printedText(`Etude ${manifest.version}, exam practice with spaced repetition

Usage: ${isSingleFile ? 'etude <command>' : 'node src/etude.js <command>   or   npm run etude -- <command>'}

Commands
${rows(Object.entries(listed).map(([name, { help }]) => [name, help]))}

Options
${rows(Object.entries(options).map(([name, { value, help }]) => [`--${name} ${value}`, help]))}`);
}
