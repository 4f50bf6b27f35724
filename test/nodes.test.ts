import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Parts } from '../src/app.ts';
import { readAddress } from '../src/base/data/postgres/address.ts';
import { lendFrom } from '../src/base/data/postgres/pool.door.ts';
import { createBackoff } from '../src/learner/password/backoff.ts';
import { createFits } from '../src/memory/weights/fits.work.ts';
import { begin, move } from './support/candidate.ts';
import { type Node, nodesPlace, startNode } from './support/nodes.ts';
import { programs, type Server, startServer } from './support/postgres-server.ts';
import { clearWorkplaces } from './support/process.ts';
import { Reader } from './support/reader.ts';
import { sittingOf } from './support/sitting.ts';

const headers = { host: 'localhost' };

/** Several nodes over one PostgreSQL database. */
describe.skipIf(!programs())('several nodes', () => {
  let server: Server;
  let place: string;
  let address: string;
  let admin: ReturnType<typeof lendFrom>;
  let running: Node[] = [];
  const tell = async (text: string) => (await admin.lend((each) => each.send({ text }))).rows;
  const start = async (...more: [environment?: Record<string, string>, parts?: Partial<Parts>]) => {
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
    await expect.poll(() => other.told).toContainEqual(expect.stringMatching(/^This node is now the leader/));
  });

  test('newcomers, requests of programs and failed tries are counted together', async () => {
    const limits = { newcomers: { most: 2 }, programLimit: { most: 3 } };
    const nodes = [await start({}, limits), await start({}, limits)];
    const began = [];
    for (const i of [0, 1, 0, 1]) began.push((await begin(new Reader(nodes[i]!.app))).status);
    expect(began).toEqual([200, 200, 429, 429]);

    const strangers = [];
    for (let i = 0; i < 62; i++)
      strangers.push((await nodes[i % 2]!.app.inject({ url: '/api/v1/today', headers })).statusCode);
    expect(strangers).toEqual([...Array(60).fill(401), 429, 429]);

    const backoffs = nodes.map(({ opened }) => createBackoff(opened.counter!.failures));
    const tries = Array.from({ length: 16 }, (_, i) => backoffs[i % 2]!.take('net', 'ada', 0));
    const waits = await Promise.all(tries);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    await backoffs[0]!.succeeded('net', 'ada', 0);
    expect(await backoffs[1]!.take('net', 'ada', 0)).toBe(0);
  });

  test('what is counted no more is forgotten, and a window ends by the clock of the server', async () => {
    const { counter } = (await start()).opened;
    const count = () => counter!.windows().count('a', 60_000);
    const counts = [(await count()).current, (await count()).current];
    expect(counts).toEqual([1, 2]);
    await tell("update counted set at = at - 120000, forget_at = forget_at - 120000 where name = 'w a'");
    expect((await count()).current).toBe(1);
    await tell("update counted set at = at + 3600000, forget_at = forget_at + 3600000 where name = 'w a'");
    expect((await count()).current).toBe(1);
    await tell('update counted set forget_at = 0');
    await counter!.sweep();
    expect(await tell('select name from counted')).toEqual([]);
  });

  test('a fit that one node has under way is shown by the others, which do not begin it again', async () => {
    const nodes = [await start(), await start()];
    const reader = new Reader(nodes[0]!.app);
    await reader.answer(await reader.get('/practice'), 'A');
    const id = String((await tell('select id from learner order by created_at desc limit 1'))[0]!.id);
    const { promise: ended, resolve: end } = Promise.withResolvers<{ status: number; text: string }>();
    const [one, other] = nodes.map(({ opened }) =>
      createFits({
        ...opened,
        ...opened.stores,
        isInstalled: true,
        now: Date.now,
        run: () => ({ ended, stop() {} }),
        tell() {},
        claims: opened.counter!.claims,
      }),
    );
    await one!.begin(id);
    expect(await other!.stage(id)).toEqual({ kind: 'fitting' });
    expect(await other!.ask(id)).toBe('idle');
    end({ status: 1, text: 'It failed.' });
    expect(await one!.ask(id)).toBe('failed');
    expect(await other!.stage(id)).toBeUndefined();
  });

  test('pages neither import nor export questions while another node serves, because files stay with one', async () => {
    const author = { everyoneIsAuthor: true };
    const one = await start({}, author);
    const reader = new Reader(one.app);
    const page = await reader.get('/bank/export');
    expect((await reader.get('/bank/import')).body).not.toContain('Several nodes');
    await start({}, author);
    expect((await reader.get('/bank/import')).body).toContain('Several nodes serve this Etude');
    const { status, body } = await reader.send('/bank/export', page.form('/bank/export'));
    expect([status, body]).toEqual([409, expect.stringContaining('Several nodes serve this Etude')]);
  });

  test('a page that follows the files is as new on every node', async () => {
    const author = { everyoneIsAuthor: true };
    const nodes = [await start({}, author), await start({}, author)];
    const since = [];
    for (const { app } of nodes) {
      const page = await new Reader(app).get('/bank/red.one-001');
      since.push(page.root.querySelector('[data-changes]')!.getAttribute('data-changes'));
    }
    expect(since[0]).toMatch(/since(=|&#x3D;)[1-9]\d*$/);
    expect(since[1]).toBe(since[0]);
  });

  test('one with another secret, or with none, is refused and makes none', async () => {
    await start();
    const other = join(place, 'other');
    writeFileSync(other, Buffer.alloc(32, 8).toString('base64url'));
    await expect(start({ ETUDE_SECRET_FILE: other })).rejects.toThrow(
      /^ETUDE_SECRET_FILE: .*other is not this database’s secret: copy the file from another node\. If the secret is lost, stop/,
    );
    const missing = join(place, 'missing');
    await expect(start({ ETUDE_SECRET_FILE: missing })).rejects.toThrow(
      `ETUDE_SECRET_FILE: there is no file ${missing}, and this database has a secret: copy`,
    );
    expect(existsSync(missing)).toBe(false);
  });
});
