import type { FastifyInstance } from 'fastify';
import type { Parts } from '../../src/app.ts';
import type { AuthorView } from '../../src/bank/author/author-view.ts';
import type { Bank } from '../../src/bank/bank.ts';
import type { Checked } from '../../src/bank/files/check.ts';
import type { BankHolder } from '../../src/bank/live/live.ts';
import type { Database } from '../../src/base/data/database.ts';
import type { Handle } from '../../src/base/data/handle.ts';
import { createSeal, digest } from '../../src/base/digest.ts';
import type { Running } from '../../src/base/process/child-process.ts';
import { DAY } from '../../src/base/time.ts';
import { cookieName } from '../../src/base/web/cookies.ts';
import type { Exchanging } from '../../src/exchange/jobs/jobs.work.ts';
import type { Stores } from '../../src/stores.ts';
import { type Building, build, houseSecret, moveInto, newFolder } from './building.ts';
import { keepEmpty, kindOf, takeEmpty } from './empty-buildings.ts';
import type { Engine } from './engines.ts';
import { monday } from './monday.ts';
import { quickDisk } from './quick-disk.ts';
import type { WatchSql } from './watched.ts';

export { houseSecret, monday };

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

/** An identity provider that nobody can reach. */
export const noProvider = { issuer: 'http://127.0.0.1:9', id: 'etude', secret: '', roles: '' };

/**
 * Starts Etude with a bank. Where an earlier house of the same options has left its building, which is as good as new, it
 * moves in there.
 */
export async function startHouse(checked: Checked, given: HouseOptions = {}): Promise<House> {
  const options = { world: new TestWorld(), ...given };
  const kind = kindOf(given);
  const empty = kind === undefined ? undefined : takeEmpty(kind);
  if (empty) return houseIn(await moveInto(empty, checked, options), checked, options, kind);
  return houseIn(await build(newFolder(options.disk ?? quickDisk), checked, options), checked, options, kind);
}

function houseIn(
  building: Building,
  checked: Checked,
  options: HouseOptions & { world: TestWorld },
  kind: string | undefined,
): House {
  const { app, db, handle, stores, promptStores, folder } = building;
  const { live, warnings } = building.memory;
  let isOver = false;
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
    world: options.world,
    cookieName: cookieName(createSeal(options.secret ?? houseSecret)),
    warnings,
    async listen(port = 0) {
      const bound = await app.listen({ host: '127.0.0.1', port });
      return options.baseUrl || bound;
    },
    async restart(next = checked, changes = {}) {
      isOver = true;
      await building.stop();
      const changed = { ...options, ...changes };
      return houseIn(await build(folder, next, changed), next, changed, undefined);
    },
    async close() {
      if (isOver) return;
      isOver = true;
      if (kind !== undefined && (await building.renew())) await keepEmpty(kind, building);
      else await building.remove();
    },
  };
}
