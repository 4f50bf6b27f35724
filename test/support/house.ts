import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp, type Parts } from '../../src/app.ts';
import type { AuthorView } from '../../src/bank/author/author-view.ts';
import type { Bank } from '../../src/bank/bank.ts';
import type { Checked } from '../../src/bank/files/check.ts';
import type { BankHolder } from '../../src/bank/live/live.ts';
import { compiledLate } from '../../src/base/data/compiled-late.ts';
import type { Database, Group } from '../../src/base/data/database.ts';
import { type Handle, openHandle } from '../../src/base/data/handle.ts';
import { inspect, migrate, readMigrations } from '../../src/base/data/migrate.ts';
import { placeOf } from '../../src/base/data/place.ts';
import { createDatabase } from '../../src/base/data/sqlite.ts';
import { createSeal, digest } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { type Running, runSelf } from '../../src/base/process/child-process.ts';
import { DAY } from '../../src/base/time.ts';
import { cookieName } from '../../src/base/web/cookies.ts';
import type { Exchanging } from '../../src/exchange/jobs/jobs.work.ts';
import { openBank } from '../../src/live-bank.ts';
import { createFits } from '../../src/memory/weights/fits.work.ts';
import { openStores, type Stores } from '../../src/stores.ts';
import { keepWatch } from '../../src/watch.ts';
import { delayReads } from './delayed-reads.ts';
import type { Engine, Kept } from './engines.ts';
import { monday } from './monday.ts';
import { quickDisk } from './quick-disk.ts';
import { type WatchSql, watched } from './watched.ts';

export { monday };

/** A clock that stands still until it is moved, and names that count up. */
export class TestWorld {
  time: number;
  #names = 0;
  #tokens = 0;

  constructor(time = monday) {
    this.time = time;
  }

  now = () => this.time;
  id = () => `id${String(++this.#names).padStart(6, '0')}`;
  token = () => digest(`token ${++this.#tokens}`);

  /** Moves the clock. */
  pass({ days = 0, minutes = 0 }: { days?: number; minutes?: number }): void {
    this.time += days * DAY + minutes * 60_000;
  }
}

/** A running Etude over a real database in a folder of its own. */
export type House = {
  app: FastifyInstance;
  db: Database;
  handle: Handle;
  stores: Stores;
  /** The same without delays, for what looks on from outside. */
  promptStores: Stores;
  live: BankHolder;
  /** The bank that is live now. */
  bank: Bank;
  world: TestWorld;
  /** The session cookie's name, under http. */
  cookieName: string;
  warnings: string[];
  /** Listens for real, on a free port unless told otherwise. Returns the address to open in a browser. */
  listen(port?: number): Promise<string>;
  /** Stops it and starts another over the same data, with another bank or other options if they are given. */
  restart(checked?: Checked, changes?: HouseOptions): Promise<House>;
  close(): Promise<void>;
};

export type HouseOptions = {
  world?: TestWorld;
  baseUrl?: string;
  zone?: string;
  /** The secret of the installation; the same for every house unless told otherwise. */
  secret?: Buffer;
  /** What authors see; everyone is one if it is given, unless `everyoneIsAuthor` says otherwise. */
  authorView?: AuthorView;
  everyoneIsAuthor?: boolean;
  /** The folder that authors import into; one of its own unless told otherwise. */
  questions?: string;
  /** Runs a command of Etude for the authors’ pages, and may look at it. */
  runSelf?: Exchanging['run'];
  /** Runs a fit; one goes on until it is stopped unless told otherwise. */
  runFit?: (input: string) => Running;
  /** Whether the optimizer counts as installed; it does unless told otherwise. */
  canFit?: boolean;
  access?: Parts['access'];
  signUp?: Parts['signUp'];
  /** Makes the learner whom everybody is, in a demo. */
  demo?: (rooms: { db: Database; live: BankHolder; stores: Stores; world: TestWorld }) => Parts['demo'];
  proxyHeader?: Parts['proxyHeader'];
  oidc?: Parts['oidc'];
  /** Takes every line of the log, which nobody reads otherwise. */
  log?: (line: string) => void;
  watchViews?: Parts['watchViews'];
  metricsReaders?: Parts['metricsReaders'];
  lastVerifiedBackup?: Parts['lastVerifiedBackup'];
  programLimit?: Parts['programLimit'];
  elapsed?: Parts['elapsed'];
  /** Where its own folder is made; where a sync is quick unless told otherwise. */
  disk?: string;
  /** Sheds nothing unless told otherwise: a test may keep the loop for itself. */
  maxDelayMs?: number;
  newcomers?: Parts['newcomers'];
  trustedProxies?: Parts['trustedProxies'];
  connections?: Parts['connections'];
  /** Sees every query as it is declared. */
  watchQueries?: WatchSql;
  /** Sees every change as it is declared. */
  watchChanges?: WatchSql;
  /** What it keeps its rows in: SQLite, unless this or TEST_DATABASE says otherwise. */
  engine?: Engine;
  /** What every query and batch goes through. */
  through?: (db: Database) => Database;
  /** A seed by which every read waits a random while, so that requests meet between their reads. */
  delayReads?: number;
};

/** The secret of every house that is given none of its own. */
export const houseSecret = Buffer.alloc(32, 7);

/** An identity provider that nobody can reach. */
export const noProvider = { issuer: 'http://127.0.0.1:9', id: 'etude', secret: '', roles: '' };

/** Starts Etude with a bank. */
export async function startHouse(checked: Checked, options: HouseOptions = {}): Promise<House> {
  const folder = mkdtempSync(join(options.disk ?? quickDisk, 'etude-'));
  return open(folder, checked, { world: new TestWorld(), ...options });
}

const migrations = readMigrations(folderOf('migrations'));
/** Databases as the migrations make them at a time. */
const newDatabases = new Map<number, Buffer>();

/** A new database, migrated once for many houses, because that takes as long as all else they need to start. */
function newDatabase(now: number): Buffer {
  return newDatabases.getOrInsertComputed(now, () => {
    const folder = mkdtempSync(join(quickDisk, 'etude-'));
    const handle = openHandle(join(folder, 'etude.db'));
    migrate(handle, migrations, now);
    handle.close();
    const made = readFileSync(join(folder, 'etude.db'));
    rmSync(folder, { recursive: true });
    return made;
  });
}

/** Keeps a house in the file `etude.db` of its folder. */
async function inFile(folder: string, now: number, onGroup: (group: Group) => void): Promise<Kept> {
  const file = join(folder, 'etude.db');
  if (!existsSync(file)) writeFileSync(file, newDatabase(now), { mode: 0o600 });
  inspect(file, migrations);
  const handle = openHandle(file);
  const place = placeOf(file);
  migrate(handle, migrations, now);
  const db = compiledLate(createDatabase(handle, { onGroup, place }));
  return { db, handle, compile: async () => {}, remove: async () => {} };
}

const { TEST_DATABASE: address } = process.env;
const engine: Engine = address ? (await import('./engines.ts')).onServer(address) : inFile;

async function open(
  folder: string,
  checked: Checked,
  options: HouseOptions & { world: TestWorld },
): Promise<House> {
  const { world } = options;
  const watch = keepWatch(folder, world);
  const kept = await (options.engine ?? engine)(folder, world.now(), watch.onGroup);
  const { handle } = kept;
  const prompt = watched(kept.db, handle, options);
  const passed = options.through?.(prompt) ?? prompt;
  const db = options.delayReads === undefined ? passed : delayReads(passed, options.delayReads);
  const stores = openStores(db);
  const promptStores = db === prompt ? stores : openStores(prompt);
  await kept.compile();
  const { live, warnings } = await openBank(db, stores, checked, world.now());
  if (options.authorView) live.replaceAuthorView(options.authorView);
  const questions = options.questions ?? join(folder, 'questions');
  const seal = createSeal(options.secret ?? houseSecret);
  const fits = createFits({
    db,
    live,
    ...stores,
    isInstalled: options.canFit ?? true,
    now: world.now,
    run: options.runFit ?? heldFit,
    tell: options.log ?? (() => {}),
  });
  const app = await buildApp({
    fits,
    baseUrl: options.baseUrl ?? '',
    zone: options.zone ?? 'UTC',
    live,
    db,
    stores,
    seal,
    exchanging: {
      folder: questions,
      run:
        options.runSelf ??
        ((args, progress) => runSelf(args, { ...process.env, ETUDE_QUESTIONS: questions }, { progress })),
    },
    world,
    logger: options.log ? { level: 'info', stream: { write: options.log } } : false,
    watch,
    watchViews: options.watchViews,
    metricsReaders: options.metricsReaders,
    lastVerifiedBackup: options.lastVerifiedBackup,
    programLimit: options.programLimit,
    elapsed: options.elapsed,
    maxDelayMs: options.maxDelayMs ?? 0,
    newcomers: options.newcomers,
    trustedProxies: options.trustedProxies,
    access: options.access,
    proxyHeader: options.proxyHeader,
    oidc: options.oidc,
    signUp: options.signUp,
    demo: options.demo?.({ db, live, stores, world }),
    everyoneIsAuthor: options.everyoneIsAuthor ?? options.authorView !== undefined,
    connections: options.connections,
  });
  const stop = async () => {
    await fits.stop();
    await app.close();
    db.close();
  };
  return {
    app,
    db,
    get handle() {
      // What a test does by hand is no part of the transaction that the reads of this turn share.
      if (handle.inTransaction) handle.exec('commit');
      return handle;
    },
    stores,
    promptStores,
    live,
    get bank() {
      return live.current();
    },
    world,
    cookieName: cookieName(seal),
    warnings,
    async listen(port = 0) {
      const bound = await app.listen({ host: '127.0.0.1', port });
      return options.baseUrl || bound;
    },
    async restart(next = checked, changes = {}) {
      await stop();
      return open(folder, next, { ...options, ...changes });
    },
    async close() {
      await stop();
      await kept.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fit that ends when it is stopped. */
function heldFit(): Running {
  const { promise: ended, resolve } = Promise.withResolvers<{ status: null; text: string }>();
  return { ended, stop: () => resolve({ status: null, text: '' }) };
}
