import { readFileSync, writeFileSync } from 'node:fs';
import { createBank } from './bank/bank.ts';
import { loadBank } from './bank/files/load.ts';
import { type BankHolder, holdBank } from './bank/live/live.ts';
import { bankChanged } from './bank/past/reconcile.ts';
import { compiledLate } from './base/data/compiled-late.ts';
import type { Database } from './base/data/database.ts';
import { isThere } from './base/data/files.ts';
import { openHandle } from './base/data/handle.ts';
import { inspect, isBehind } from './base/data/migrate.ts';
import { createDatabase } from './base/data/sqlite.ts';
import { Failure, Refusal } from './base/failure.ts';
import type { Progress } from './base/process/progress.ts';
import { didYouMean } from './base/text/nearest.ts';
import { listed } from './base/text/words.ts';
import { addressTexts } from './base/web/origin.ts';
import { type ClockAndIds, realWorld } from './base/world.ts';
import type { Call } from './call.ts';
import { type Config, readConfig } from './config.ts';
import {
  deleteOne,
  exportOne,
  findLearner,
  importInto,
  listLearners,
  mergeTwo,
} from './exchange/learner.command.ts';
import { addAccount, changeRole, inviteSomebody, resetAccount } from './learner/admin/account.command.ts';
import { fitOne, unfitOne } from './memory/weights/weights.command.ts';
import { mergingOf } from './merging.ts';
import { installationOf } from './open.ts';
import { type CommandResult, printed } from './result.ts';
import { databaseOf, wayBack } from './service/archive/backups.load.ts';
import { isUnderWay } from './service/backup/restore.load.ts';
import type { Installation } from './service/deps.ts';
import { openStores, type Stores } from './stores.ts';

/** What a command about learners runs on. */
type Place = { config: Config; installation: Installation; world: ClockAndIds; progress: Progress };

/** Everything that it works with. */
type Rooms = Awaited<ReturnType<typeof openRooms>>['rooms'];

type Verb = (rooms: Rooms, given: string[], isSure: boolean) => Promise<string[]>;

/** What can be done about learners, with what each verb takes. */
const verbs: Record<string, { takes: string[]; may?: string[]; run: Verb }> = {
  list: { takes: [], run: (rooms) => listLearners(rooms) },
  add: { takes: ['name'], may: ['role'], run: (rooms, [name, role]) => addAccount(rooms, name!, role) },
  invite: { takes: [], may: ['role'], run: (rooms, [role]) => inviteSomebody(rooms, role) },
  role: { takes: ['name', 'role'], run: (rooms, [name, role]) => changeRole(rooms, name!, role!) },
  reset: { takes: ['name'], run: (rooms, [name]) => resetAccount(rooms, name!) },
  merge: { takes: ['learner', 'learner'], run: (rooms, [a, b], isSure) => mergeTwo(rooms, [a!, b!], isSure) },
  delete: { takes: ['learner'], run: (rooms, [learner], isSure) => deleteOne(rooms, learner!, isSure) },
  export: {
    takes: ['learner', 'new file'],
    run: async (rooms, [learner, file]) => {
      writeNew(file!, await exportOne(rooms, learner!));
      return [`Wrote ${file}.`];
    },
  },
  import: {
    takes: ['file', 'learner'],
    run: (rooms, [file, learner]) => importInto(rooms, readNamed(file!), learner!),
  },
  fit: {
    takes: ['learner'],
    run: async (rooms, [learner]) =>
      fitOne(rooms, await findLearner(rooms, learner!), rooms.world.now(), rooms.shown),
  },
  unfit: {
    takes: ['learner'],
    run: async (rooms, [learner]) => unfitOne(rooms, await findLearner(rooms, learner!), rooms.world.now()),
  },
};

/** `etude learner`. */
export function aboutLearners({ environment, paths, options, progress }: Call): Promise<CommandResult> {
  const config = readConfig(environment);
  return printed(
    runLearners(
      { config, installation: installationOf(config), world: realWorld, progress },
      paths,
      options.yes,
    ),
  );
}

/** Runs a command about learners, even beside a running server: what it decides is guarded as every request is. */
async function runLearners(place: Place, paths: readonly string[], isSure = false): Promise<string[]> {
  const [name = 'list', ...given] = paths;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb)
    throw new Refusal(
      `There is no "learner ${name}".${didYouMean(name, Object.keys(verbs))} Use ${listed(Object.keys(verbs))}.`,
    );
  const { takes, may = [] } = verb;
  const words = [...takes.map((each) => `<${each}>`), ...may.map((each) => `[${each}]`)];
  const usage = ['etude learner', name, ...words].join(' ');
  if (given.length < takes.length || given.length > words.length) throw new Refusal(`Use: ${usage}`);
  const { rooms, close } = await openRooms(place);
  try {
    return await verb.run(rooms, given, isSure);
  } catch (error) {
    throw error instanceof Failure ? new Refusal(error.message, 1) : error;
  } finally {
    close();
  }
}

async function openRooms({ config, installation, world, progress }: Place) {
  const db = await openBeside(config, installation);
  try {
    const stores = openStores(db);
    const live = await (config.database === '' ? ownBank(config, stores) : sharedBank(db, stores));
    const { zone, baseUrl, port } = config;
    const address = (addressTexts(baseUrl)[0] ?? `http://localhost:${port}`).replace(/\/+$/, '');
    const rooms = { db, live, ...stores, world, shown: progress, zone, address };
    return { rooms: { ...rooms, merging: mergingOf(rooms, world.now) }, close: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The bank in the folder of a configuration, which must be the one that was last live. */
async function ownBank(config: Config, { texts }: Stores): Promise<BankHolder> {
  const { problems, taxonomy, questions, lessons } = loadBank(config.questions);
  if (problems.length > 0)
    throw new Refusal('ETUDE_QUESTIONS: the bank has problems. Run "etude check" and fix them first.');
  const bank = createBank(taxonomy, questions, lessons);
  if (bankChanged(await texts.past(), bank.questions).concepts.length > 0)
    throw new Refusal(
      'ETUDE_QUESTIONS: the files have changed since they were last live. Start the server first to load them.',
    );
  return holdBank(bank);
}

/** The bank that the nodes of a database show. */
async function sharedBank(db: Database, { texts }: Stores): Promise<BankHolder> {
  const { liveBankOf } = await import('./open-shared.ts');
  const live = await liveBankOf(db, texts);
  if (live) return live;
  throw new Refusal('ETUDE_DATABASE: no question bank has gone live yet. Start the server first.');
}

/** Opens the database of a configuration, which a server may be using at the same time. */
async function openBeside({ database }: Config, { data, migrations }: Installation): Promise<Database> {
  if (database !== '') return (await import('./open-postgres.ts')).openPostgresBeside(database);
  const file = databaseOf(data);
  if (isUnderWay(data))
    throw new Refusal(`ETUDE_DATA: a restore in ${data} is not finished. Start the server to finish it.`);
  if (!isThere(file))
    throw new Refusal(`ETUDE_DATA: there is no database in ${data}. Set it to the right folder.`);
  inspect(file, migrations, () => wayBack(data, migrations));
  const handle = openHandle(file);
  if (!isBehind(handle, migrations)) return compiledLate(createDatabase(handle));
  handle.close();
  throw new Refusal(
    'ETUDE_DATA: the database is from an earlier version of Etude. Start the server to bring it up to date.',
  );
}

/** Reads a file that somebody names. */
function readNamed(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Refusal(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Writes a new file for its owner alone; one that is there already stays as it is. */
function writeNew(path: string, content: Buffer): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new Refusal(`${path} already exists. Move it somewhere else, or choose another file name.`);
    throw new Refusal(`${path} cannot be written to (${code}).`);
  }
}
