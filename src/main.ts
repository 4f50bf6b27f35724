import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import { buildApp, folderOf, openBank, openStores, replaceBank, type Stores } from './app.ts';
import { addQuestion, fmt } from './bank/author.command.ts';
import { check, type Outcome, problemLines, type View } from './bank/command.ts';
import { type BankFiles, type Desk, heldBack, layOutDesk } from './bank/desk.ts';
import type { BankHolder } from './bank/live.ts';
import { checkFiles, readBank, requireBank } from './bank/load.ts';
import { watchFolder } from './bank/watch.ts';
import { createDatabase, type Database, type Handle, openHandle } from './base/database.ts';
import { createSeal, type Seal } from './base/digest.ts';
import { Refusal } from './base/failure.ts';
import { codeOf, loadSecret, lockFolder, prepareFolder } from './base/folder.ts';
import { inspect, migrate, readMigrations } from './base/migrate.ts';
import { didYouMean } from './base/nearest.ts';
import { DAY } from './base/time.ts';
import { every, realWorld } from './base/world.ts';
import {
  type Config,
  describeConfig,
  type Environment,
  readConfig,
  secretFileOf,
  withEnvFile,
} from './config.ts';
import { doctor } from './service/command.ts';
import { findingLine } from './service/findings.ts';

type Call = { environment: Environment; paths: string[]; options: Options };
type Options = ReturnType<typeof readArguments>['values'];
type Command = {
  help: string;
  options: string[];
  takesPaths?: boolean;
  run(call: Call): Promise<void> | void;
};

const commands: Record<string, Command> = {
  serve: {
    help: 'Serve Etude. The default.',
    options: ['env-file'],
    run: ({ environment }) => serve(readConfig(environment)),
  },
  check: {
    help: 'Check question files: every problem with file, line and column. Takes files and folders.',
    options: ['env-file', 'format', 'strict', 'today', 'data', 'rules', 'bots', 'coverage'],
    takesPaths: true,
    run: checkQuestions,
  },
  fmt: {
    help: 'Lay question files out as usual. Takes files and folders.',
    options: ['env-file'],
    takesPaths: true,
    run: ({ environment, paths }) => tell(fmt(pathsOr(environment, paths))),
  },
  new: {
    help: 'Append a question to fill in to an objective, and print its place.',
    options: ['env-file'],
    takesPaths: true,
    run: ({ environment, paths }) => {
      if (paths.length > 1) throw new Refusal(`"new" takes one objective, not also "${paths[1]}".`);
      tell(addQuestion(readConfig(environment).questions, paths[0], dayOf(undefined)));
    },
  },
  doctor: {
    help: 'Examine settings, folder, database, log and bank, also beside a running server. --repair makes caches anew.',
    options: ['env-file', 'repair'],
    run: examine,
  },
  config: {
    help: 'Show every setting with its value, default and meaning.',
    options: ['env-file'],
    run: showConfig,
  },
  help: { help: 'Show this.', options: [], run: showHelp },
  version: { help: 'Show the version.', options: [], run: showVersion },
};

const options = {
  'env-file': { type: 'string', value: '<file>', help: 'Read settings from a file; the environment wins.' },
  repair: { type: 'boolean', value: '', help: 'Let doctor make cards and tallies anew from the log.' },
  format: { type: 'string', value: 'text|json', help: 'How check prints problems.' },
  strict: { type: 'boolean', value: '', help: 'Let check fail on warnings too.' },
  today: { type: 'string', value: '<day>', help: 'The day by which check judges what is out of date.' },
  data: {
    type: 'string',
    value: '<folder>',
    help: 'Let check compare keys with those that a server has stored.',
  },
  rules: { type: 'boolean', value: '', help: 'Let check explain its rules.' },
  bots: { type: 'boolean', value: '', help: 'Let check show what test-wise guessing scores.' },
  coverage: {
    type: 'boolean',
    value: '',
    help: 'Let check count questions by fact, objective, concept and level.',
  },
  help: { type: 'boolean', short: 'h', value: '', help: 'Show the help.' },
  version: { type: 'boolean', short: 'v', value: '', help: 'Show the version.' },
} as const;

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  try {
    await run(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}

async function run(args: string[], environment: Environment): Promise<void> {
  const { values, positionals } = readArguments(args);
  if (values.help) return showHelp();
  if (values.version) return showVersion();
  const [name = 'serve', ...paths] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    throw new Refusal(
      `There is no command "${name}".${didYouMean(name, Object.keys(commands))} "etude help" lists them.`,
    );
  }
  if (paths.length > 0 && !command.takesPaths) throw new Refusal(`"${name}" takes no "${paths[0]}".`);
  for (const option of Object.keys(values)) {
    if (!command.options.includes(option)) throw new Refusal(`"${name}" has no option --${option}.`);
  }
  await command.run({ environment: withEnvFile(environment, values['env-file']), paths, options: values });
}

function readArguments(args: string[]) {
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(options, token.name)) {
      throw new Refusal(
        `There is no option ${token.rawName}.${didYouMean(token.name, Object.keys(options))} "etude help" lists them.`,
      );
    }
    const wantsValue = options[token.name as keyof typeof options].type === 'string';
    const looksLikeOption = !token.inlineValue && token.value?.startsWith('-');
    if (wantsValue && (!token.value || looksLikeOption))
      throw new Refusal(`${token.rawName} needs a value after it.`);
    if (!wantsValue && token.value !== undefined) throw new Refusal(`${token.rawName} takes no value.`);
  }
  return parseArgs({ args, options, allowPositionals: true });
}

async function checkQuestions({ environment, paths, options }: Call): Promise<void> {
  const { format = 'text', strict = false, today, data } = options;
  if (format !== 'text' && format !== 'json') {
    throw new Refusal(`--format is "${format}": use text or json.${didYouMean(format, ['text', 'json'])}`);
  }
  const views = (['rules', 'bots', 'coverage'] as const).filter((view) => options[view]);
  if (views.length > 1) throw new Refusal(`--${views[0]} and --${views[1]} do not go together: choose one.`);
  const view: View = views[0] ?? 'findings';
  const ofFindings = (['format', 'strict', 'data', 'today'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (view !== 'findings' && ofFindings)
    throw new Refusal(`--${view} and --${ofFindings} do not go together: choose one.`);
  const migrations = readMigrations(folderOf('migrations'));
  const call = { view, format, strict, data, migrations, today: dayOf(today) } as const;
  tell(await check({ ...call, paths: pathsOr(environment, paths) }));
}

/** The paths that are given, or the folder of the bank. */
function pathsOr(environment: Environment, paths: string[]): string[] {
  const { questions: folder } = readConfig(environment);
  if (paths.length > 0) return paths;
  requireBank(folder);
  return [folder];
}

/** The day that is given, or today's. */
function dayOf(text: string | undefined): string {
  if (text === undefined) return new Date(realWorld.now()).toISOString().slice(0, 10);
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new Refusal(`--today is "${text}": use a day of the calendar, such as 2026-06-30.`);
  }
}

function tell({ text, failed }: Outcome): void {
  console.log(text);
  if (failed) process.exitCode = 1;
}

async function examine({ environment, options: { repair = false } }: Call): Promise<void> {
  const { findings, repaired } = await diagnose(environment, repair);
  if (repair) console.log(`${repaired} ${repaired === 1 ? 'finding' : 'findings'} repaired.`);
  for (const finding of findings) console.log(findingLine(finding));
  if (findings.length > 0) process.exitCode = 1;
  else console.log('Everything is well.');
}

/** What doctor finds; settings that keep it from looking are a finding too. */
async function diagnose(environment: Environment, repair: boolean) {
  try {
    const config = readConfig(environment);
    const migrations = readMigrations(folderOf('migrations'));
    return await doctor({ ...config, secretFile: secretFileOf(config), migrations, openStores }, repair);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { findings: [{ what: error.message }], repaired: 0 };
  }
}

function showConfig({ environment }: Call): void {
  for (const { name, value, default: fallback, help } of describeConfig(environment)) {
    const isDefault = value === fallback ? 'the default' : `default ${fallback || 'not set'}`;
    console.log(`${name} = ${value || '(not set)'}   [${isDefault}]\n    ${help}`);
  }
  readConfig(environment);
}

function showVersion(): void {
  console.log(manifest.version);
}

function showHelp(): void {
  const rows = (entries: [string, string][]) =>
    entries.map(([name, help]) => `  ${name.padEnd(24)}${help}`).join('\n');
  console.log(`Etude ${manifest.version}, exam practice with spaced repetition

Usage: node src/etude.js <command>   or   npm run etude -- <command>

Commands
${rows(Object.entries(commands).map(([name, { help }]) => [name, help]))}

Options
${rows(Object.entries(options).map(([name, { value, help }]) => [`--${name} ${value}`, help]))}`);
}

/** A data folder opened for this process alone: everything that serving stands on. */
export type Opened = {
  db: Database;
  stores: Stores;
  live: BankHolder;
  /** The files that the bank was read from. */
  files: BankFiles;
  seal: Seal;
  /** The raw handle, for looking at rows. */
  handle: Handle;
  /** What authors should know of the bank. */
  warnings: string[];
  close(): void;
};

/** Opens the data folder of a configuration, brings it up to date and takes its bank live. */
export async function openFolder(config: Config): Promise<Opened> {
  const files = readBank(config.questions);
  const checked = checkFiles(files);
  if (checked.problems.length > 0) {
    throw new Refusal(
      `${problemLines(checked.problems)}\nETUDE_QUESTIONS: the bank in ${config.questions} has problems: mend them and start again.`,
      1,
    );
  }
  prepareFolder(config.data);
  const file = join(config.data, 'etude.db');
  const migrations = readMigrations(folderOf('migrations'));
  // Looked at before anything is written, so that a folder of someone else's stays as it is.
  inspect(file, migrations);
  const unlock = lockFolder(join(config.data, 'serving.lock'), process.pid);
  const seal = createSeal(loadSecret(secretFileOf(config)));
  const handle = openHandle(file);
  migrate(handle, migrations, realWorld.now());
  const db = createDatabase(handle);
  const stores = openStores(db);
  const { live, warnings } = await openBank(db, stores, checked, realWorld.now());
  const close = () => {
    db.close();
    unlock();
  };
  const desk = await deskOf(config, files, stores);
  if (desk) live.layOut(desk);
  return { db, handle, stores, live, files, seal, warnings, close };
}

/** Serves until the process is told to stop. */
async function serve(config: Config): Promise<void> {
  const opened = await openFolder(config);
  const { db, stores, live, seal, warnings, close } = opened;
  const { baseUrl, zone } = config;
  const logger = { level: config.logLevel, stream: process.stderr };
  const app = await buildApp({ baseUrl, zone, live, db, stores, seal, world: realWorld, logger });
  for (const warning of warnings) app.log.warn(warning);
  const stopSweeping = every(DAY, () => {
    const silent = realWorld.now() - config.guestDays * DAY;
    if (config.guestDays > 0)
      db.commit([stores.learners.deleteSilentGuests(silent)]).catch((err) => app.log.error({ err }));
  });

  const stopFollowing = followFiles(config, opened, app.log);

  const stop = async () => {
    stopFollowing();
    stopSweeping();
    await app.close();
    close();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  console.log(`Etude serves ${await listen(app, config)}`);
}

/** The files as authors see them; nothing where they are not served. */
async function deskOf(config: Config, files: BankFiles, { texts }: Stores): Promise<Desk | undefined> {
  if (config.author !== '1') return undefined;
  return layOutDesk(files, dayOf(undefined), await texts.sameEdition(checkFiles(files).questions));
}

/** Takes the bank live again whenever its files have changed; while they are broken the last good one stays live. */
function followFiles(
  config: Config,
  { db, stores, live, files }: Opened,
  log: FastifyBaseLogger,
): () => void {
  let seen = JSON.stringify(files);
  const reload = async () => {
    const files = readBank(config.questions);
    const found = JSON.stringify(files);
    if (found === seen) return;
    seen = found;
    const checked = checkFiles(files);
    const desk = await deskOf(config, files, stores);
    if (checked.problems.length === 0) {
      const warnings = await replaceBank({ db, stores }, live, checked, realWorld.now(), desk);
      for (const warning of warnings) log.warn(warning);
    } else {
      log.warn(`The bank has problems, and the one before stays live.\n${problemLines(checked.problems)}`);
      if (desk) live.layOut(desk);
    }
  };
  const tell = (err: unknown) => {
    seen = '';
    if (!(err instanceof Refusal)) return log.error({ err }, 'the bank could not be taken live');
    log.warn(err.message);
    const desk = live.desk();
    if (desk) live.layOut(heldBack(desk, join(config.questions, 'bank.json'), err.message));
  };
  let work = Promise.resolve();
  let isWaiting = false;
  const look = () => {
    if (isWaiting) return;
    isWaiting = true;
    work = work
      .then(() => {
        isWaiting = false;
        return reload();
      })
      .catch(tell);
  };
  const stop = watchFolder(config.questions, config.watch, look);
  // What was saved while Etude started has told nobody.
  if (config.watch !== 'off') look();
  return stop;
}

/** Listens and returns the address to open in a browser. */
async function listen(app: FastifyInstance, { host, port, baseUrl, logLevel }: Config): Promise<string> {
  try {
    // Fastify would log a line of its own for every address.
    app.log.level = 'warn';
    await app.listen({ host, port });
    app.log.level = logLevel;
  } catch (error) {
    const mends: Record<string, string> = {
      EADDRINUSE: `ETUDE_PORT: port ${port} on ${host} is taken: stop what uses it, or set ETUDE_PORT to another.`,
      EACCES: `ETUDE_PORT: port ${port} needs more rights than this process has: set ETUDE_PORT to 1024 or above.`,
    };
    throw new Refusal(
      mends[codeOf(error)] ??
        `ETUDE_HOST: cannot listen on ${host} (${codeOf(error)}): set it to an address of this machine.`,
    );
  }
  const address = app.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return baseUrl || `http://${name}:${bound}/`;
}
