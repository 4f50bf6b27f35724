import { createReader } from './bank/files/reader.load.ts';
import { shareBank } from './bank/live/shared.load.ts';
import { bankStore } from './bank/past/store.ts';
import type { Database } from './base/data/database.ts';
import { isThere } from './base/data/files.ts';
import { prepareFolder } from './base/data/folder.ts';
import { type Migration, readMigrations } from './base/data/migrate.ts';
import type { Trouble } from './base/data/place.ts';
import { withoutPassword } from './base/data/postgres/address.ts';
import { countTogether } from './base/data/postgres/counter.ts';
import type { ServerLeadership } from './base/data/postgres/leader.ts';
import { type Held, openSource as openServerSource, openTarget } from './base/data/postgres/move.ts';
import { compiled, openBeside, openToServe, refusalIfLost } from './base/data/postgres/open.ts';
import { createPostgres } from './base/data/postgres/postgres.ts';
import { countNodes, countServerRows, readServerState } from './base/data/postgres/server-state.ts';
import { isServed } from './base/data/postgres/serving.ts';
import { readingTrouble } from './base/data/postgres/trouble.ts';
import { folderOf } from './base/installation.ts';
import { isoDay } from './base/time.ts';
import { realWorld } from './base/world.ts';
import type { Config } from './config.ts';
import type { Opened, Tell } from './open.ts';
import { followingLeader, liveBankOf, openSharedBank } from './open-shared.ts';
import { databaseOf } from './service/archive/backups.load.ts';
import type { Server } from './service/doctor/server.load.ts';
import { lookAtServer } from './service/health/server.load.ts';
import { openSeal } from './shared-secret.ts';
import { openStores } from './stores.ts';
import { keepWatch } from './watch.ts';

/** The first migration that PostgreSQL has: it makes everything that those of SQLite before it have made. */
const first = 17;

/** The migrations of PostgreSQL. */
function migrations(): Migration[] {
  return readMigrations(folderOf('migrations/postgresql'), first);
}

/** Opens the PostgreSQL database of a configuration beside other nodes, brings it up to date and takes its bank live. */
export async function openPostgres(config: Config): Promise<Opened> {
  prepareFolder(config.data);
  const { lender, leadership, isNew } = await openToServe(
    config.database,
    migrations(),
    realWorld.now(),
    config.databasePool,
  );
  try {
    const watch = keepWatch(undefined, realWorld);
    const db = createPostgres(lender, { onGroup: watch.onGroup, trouble: leadership.trouble });
    const stores = openStores(db);
    const counter = countTogether(db);
    const now = realWorld.now;
    const leads = () => leadership.standing() === 'leader';
    const shared = shareBank({ db, texts: stores.texts, now, today: () => isoDay(now()) });
    await compiled(db.compile, config.database);
    const seal = await openSeal(config, db, stores, isNew);
    const warnings = await openSharedBank({ db, stores }, shared, config.questions, leads);
    if (config.author === '1') await shared.live.wantedAuthorView();
    const close = () => {
      db.close();
      leadership.release();
    };
    const told = [...leftBehind(config.data), ...warnings];
    const guard = (tell: Tell) => {
      const looks = [guardNode(leadership, tell), followingLeader(shared, tell)];
      return async () => void (await Promise.all(looks.map((look) => look())));
    };
    return {
      db,
      handle: undefined,
      stores,
      live: shared.live,
      source: { shared, read: createReader(config.questions, now) },
      seal,
      watch,
      leadership,
      counter,
      isAlone: async () => (await lender.lend(countNodes)) <= 1,
      guard,
      server: lookAtServer(lender.load, () => lender.lend(readServerState)),
      keepsBackups: false,
      warnings: told,
      close,
    };
  } catch (error) {
    leadership.release();
    await lender.close();
    throw refusalIfLost(error, config.database);
  }
}

/** Opens a PostgreSQL database for a command, beside a server that may be running. */
export async function openPostgresBeside(address: string): Promise<Database> {
  return createPostgres(await openBeside(address, migrations()));
}

/** Opens a PostgreSQL database that nobody serves, to move what it holds. */
export const openPostgresSource = (address: string): Promise<Held> => openServerSource(address, migrations());

/** Opens an empty PostgreSQL database, or one that a move has begun to fill, to move a database into it. */
export const openPostgresTarget = (address: string): Promise<Held> =>
  openTarget(address, migrations(), realWorld.now());

/** Opens a PostgreSQL database for a command that also asks the server how it keeps the database. */
export async function openServer(address: string): Promise<Server> {
  const lender = await openBeside(address, migrations());
  const db = createPostgres(lender);
  const shown = withoutPassword(address);
  return {
    db,
    liveBank: async () => (await liveBankOf(db, bankStore(db)))?.current(),
    address: shown,
    state: () => lender.lend(readServerState),
    isServed: () => lender.lend(isServed),
    countRows: () => lender.lend(countServerRows),
    trouble: (error) => readingTrouble(error, shown),
  };
}

/** What to say of a database of SQLite's that is not served. */
function leftBehind(data: string): string[] {
  const file = databaseOf(data);
  return isThere(file) ? [`${file} is not served, because ETUDE_DATABASE names another database.`] : [];
}

/** Tells when this node can no longer reach the database or can again, and when it begins to lead or ceases to. */
export function guardNode(
  { trouble, standing }: Pick<ServerLeadership, 'trouble' | 'standing'>,
  tell: Tell,
): () => Promise<void> {
  let told: Trouble['kind'] | undefined;
  let hasLed = false;
  return async () => {
    const found = trouble();
    const leads = standing() === 'leader';
    const hope = found?.kind === 'unreachable' ? ' Etude keeps trying.' : '';
    if (found && found.kind !== told) tell('error', `${found.what}.${hope}`);
    if (!found && told) tell('warn', 'Etude can reach the database again.');
    if (leads && !hasLed) tell('info', 'This node is now the leader and does what only one node may do.');
    if (!leads && hasLed) tell('info', 'This node is no longer the leader.');
    told = found?.kind;
    hasLed = leads;
  };
}
