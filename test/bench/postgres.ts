import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import { lendFrom } from '../../src/base/data/postgres/pool.door.ts';
import { readConfig } from '../../src/config.ts';
import { openPostgres } from '../../src/open-postgres.ts';
import { type Server as Postgres, startServer } from '../support/postgres-server.ts';
import { nodesTable, recordNodes } from './nodes-table.ts';
import { prepare } from './requests.ts';
import { seedLoad } from './seed.ts';
import { type Load, loadAll, type Server, start } from './servers.ts';
import { rounds, writeBlock } from './table.ts';

/** So many learners practise, each with this history. */
const [learners, reviewsOfEach] = [600, 20];

/** Answers for one load: more than are ever saved in two seconds. */
const answersOfLoad = 4000;

/** Divided by one, two and three nodes alike. */
const connections = 24;

/** How many nodes serve PostgreSQL beside one process that serves SQLite. */
const setups = [0, 1, 2, 3];

/** Nothing is bound to a processor: nodes, PostgreSQL and the load share all that there are. */
const processors = `0-${availableParallelism() - 1}`;

/** Compares SQLite with one, two and three nodes on PostgreSQL, which syncs each commit as SQLite does. */
export async function measurePostgres(root: string): Promise<void> {
  const now = Date.now();
  const answers = answersOfLoad * setups.length * (rounds + 2);
  const seeded = await prepare(join(root, 'data'), { learners, reviewsOfEach, answers, now });
  const postgres = startServer([]);
  try {
    const env = await prepareNodes(postgres, seeded.env, now);
    const file = (name: string, lines: readonly string[]) => {
      writeFileSync(join(root, name), `${lines.join('\n')}\n`);
      return join(root, name);
    };
    const get = (name: string, path: (i: number) => string) =>
      file(
        name,
        seeded.cookies.map((cookie, i) => `${path(i)}\t${cookie}\t`),
      );
    const pages = {
      'question page': get('pages', () => '/practice'),
      verdict: get('verdicts', (i) => seeded.verdicts[i]!),
      Today: get('today', () => '/'),
    };
    const sqlite = await start('src/etude.js', ['serve'], seeded.env, processors);
    const nodes: Server[] = [];
    for (const number of [1, 2, 3])
      nodes.push(
        await start(
          'src/etude.js',
          ['serve'],
          { ...env, ETUDE_DATA: join(root, `node-${number}`) },
          processors,
        ),
      );
    for (const server of [sqlite, ...nodes])
      for (const requests of Object.values(pages)) await warmUp(server, requests);
    for (const server of [sqlite, ...nodes])
      await loadAll(
        [server],
        file('first', seeded.answers.splice(0, answersOfLoad)),
        connections,
        6,
        processors,
      );
    for (let round = -1; round < rounds; round++) {
      for (const count of setups) {
        const servers = count === 0 ? [sqlite] : nodes.slice(0, count);
        const mine = seeded.answers.splice(0, answersOfLoad);
        const loads = { answer: file('answers', mine), ...pages };
        for (const [what, requests] of Object.entries(loads)) {
          const before = usageOf(postgres);
          const found = await loadAll(servers, requests, connections, 2, processors);
          const sent = found.perSecond * 2;
          if (what === 'answer' && sent > mine.length) throw new Error('There were too few answers to send.');
          const engineUs = ((usageOf(postgres) - before) * 1000) / sent;
          // The first round fills caches and compiles code.
          if (round >= 0) recordNodes(what, count, { ...found, engineUs: count === 0 ? 0 : engineUs });
          console.error(`round ${round + 1}, ${count} nodes, ${told(what, found, engineUs)}`);
        }
      }
    }
    await Promise.all([sqlite, ...nodes].map((server) => server.end()));
  } finally {
    postgres.stop();
  }
  console.log(nodesTable());
  if (!process.env.ROUNDS) writeBlock('bench postgres', nodesTable());
}

const told = (what: string, { perSecond, cpuUs, p50 }: Load, engineUs: number) =>
  `${what}: ${Math.round(perSecond)} a second, ${Math.round(p50)} ms, ${Math.round(cpuUs)} µs of Etude and ${Math.round(engineUs)} µs of PostgreSQL each`;

/** Sends requests until the code that answers them is compiled, for eight seconds at most. */
async function warmUp(server: Server, requests: string): Promise<void> {
  let sent = 0;
  for (let second = 0; second < 8 && sent < 4000; second++)
    sent += (await loadAll([server], requests, connections, 1, processors)).perSecond;
}

/** A database with the same learners and histories; returns the environment of its nodes, which share the secret of SQLite's. */
async function prepareNodes(postgres: Postgres, env: Record<string, string>, now: number) {
  const admin = lendFrom(readAddress(postgres.address('postgres'))!, { name: 'bench' });
  await admin.lend((connection) => connection.run('create database etude'));
  await admin.close();
  const own = {
    ...env,
    ETUDE_DATABASE: postgres.address('etude'),
    ETUDE_SECRET_FILE: join(env.ETUDE_DATA!, 'secret'),
  };
  const opened = await openPostgres(readConfig({ ...own, ETUDE_DATA: `${env.ETUDE_DATA}-seeding` }));
  await seedLoad(opened, learners, learners * reviewsOfEach, now);
  opened.close();
  return own;
}

/** Milliseconds of processor time that a server and everything it has started have used. */
function usageOf({ folder }: Postgres): number {
  const [first] = readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n');
  let ticks = 0;
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const fields = statusOf(name);
    if (name === first) ticks += sum(fields.slice(11, 15));
    else if (fields[1] === first) ticks += sum(fields.slice(11, 13));
  }
  return ticks * 10;
}

const sum = (fields: readonly string[]) => fields.reduce((all, each) => all + Number(each), 0);

/** What Linux says of a process, from its state on; nothing of one that has just ended. */
function statusOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  } catch {
    return [];
  }
}
