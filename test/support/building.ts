import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.ts';
import type { Checked } from '../../src/bank/files/check.ts';
import type { BankHolder } from '../../src/bank/live/live.ts';
import { type Counter, countHere } from '../../src/base/counter.ts';
import type { Database } from '../../src/base/data/database.ts';
import type { Handle } from '../../src/base/data/handle.ts';
import { createSeal } from '../../src/base/digest.ts';
import { perObject } from '../../src/base/lazy.ts';
import { type Running, runSelf } from '../../src/base/process/child-process.ts';
import { createPasswords } from '../../src/learner/password/hash.door.ts';
import { openBank } from '../../src/live-bank.ts';
import { createFits, type Fits } from '../../src/memory/weights/fits.work.ts';
import { openStores, type Stores } from '../../src/stores.ts';
import { keepWatch, type Watch } from '../../src/watch.ts';
import { delayReads } from './delayed-reads.ts';
import type { Engine } from './engines.ts';
import type { HouseOptions, TestWorld } from './house.ts';
import { inFile } from './house-database.ts';
import { numbers } from './numbers.ts';
import { foldersOf } from './quick-disk.ts';
import { watched } from './watched.ts';

/** What takes long to build and remembers nothing, so that one house after another may live in it. */
export type Building = {
  folder: string;
  app: FastifyInstance;
  db: Database;
  handle: Handle;
  stores: Stores;
  promptStores: Stores;
  /** What the house that lives in it remembers beside its database. */
  memory: Memory;
  /** Makes it ready for another house; false where a test has left something behind. */
  renew(): Promise<boolean>;
  /** Stops it, and leaves its data. */
  stop(): Promise<void>;
  remove(): Promise<void>;
};

type Memory = {
  world: TestWorld;
  watch: Watch;
  live: BankHolder;
  warnings: string[];
  fits: Fits;
  counter: Counter;
  /** The next of the random numbers by which reads are delayed. */
  next(limit: number): number;
  /** Whether another bank or author’s view has been put live, which the application has counted. */
  hasChanged: boolean;
  /** What the application does when that happens. */
  listeners: Set<() => void>;
};

type Settled = HouseOptions & { world: TestWorld };

/** Nobody is after the passwords of a test, and the cost of a real hash is most of what a test of accounts takes. */
const quickPasswords = createPasswords({ memory: 8, passes: 1 });

/** The secret of every house that is given none of its own. */
export const houseSecret = Buffer.alloc(32, 7);

const { TEST_DATABASE: address } = process.env;
const engineHere: Engine = address ? (await import('./engines.ts')).onServer(address) : inFile;

/** Makes a folder for a house. */
export const newFolder = (disk: string): string => mkdtempSync(join(disk, foldersOf(process.ppid)));

/** Builds an Etude over the data of a folder, with a first house in it. */
export async function build(folder: string, checked: Checked, options: Settled): Promise<Building> {
  const memory = { listeners: new Set() } as Pick<Memory, 'listeners'> as Memory;
  begin(memory, folder, options);
  const kept = await (options.engine ?? engineHere)(folder, memory.world.now(), (group) =>
    memory.watch.onGroup(group),
  );
  const { handle } = kept;
  const prompt = watched(kept.db, handle, options);
  const passed = options.through?.(prompt) ?? prompt;
  const db = options.delayReads === undefined ? passed : delayReads(passed, (limit) => memory.next(limit));
  const stores = openStores(db);
  const promptStores = db === prompt ? stores : openStores(prompt);
  await kept.compile();
  await moveIn({ db, stores, memory }, checked, options);
  const app = await appOf({ folder, db, stores, memory }, options);
  let isStopped = false;
  app.addHook('onClose', async () => {
    isStopped = true;
  });
  const stop = async () => {
    await memory.fits.stop();
    await app.close();
    db.close();
  };
  return {
    ...{ folder, app, db, handle, stores, promptStores, memory, stop },
    async renew() {
      await memory.fits.stop();
      const isUsed = isStopped || app.server.listening || memory.hasChanged || holdsMore(folder);
      if (isUsed || !kept.renew || !handle.open) return false;
      try {
        // What was handed in late is saved before all is emptied.
        await db.commit([]);
        return kept.renew();
      } catch {
        return false;
      }
    },
    async remove() {
      await stop();
      await kept.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a folder holds anything beside the database, such as backups or question files. */
const holdsMore = (folder: string) => readdirSync(folder).some((name) => !name.startsWith('etude.db'));

/** Begins what a house remembers, as a process does that starts. */
function begin(memory: Memory, folder: string, options: Settled): void {
  const { world, elapsed = options.newcomers?.elapsed, delayReads: seed = 0 } = options;
  Object.assign(memory, {
    world,
    watch: keepWatch(folder, world),
    counter: countHere(elapsed),
    next: numbers(seed),
    hasChanged: false,
  });
}

/** Takes the bank of a house live in a building. */
async function moveIn(
  { db, stores, memory }: Pick<Building, 'db' | 'stores' | 'memory'>,
  checked: Checked,
  options: Settled,
): Promise<void> {
  const { world } = memory;
  Object.assign(memory, await openBank(db, stores, checked, world.now()));
  const { live } = memory;
  if (options.authorView) live.replaceAuthorView(options.authorView);
  live.onChange(() => {
    memory.hasChanged = true;
    for (const listener of memory.listeners) listener();
  });
  memory.fits = createFits({
    db,
    live,
    ...stores,
    isInstalled: options.canFit ?? true,
    now: world.now,
    run: options.runFit ?? heldFit,
    tell: options.log ?? (() => {}),
  });
}

/** Lets another house live in a building that has been renewed. */
export async function moveInto(building: Building, checked: Checked, options: Settled): Promise<Building> {
  begin(building.memory, building.folder, options);
  await moveIn(building, checked, options);
  return building;
}

/** The application, which asks for everything that a house remembers each time that it needs it. */
function appOf(
  { folder, db, stores, memory }: Pick<Building, 'folder' | 'db' | 'stores' | 'memory'>,
  options: Settled,
): Promise<FastifyInstance> {
  const questions = options.questions ?? join(folder, 'questions');
  const { world } = memory;
  const live = following(() => memory.live, {
    onChange(listener) {
      memory.listeners.add(listener);
      return () => memory.listeners.delete(listener);
    },
  });
  return buildApp({
    fits: following(() => memory.fits),
    baseUrl: options.baseUrl ?? '',
    zone: options.zone ?? 'UTC',
    live,
    db,
    stores,
    seal: createSeal(options.secret ?? houseSecret),
    exchanging: {
      folder: questions,
      run:
        options.runSelf ??
        ((args, progress) => runSelf(args, { ...process.env, ETUDE_QUESTIONS: questions }, { progress })),
    },
    world: following(() => memory.world),
    logger: options.log ? { level: 'info', stream: { write: options.log } } : false,
    watch: following(() => memory.watch),
    watchViews: options.watchViews,
    metricsReaders: options.metricsReaders,
    lastVerifiedBackup: options.lastVerifiedBackup,
    programLimit: options.programLimit,
    counter: counting(memory),
    maxDelayMs: options.maxDelayMs ?? 0,
    newcomers: options.newcomers,
    trustedProxies: options.trustedProxies,
    access: options.access,
    proxyHeader: options.proxyHeader,
    oidc: options.oidc,
    signUp: options.signUp,
    passwords: quickPasswords,
    demo: options.demo?.({ db, live: memory.live, stores, world }),
    everyoneIsAuthor: options.everyoneIsAuthor ?? options.authorView !== undefined,
    connections: options.connections,
  });
}

/** An object that is whatever is current, but for some properties of its own. */
function following<T extends object>(current: () => T, own: Partial<T> = {}): T {
  return new Proxy({} as T, { get: (_, name) => Reflect.get(name in own ? own : current(), name) });
}

/** Counts as the counter of the house does that lives there. */
function counting(memory: Memory): Counter {
  return {
    windows() {
      const windows = perObject((counter: Counter) => counter.windows());
      return following(() => windows(memory.counter));
    },
    failures: following(() => memory.counter.failures),
  };
}

/** A fit that ends when it is stopped. */
function heldFit(): Running {
  const { promise: ended, resolve } = Promise.withResolvers<{ status: null; text: string }>();
  return { ended, stop: () => resolve({ status: null, text: '' }) };
}
