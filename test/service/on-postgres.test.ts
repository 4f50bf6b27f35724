import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import { lendFrom } from '../../src/base/data/postgres/pool.door.ts';
import { silent } from '../../src/base/process/progress.ts';
import { readConfig } from '../../src/config.ts';
import { installationOf } from '../../src/open.ts';
import { openServer } from '../../src/open-postgres.ts';
import { type DoctorInput, doctor } from '../../src/service/doctor/doctor.command.ts';
import { drillServer } from '../../src/service/doctor/server.load.ts';
import { findingLine } from '../../src/service/examine/findings.ts';
import { Client } from '../support/client.ts';
import { programs, type Server, startCopy, startServer } from '../support/postgres-server.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';
import { seriesOf } from '../support/prometheus.ts';

/** Etude as a process over a PostgreSQL server, from its first start to its end. */
describe.skipIf(!programs())('on PostgreSQL', () => {
  let server: Server;
  let folder: string;
  let settings: Record<string, string>;
  const run = (...args: string[]) => etude(folder, args, settings);

  beforeAll(() => {
    // Doctor finds fault with a server that does not write to its disk.
    server = startServer([]);
    folder = workplace({ red: { concept: 'red.idea' } });
    settings = { ETUDE_PORT: '0', ETUDE_DATABASE: server.address('postgres') };
  }, 240_000);
  afterAll(() => {
    clearWorkplaces();
    server?.stop();
  });

  test('people practise, the database is restarted under them, and everything is as the log says', async () => {
    const running = await serve(folder, [], settings);
    const client = new Client(running.address);
    expect(await client.answerOne('A')).toBe(true);
    server.kill();
    expect((await client.get('practice')).status).toBe(503);
    server.start();
    for (let status = 0; status !== 200; ) ({ status } = await client.get('practice'));
    expect(await client.answerOne('A')).toBe(true);
    const { stdout } = await run('learner', 'list');
    expect(stdout).toMatch(/guest\s+2 answers/);
    expect((await run('doctor')).stdout).toMatch(/; no standby\.\nNo problems found\.\n$/);
    expect((await running.end('SIGTERM')).status).toBe(0);
    const again = await serve(folder, [], settings);
    const ready = async () => (await (await fetch(new URL('readyz', again.address))).text()).trim();
    await expect.poll(ready).toBe('Etude is ready.');
    expect((await again.end('SIGTERM')).status).toBe(0);
  }, 240_000);

  describe('a server made from a base backup that was taken while people practised', () => {
    let primary: Server;
    let restored: Server;
    let standby: Server;
    let running: Awaited<ReturnType<typeof serve>>;
    const token = 'correct-horse-battery-staple';

    beforeAll(async () => {
      primary = server;
      writeFileSync(join(folder, 'token'), token);
      running = await serve(folder, [], { ...settingsOf(primary), ETUDE_METRICS_TOKEN_FILE: 'token' });
      restored = startCopy(primary);
      standby = startCopy(primary, ['cluster_name=second'], ['--write-recovery-conf']);
      await new Client(running.address).answerOne('A');
    }, 240_000);
    afterAll(async () => {
      await running?.end('SIGTERM');
      for (const copy of [restored, standby]) copy?.stop();
    });

    const settingsOf = (of: Server) => ({
      ETUDE_PORT: '0',
      ETUDE_DATABASE: of.address('postgres').replace('etude@', 'etude:geheim@'),
    });
    const ask = (of: Server, ...args: string[]) => etude(folder, args, settingsOf(of));
    /** Does something by hand in the database of a server. */
    async function tell(of: Server, text: string): Promise<void> {
      const lender = lendFrom(readAddress(of.address('postgres'))!, { name: 'hand' });
      await lender.lend((connection) => connection.send({ text }));
      await lender.close();
    }

    test('is proved by a drill, which says up to when it reaches', async () => {
      const { status, stdout, stderr } = await ask(restored, 'drill');
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(
        /^postgres:\/\/etude:…@\/postgres\?host=\S+ can be served: 1 learner, 2 reviews, 2 cards, and everything matches the log\. Its newest entry is from \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/,
      );
    });

    test('is no restored copy while an Etude serves it', async () => {
      const { status, stderr } = await ask(primary, 'drill');
      expect([status, stderr]).toEqual([2, expect.stringContaining('so it is not a restored copy')]);
      expect(stderr).not.toContain('geheim');
    });

    test('is not proved with another secret than its own', async () => {
      writeFileSync(join(folder, 'other'), 'x'.repeat(43), { mode: 0o600 });
      const { status, stderr } = await etude(folder, ['drill'], {
        ...settingsOf(restored),
        ETUDE_SECRET_FILE: 'other',
      });
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining('other does not belong to this database'),
      ]);
    });

    test('is refused by the drill while it is a standby', async () => {
      const { status, stderr } = await ask(standby, 'drill');
      expect([status, stderr]).toEqual([expect.any(Number), expect.stringContaining('accepts writes')]);
    });

    test('is told by doctor as a standby, and as synchronous where answers wait for it', async () => {
      const beside = async () => (await ask(primary, 'doctor')).stdout;
      await expect
        .poll(beside)
        .toMatch(
          /^postgres:\/\/etude:…@\S+: PostgreSQL [\d.]+, the primary server; standby second \(asynchronous, 0 bytes behind\)\.\nNo problems found\.\n$/,
        );
      await tell(primary, "alter system set synchronous_standby_names = 'second'");
      await tell(primary, 'select pg_reload_conf()');
      await expect.poll(beside).toContain('standby second (synchronous, 0 bytes behind)');
      expect((await ask(primary, 'doctor')).status).toBe(0);
    });

    test('is told by the metrics, with the role of the node and its connections', async () => {
      const headers = { authorization: `Bearer ${token}` };
      const scrape = async () => {
        const text = await (await fetch(new URL('metrics', running.address), { headers })).text();
        return seriesOf(text).map(({ name, labels, value }) => [name, ...Object.values(labels), value]);
      };
      await expect.poll(scrape).toContainEqual(['etude_database_standbys', 'synchronous', 1]);
      await expect.poll(scrape).toContainEqual(['etude_database_replay_lag_bytes', 'second', 0]);
      const told = await scrape();
      for (const name of ['etude_database_up', 'etude_database_primary'])
        expect(told).toContainEqual([name, 1]);
      await expect.poll(scrape).toContainEqual(['etude_leader', 1]);
      expect(told).toContainEqual(['etude_bank_epoch', expect.toSatisfy((epoch: number) => epoch > 0)]);
      expect(told).toContainEqual(['etude_database_connections_limit', expect.any(Number)]);
      expect(told.map(([name]) => name)).not.toContain('etude_database_bytes');
    });

    test('is not proved where a card is not what the log says, or an answer waits for a standby that is away', async () => {
      await tell(restored, "update card set stability = stability + 1 where concept = 'red.idea'");
      const { status, stderr } = await ask(restored, 'drill');
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/ is not sound\.\n.*card for red\.idea does not match the log\./),
      ]);
      await tell(restored, "alter system set synchronous_standby_names = 'second'");
      await tell(restored, 'select pg_reload_conf()');
      await expect
        .poll(async () => (await ask(restored, 'doctor')).stdout)
        .toContain(
          'no such standby is connected: every answer waits until one is. What to do: start a standby',
        );
    });

    describe('looked at from this process', () => {
      const config = () => readConfig({ ETUDE_DATA: folder, ETUDE_DATABASE: restored.address('postgres') });
      const open = () => openServer(config().database);
      const openAndBreak = async () => {
        const opened = await open();
        restored.kill();
        return opened;
      };
      const inputOf = (own: Partial<DoctorInput>) => ({
        ...config(),
        ...installationOf(config()),
        now: 0,
        openServer: open,
        ...own,
      });
      const drillOf = (own: Partial<DoctorInput>) => drillServer(inputOf(own), silent);
      const whatsOf = async (own: Partial<DoctorInput>) =>
        (await doctor(inputOf(own), false)).findings.map(({ what }) => what);

      test.each([
        ['missing', 'There is no secret'],
        ['weak', 'has fewer than 256 bits'],
      ])('has a %s secret copied from another node, because no backup contains it', async (name, what) => {
        if (name === 'weak') writeFileSync(join(folder, name), 'short', { mode: 0o600 });
        const secretFile = join(folder, name);
        const { findings } = await doctor(inputOf({ secretFile }), false);
        const about = findings.map(findingLine).filter((line) => line.includes(secretFile));
        expect(about).toEqual([expect.stringMatching(`${what}.*copy the file from another node`)]);
        await expect(drillOf({ secretFile })).rejects.toThrow(about[0]!);
      });

      test('is told as broken off, if it stops while drill and doctor read it', async () => {
        const what = expect.stringMatching(/ broke while Etude read the database: run the command again\.$/);
        await expect(drillOf({ openServer: openAndBreak })).rejects.toMatchObject({
          exitCode: 1,
          message: what,
        });
        restored.start();
        expect(await whatsOf({ openServer: openAndBreak })).toContainEqual(what);
        restored.start();
      });
    });

    test('says so to a user who is not allowed to see its standbys', async () => {
      await tell(primary, 'create role reader login in role pg_read_all_data');
      const ETUDE_DATABASE = primary.address('postgres').replace('etude@', 'reader@');
      const { status, stdout } = await etude(folder, ['doctor'], { ETUDE_DATABASE });
      expect([status, stdout]).toEqual([
        0,
        expect.stringContaining('this user is not allowed to see its standbys'),
      ]);
    });
  });
});
