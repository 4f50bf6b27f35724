import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readAddress } from '../src/base/data/postgres/address.ts';
import { lendFrom } from '../src/base/data/postgres/pool.door.ts';
import { begin, move } from './support/candidate.ts';
import { type Node, nodesPlace, startNode } from './support/nodes.ts';
import { programs, type Server, startServer } from './support/postgres-server.ts';
import { clearWorkplaces } from './support/process.ts';
import { Reader } from './support/reader.ts';
import { sittingOf } from './support/sitting.ts';

/** Several nodes over one PostgreSQL database. */
describe.skipIf(!programs())('several nodes', () => {
  let server: Server;
  let place: string;
  let address: string;
  let admin: ReturnType<typeof lendFrom>;
  let running: Node[] = [];
  const tell = async (text: string) => (await admin.lend((each) => each.send({ text }))).rows;
  const start = async (...more: [environment?: Record<string, string>]) => {
    const node = await startNode(address, place, ...more);
    running.push(node);
    return node;
  };
  const leaders = () => running.filter(({ opened }) => opened.leadership.standing() === 'leader');

  beforeAll(() => {
    server = startServer();
    place = nodesPlace();
    address = server.address('postgres');
    admin = lendFrom(readAddress(address)!, { name: 'test' });
  }, 240_000);
  afterEach(async () => {
    for (const node of running) await node.stop();
    running = [];
  });
  afterAll(async () => {
    await admin?.close();
    server?.stop();
    clearWorkplaces();
  });

  test('all answer, one leads, and a learner goes on at another node', async () => {
    const [one, other] = [await start(), await start(), await start()];
    expect(leaders()).toEqual([one]);
    const reader = new Reader(one.app);
    const question = await reader.get('/practice');
    reader.app = other.app;
    const verdict = await reader.send('/practice', {
      ...question.form('/practice'),
      choice: 'A',
      certainty: 'sure',
    });
    reader.app = one.app;
    expect((await reader.get(String(verdict.headers.location))).status).toBe(200);
    expect((await reader.get('/')).status).toBe(200);
    expect(await tell('select count(*) as count from learner')).toEqual([{ count: 1 }]);
  });

  test('when the connection that leads ends, a node leads again and settles an overdue exam once', async () => {
    const [one, other] = [await start(), await start()];
    const reader = new Reader(other.app);
    const first = await begin(reader);
    await move(reader, first, { choice: 'A' });
    one.opened.leadership.resign();
    await tell(`update sitting set deadline = started_at - 60000`);
    await expect.poll(leaders).toEqual([other]);
    const id = sittingOf(first).split('/').at(-1);
    const results = () =>
      tell(`select sitting.ending, count(*) as marked from sitting
            join result on result.sitting = sitting.id where sitting.id = '${id}' group by sitting.ending`);
    await expect.poll(results).toEqual([{ ending: 'time up', marked: 1 }]);
    await expect.poll(() => other.told).toContainEqual(expect.stringMatching(/^This node leads now/));
  });

  test('one with another secret, or with none, is refused and makes none', async () => {
    await start();
    const other = join(place, 'other');
    writeFileSync(other, Buffer.alloc(32, 8).toString('base64url'));
    await expect(start({ ETUDE_SECRET_FILE: other })).rejects.toThrow(
      /^ETUDE_SECRET_FILE: .*other is not the secret of this database: copy the file from another node\. If the secret is lost, stop/,
    );
    const missing = join(place, 'missing');
    await expect(start({ ETUDE_SECRET_FILE: missing })).rejects.toThrow(
      `ETUDE_SECRET_FILE: there is no file ${missing}, and this database has a secret: copy`,
    );
    expect(existsSync(missing)).toBe(false);
  });
});
