import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Group } from '../../../../src/base/data/database.ts';
import { readAddress } from '../../../../src/base/data/postgres/address.ts';
import type { Lender } from '../../../../src/base/data/postgres/connection.ts';
import { lendFrom } from '../../../../src/base/data/postgres/pool.door.ts';
import { createPostgres } from '../../../../src/base/data/postgres/postgres.ts';
import { isDead, isOverload } from '../../../../src/base/data/postgres/trouble.ts';
import { type Way, wayTo } from '../../../support/partition.ts';
import { programs, type Server, startServer } from '../../../support/postgres-server.ts';

/** The connections to a server that somebody has cut off, which nobody is told of. */
describe.skipIf(!programs())('connections', () => {
  let server: Server;
  let way: Way;
  let lender: Lender;
  const tell = (text: string) => lender.lend((connection) => connection.send({ text }));
  beforeAll(async () => {
    server = startServer();
    way = await wayTo(server);
    lender = lendFrom(readAddress(way.address('postgres'))!, { name: 'test', silentMs: 50 });
  }, 240_000);
  afterAll(async () => {
    await lender?.close();
    await way?.close();
    server?.stop();
  });

  test('give back the rows of a node that is gone before others stop waiting for them', async () => {
    const { rows } = await tell(
      `select cast(extract(epoch from current_setting('idle_in_transaction_session_timeout')::interval) as bigint) as gone,
         cast(extract(epoch from current_setting('lock_timeout')::interval) as bigint) as waiting`,
    );
    const { gone, waiting } = rows[0] as { gone: number; waiting: number };
    expect([gone, waiting]).toEqual([5, 10]);
  });

  test('are closed by the server when their node is gone, whatever it would do by itself', async () => {
    const { rows } = await tell(
      `select name from pg_settings where source = 'client' and name like 'tcp\\_%' order by name`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'tcp_keepalives_count',
      'tcp_keepalives_idle',
      'tcp_keepalives_interval',
      'tcp_user_timeout',
    ]);
  });

  test('wait for a slow statement of a server that answers others', async () => {
    expect((await tell('select pg_sleep(0.5)')).count).toBe(1);
  });

  test('are given up when their server is silent, long before a statement has taken too long', async () => {
    const slow = Promise.allSettled([tell('select pg_sleep(60)'), tell('select pg_sleep(60)')]);
    const beside = lendFrom(readAddress(server.address('postgres'))!, { name: 'beside' });
    const asleep = "select 1 from pg_stat_activity where wait_event = 'PgSleep'";
    while ((await beside.lend(({ send }) => send({ text: asleep }))).count < 2);
    await beside.close();
    way.cut();
    for (const { reason } of (await slow) as PromiseRejectedResult[])
      expect([isDead(reason), isOverload(reason)]).toEqual([true, false]);
  });
});

test.each([
  ['55P03', true],
  ['57P01', true],
  ['53100', false],
  ['XX001', false],
])('a batch that fails with %s says whether the next may be saved: %s', async (code, willPass) => {
  const groups: Group[] = [];
  const lend = () => Promise.reject(Object.assign(new Error('no'), { code }));
  const db = createPostgres(
    { lend, close: async () => {} },
    { onGroup: (group) => groups.push(group), patienceMs: 0 },
  );
  await expect(db.commit([db.change('delete from learner')({})])).rejects.toThrow();
  expect(groups).toEqual([{ batches: 1, syncMs: 0, failed: true, willPass }]);
});
