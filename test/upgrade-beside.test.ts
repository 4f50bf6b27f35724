import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '../src/base/data/migrate.ts';
import { readAddress } from '../src/base/data/postgres/address.ts';
import { migrate } from '../src/base/data/postgres/migrate.ts';
import { lendFrom } from '../src/base/data/postgres/pool.door.ts';
import { folderOf } from '../src/base/installation.ts';
import { begin, move, submit } from './support/candidate.ts';
import { notOnlyAdded } from './support/expand.ts';
import { type Node, nodesPlace, startNode } from './support/nodes.ts';
import { programs, type Server, startServer } from './support/postgres-server.ts';
import { clearWorkplaces } from './support/process.ts';
import { Reader } from './support/reader.ts';
import { sittingOf } from './support/sitting.ts';

/** What the next release may add: to every table that requests read, and beside them. */
const next = {
  version: 9000,
  name: '9000-next.sql',
  checksum: 'next',
  sql: `${['learner', 'session', 'review', 'card', 'tally', 'sitting', 'paper']
    .map((table) => `alter table ${table} add column later text;`)
    .join('\n')}
    create table later (id text primary key);
    create index review_later on review (later);`,
};

/** A node whose database a newer release has migrated. */
describe.skipIf(!programs())('beside a newer release', () => {
  let server: Server;
  let place: string;
  let node: Node;
  let admin: ReturnType<typeof lendFrom>;
  beforeAll(async () => {
    server = startServer();
    place = nodesPlace();
    node = await startNode(server.address('postgres'), place);
    admin = lendFrom(readAddress(server.address('postgres'))!, { name: 'test' });
  }, 240_000);
  afterAll(async () => {
    await node?.stop();
    await admin?.close();
    server?.stop();
    clearWorkplaces();
  });

  /** A guest who answers one question. */
  async function answerOne(): Promise<Reader> {
    const reader = new Reader(node.app);
    const verdict = await reader.answer(await reader.get('/practice'), 'A');
    expect(verdict.status).toBe(200);
    return reader;
  }

  test('answers go on while the newer one migrates, and none of them is lost', async () => {
    expect(notOnlyAdded(next)).toEqual([]);
    const before = await answerOne();
    let isMigrated = false;
    const migrating = admin
      .lend((connection) =>
        migrate(connection, [...readMigrations(folderOf('migrations/postgresql'), 17), next], 0),
      )
      .then(() => {
        isMigrated = true;
      });
    let answers = 1;
    const keepAnswering = async () => {
      while (!isMigrated) {
        await answerOne();
        answers++;
      }
    };
    await Promise.all([migrating, keepAnswering(), keepAnswering()]);
    await answerOne();
    const { rows } = await admin.lend((each) => each.send({ text: 'select count(*) as count from review' }));
    expect(rows).toEqual([{ count: answers + 1 }]);
    for (const path of ['/', '/practice', '/progress', '/bank', '/exams', '/take-along', '/settings'])
      expect((await before.get(path)).status, path).toBe(200);
    const first = await begin(before);
    await move(before, first, { choice: 'A' });
    const result = await submit(before, await before.get(`${sittingOf(first)}/review`));
    expect([result.status, result.text('h1')]).toEqual([200, expect.any(String)]);
  });

  test('a node of the older release is not started any more', async () => {
    const starting = startNode(server.address('postgres'), place);
    await expect(starting).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/newer .*database version 9000; .*Nothing was changed\.$/),
    });
    await answerOne();
  });
});
