import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHandle } from '../../../src/base/data/handle.ts';
import { readMigrations } from '../../../src/base/data/migrate.ts';
import { readAddress } from '../../../src/base/data/postgres/address.ts';
import { openTarget } from '../../../src/base/data/postgres/move.ts';
import { lendFrom } from '../../../src/base/data/postgres/pool.door.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { readConfig } from '../../../src/config.ts';
import { openFolder } from '../../../src/open.ts';
import { bundled } from '../../support/bundled.ts';
import { Client } from '../../support/client.ts';
import { programs, type Server, startServer } from '../../support/postgres-server.ts';
import { clearWorkplaces, etude, serve, workplace } from '../../support/process.ts';

/** A move that is killed while it copies, and the learner who goes on afterwards. */
describe.skipIf(!programs())('a move that is killed', () => {
  let server: Server;
  beforeAll(() => {
    server = startServer([]);
  }, 240_000);
  afterAll(() => {
    clearWorkplaces();
    server?.stop();
  });

  test('goes on when it is run again, and the learner stays signed in', async () => {
    const folder = workplace();
    const port = { ETUDE_PORT: '0' };
    const address = server.address('postgres');
    const onServer = { ...port, ETUDE_DATABASE: address };
    const migrations = readMigrations(folderOf('migrations/postgresql'), 17);
    const before = await serve(folder, [], port);
    const client = new Client(before.address);
    await client.answerOne('A');
    expect((await etude(folder, ['move', '--to', address])).stderr).toMatch(
      /^An Etude \(process \d+\) serves /,
    );
    await before.end('SIGTERM');

    const [holder, admin] = ['holder', 'admin'].map((name) => lendFrom(readAddress(address)!, { name }));
    const tell = (text: string) => admin!.lend((connection) => connection.send({ text }));
    const until = async (condition: string) => {
      while ((await tell(`select ${condition} as is_so`)).rows[0]!.is_so !== 1) await sleep(20);
    };
    await (await openTarget(address, migrations, 0)).close();
    // Whoever adds a card waits for the holder of a lock.
    await tell(`create function wait_for_holder() returns boolean language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(17); return true; end $$`);
    await tell('alter table card add constraint waits check (wait_for_holder())');
    await until("not exists (select 1 from pg_stat_activity where application_name = 'etude move')");
    await holder!.lend(async (connection) => {
      await connection.send({ text: 'select pg_advisory_lock(17)' });
      const [node, ...args] = [...(await bundled()), 'move', '--to', address];
      const child = spawn(node!, args, { cwd: folder, env: { PATH: process.env.PATH }, stdio: 'ignore' });
      await until(
        "exists (select 1 from pg_locks where locktype = 'advisory' and objid = 17 and not granted)",
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
      await connection.send({ text: 'select pg_advisory_unlock(17)' });
    });
    await tell('alter table card drop constraint waits; drop function wait_for_holder');
    await until("not exists (select 1 from pg_stat_activity where application_name = 'etude move')");
    expect((await etude(folder, ['doctor'], onServer)).stdout).toContain(
      'ETUDE_DATABASE: a move into this database has not ended',
    );

    const continued = await etude(folder, ['move', '--to', address]);
    expect(continued).toMatchObject({ status: 0, stderr: '' });
    expect(continued.stdout).toContain('Etude continued the move that was interrupted.\n');
    expect((await etude(folder, ['doctor'], onServer)).stdout).toMatch(/No problems found\.\n$/);
    const after = await serve(folder, [], onServer);
    const again = new Client(after.address);
    again.cookie = client.cookie;
    await again.answerOne('A');
    expect((await etude(folder, ['learner', 'list'], onServer)).stdout).toMatch(/guest\s+2 answers/);
    await after.end('SIGTERM');

    const env = { ETUDE_DATA: join(folder, 'back') };
    expect(await etude(folder, ['move', '--to', env.ETUDE_DATA], onServer)).toMatchObject({
      status: 0,
      stderr: '',
    });
    const shared = 'select count(*) from live_bank union all select count(*) from bank_file';
    const moved = openHandle(join(env.ETUDE_DATA, 'etude.db'));
    expect(moved.prepare(shared).pluck().get()).toBe(1);
    // As if the leader had been cut off before everybody had got what a new bank changed.
    moved.exec("update live_bank set unsettled = '{}'; update card set stability = stability + 1");
    moved.close();
    // A bank of another time must not go live if the data ever returns to PostgreSQL.
    const opened = await openFolder(readConfig({ ...env, ETUDE_QUESTIONS: join(folder, 'questions') }));
    expect(opened.handle!.prepare(shared).pluck().all()).toEqual([0, 0]);
    expect(opened.warnings).toEqual([]);
    opened.close();
    expect((await etude(folder, ['doctor'], env)).stdout).toBe('No problems found.\n');
    await Promise.all([holder!.close(), admin!.close()]);
  }, 240_000);
});
