import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '../../../../src/base/data/migrate.ts';
import { readAddress } from '../../../../src/base/data/postgres/address.ts';
import { seekLead } from '../../../../src/base/data/postgres/leader.ts';
import { openBeside, openToServe, type Served } from '../../../../src/base/data/postgres/open.ts';
import { lendFrom, openSession } from '../../../../src/base/data/postgres/pool.door.ts';
import { createPostgres, type Postgres } from '../../../../src/base/data/postgres/postgres.ts';
import { folderOf } from '../../../../src/base/installation.ts';
import { examStore } from '../../../../src/exam/store.ts';
import { exchangeStore } from '../../../../src/exchange/store.ts';
import { defaults } from '../../../../src/learner/model.ts';
import { learnerStore } from '../../../../src/learner/store.ts';
import { run } from '../../../../src/main.ts';
import { ownPostgres } from '../../../support/own-postgres.ts';
import { wayTo } from '../../../support/partition.ts';
import { programs } from '../../../support/postgres-server.ts';

/** What only a real server shows: which node leads, what happens when it dies, and two at once. */

const migrations = readMigrations(folderOf('migrations/postgresql'), 17);
const settings = { ...defaults, zone: 'UTC' };

describe.skipIf(!programs())('a PostgreSQL server', () => {
  const postgres = ownPostgres();
  const { tell, make } = postgres;

  const serve = (address: string) => openToServe(address, migrations, 0);
  const end = async (served: Served) => {
    served.leadership.release();
    await served.lender.close();
  };
  /** Looks until something is so. */
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** A node that seeks the lead, and is no longer trusted after a moment of silence. */
  const seek = (address: string) =>
    seekLead(
      () => openSession(readAddress(address)!, { name: 'seek', statementMs: 600 }),
      () => performance.now(),
      { trustedMs: 600, endedMs: 1_000 },
    );

  test('has one leader; where its connection ends, another leads', async () => {
    const address = await make('led');
    const [one, other] = [seek(address), seek(address)];
    await one.renew();
    await other.renew();
    expect([one.standing(), other.standing()]).toEqual(['leader', 'follower']);
    await tell(`select pg_terminate_backend(l.pid) from pg_locks as l join pg_database as d on d.oid = l.database
      where d.datname = 'led' and l.locktype = 'advisory'`);
    await until(() => other.renew().then(() => other.standing() === 'leader'));
    await one.renew();
    await one.renew();
    expect(one.standing()).toBe('follower');
    for (const each of [one, other]) each.release();
  });

  test('gives the lead of a node that is cut off to another, once the first no longer trusts it', async () => {
    await make('parted');
    const way = await wayTo(postgres.server);
    const [one, other] = [seek(way.address('parted')), seek(postgres.server.address('parted'))];
    await one.renew();
    way.cut();
    await until(async () => {
      void one.renew();
      await other.renew();
      return other.standing() === 'leader';
    });
    expect([one.standing(), one.trouble()?.kind]).toEqual(['follower', 'unreachable']);
    for (const each of [one, other]) each.release();
    await way.close();
  });

  test('that dies under many writers loses none that was acknowledged, and they go on by themselves', async () => {
    const address = await make('killed');
    const served = await serve(address);
    const db = createPostgres(served.lender);
    const store = learnerStore(db);
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    let isOver = false;
    const writer = async (who: number) => {
      for (let i = 0; !isOver; i++) {
        const id = `${who}-${i}`;
        await db.commit(store.create(id, settings, 0)).then(
          () => acknowledged.push(id),
          (error) => refused.push(error),
        );
      }
    };
    const writers = [1, 2, 3, 4].map(writer);
    for (let round = 0; round < 2; round++) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 40);
      postgres.server.kill();
      postgres.server.start();
      await until(() => acknowledged.length > before + 80);
    }
    isOver = true;
    await Promise.all(writers);
    const stored = new Set(await store.all());
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    for (const error of refused) expect(error).toMatchObject({ kind: 'unavailable' });
    await end(served);
  }, 240_000);

  describe('with two that write at once', () => {
    let one: Postgres;
    let other: Postgres;
    let address: string;
    beforeAll(async () => {
      address = await make('two');
      await end(await serve(address));
      one = createPostgres(await openBeside(address, migrations));
      other = createPostgres(await openBeside(address, migrations));
      await one.commit(learnerStore(one).create('ada', settings, 0));
      await one.commit(learnerStore(one).create('bob', settings, 0));
    });
    afterAll(() => {
      one.close();
      other.close();
    });

    /** How many connections have begun a transaction and not ended it. */
    async function openTransactions() {
      const { count } = await tell(`select 1 from pg_stat_activity
        where datname = 'two' and state like 'idle in transaction%'`);
      return count;
    }

    test('each revision is raised once', async () => {
      const stores = [learnerStore(one), learnerStore(other)] as const;
      for (let round = 0; round < 10; round++) {
        const ada = (await stores[0].byId('ada'))!;
        const saved = await Promise.all([
          one.tryCommit([stores[0].raiseRevision(ada)]),
          other.tryCommit([stores[1].raiseRevision(ada)]),
        ]);
        expect(saved.sort()).toEqual([false, true]);
      }
    });

    test('those that wait for each other are tried again', async () => {
      const note = (db: Postgres) => {
        const change = db.change('update learner set revised = revised + 1 where id = :id', 1);
        return (ids: string[]) => db.commit(ids.map((id) => change({ id })));
      };
      const [here, there] = [note(one), note(other)];
      for (let round = 0; round < 5; round++)
        await Promise.all([here(['ada', 'bob']), there(['bob', 'ada'])]);
      const [ada, bob] = await one.all<{ revised: number }>('select revised from learner order by id')({});
      expect([ada!.revised, bob!.revised]).toEqual([10, 10]);
    });

    test('an empty batch waits for those before it', async () => {
      const store = learnerStore(one);
      const all = ['x', 'y', 'z'].map((id) => one.commit(store.create(id, settings, 0)));
      await one.commit([]);
      expect(await learnerStore(other).all()).toEqual(['ada', 'bob', 'x', 'y', 'z']);
      await Promise.all(all);
    });

    test('a guest whose first answer is being saved is not swept away', async () => {
      const exams = examStore(other);
      let sweep: Promise<void> | undefined;
      const lender = await openBeside(address, migrations);
      await lender.lend(async (connection) => {
        await connection.run(`begin;
          update learner set revision = revision + 1 where id = 'bob';
          insert into question_text values ('h', 'q', 1, '{}', 0);
          insert into review values ('bob', 'r', 'q', 'h', 1, 'practice', 0, 0, '[]', 1, 'sure', 3, 'd', 1, 0, 'UTC', 0, '', '');`);
        sweep = other.commit(exams.deleteIfNothingElse('bob'));
        // It waits for the answer's learner.
        await until(async () => {
          const waiting = await tell("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
          return waiting.count > 0;
        });
        await connection.run('commit');
      });
      await sweep;
      await lender.close();
      expect(await learnerStore(one).all()).toContain('bob');
    });

    test('an export is taken over one connection, at one moment', async () => {
      const lender = await openBeside(address, migrations);
      let lent = 0;
      const db = createPostgres({
        ...lender,
        lend(work) {
          lent++;
          return lender.lend(work);
        },
      });
      const everything = await exchangeStore(db).everything('ada');
      expect([everything?.learner.zone, lent]).toEqual(['UTC', 1]);
      expect(await exchangeStore(db).everything('nobody')).toBeUndefined();
      await lender.close();
      await until(async () => (await openTransactions()) === 0);
    });

    test('a batch that lacks a value leaves no transaction behind', async () => {
      const change = one.change('update learner set revised = 0 where id = :id');
      await expect(one.commit([change({ id: 'ada' }), change({})])).rejects.toThrow('no value for :id');
      expect(await openTransactions()).toBe(0);
    });

    test('a moment is seen as it was, whatever others write', async () => {
      const count = one.one<{ count: number }>('select count(*) as count from learner');
      await one.atOneMoment(async () => {
        const before = await count({});
        await other.commit(learnerStore(other).create('late', settings, 0));
        expect(await count({})).toEqual(before);
      });
    });

    test('a moment whose connection breaks is told as a failure', async () => {
      const look = one.atOneMoment(async () => {
        // A busy server shows what a connection does a moment later.
        await until(async () => {
          const ended = await tell(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = 'two' and state = 'idle in transaction'`);
          return ended.count > 0;
        });
        await one.all('select id from learner')({});
      });
      await expect(look).rejects.toMatchObject({ kind: 'unavailable' });
    });

    test('a text that it cannot keep is refused with a sentence', async () => {
      const save = one.commit(learnerStore(one).create('a\0b', settings, 0));
      await expect(save).rejects.toMatchObject({ kind: 'invalid' });
    });
  });

  test('that is slow costs the one connection that waited, and not the others', async () => {
    const lender = lendFrom(readAddress(postgres.server.address('postgres'))!, {
      name: 'slow',
      statementMs: 300,
    });
    const own = 'select cast(pg_backend_pid() as bigint) as pid';
    let late: unknown;
    const first = await lender.lend(async (connection) => {
      const { rows } = await connection.send({ text: own });
      expect(lender.load()).toMatchObject({ inUse: 1, idle: 0, waiting: 0 });
      const slow = lender.lend((other) => other.send({ text: 'select pg_sleep(2)' }));
      late = await slow.catch((error) => error);
      return rows;
    });
    expect(String(late)).toMatch('Query read timeout');
    expect((await lender.lend((connection) => connection.send({ text: own }))).rows).toEqual(first);
    await lender.close();
  });

  test('that has no more connections to give keeps those that it gave', async () => {
    const address = await make('crowded');
    await tell('alter database crowded connection limit 1');
    const lender = lendFrom(readAddress(await plain(address))!, { name: 'crowded' }, 2);
    const own = 'select cast(pg_backend_pid() as bigint) as pid';
    const pid = () => lender.lend(async (connection) => (await connection.send({ text: own })).rows);
    const first = await pid();
    const crowd = await Promise.allSettled([pid(), pid(), pid()]);
    expect(crowd.map(({ status }) => status)).toContain('fulfilled');
    const refused = crowd.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason.code).toBe('53300');
    expect(await pid()).toEqual(first);
    await lender.close();
  });

  /** The address of a database for a user whom its limits bind, as they bind no superuser. */
  async function plain(address: string): Promise<string> {
    await tell('create role plain login');
    return address.replace('etude@', 'plain@');
  }

  test('is refused where it sorts by a language, or keeps no Unicode', async () => {
    const german = await make('german', "locale_provider icu icu_locale 'de' locale 'C' encoding 'UTF8'");
    await expect(serve(german)).rejects.toThrow(/sorts texts by a language: create another with "createdb/);
    const latin = await make('latin', "locale 'C' encoding 'LATIN1'");
    await expect(serve(latin)).rejects.toThrow(/has the encoding LATIN1: create another/);
  });

  test('is refused with a sentence where it cannot be used, and no password is in it', async () => {
    const address = await make('foreign_one');
    await lendOnce(address, 'create table their (own bigint)');
    await expect(serve(address)).rejects.toThrow('belongs to another application');
    await expect(serve(postgres.server.address('none'))).rejects.toThrow('has no such database');
    // systemd starts again what ends with 1, but not what ends with 2.
    await expect(serve(postgres.server.address('none'))).rejects.toMatchObject({ exitCode: 2 });
    await expect(serve('postgres://127.0.0.1:1/x')).rejects.toMatchObject({ exitCode: 1 });
    await expect(serve('postgres://etude:geheim@127.0.0.1:1/x')).rejects.toThrow(
      /^ETUDE_DATABASE: 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\): start the server, or correct the address\. Nothing was changed\.$/,
    );
  });

  async function lendOnce(address: string, text: string): Promise<void> {
    const lender = lendFrom(readAddress(address)!, { name: 'test' });
    await lender.lend((connection) => connection.send({ text }));
    await lender.close();
  }

  test('commands work on it, or say what to use instead', async () => {
    const address = await make('commands');
    const data = mkdtempSync(join(tmpdir(), 'etude-'));
    const environment = { ETUDE_DATABASE: address, ETUDE_DATA: data, ETUDE_QUESTIONS: folderOf('questions') };
    const etude = async (...args: string[]) => run(args, environment);
    expect((await etude('learner', 'list')).stderr).toBe(
      'ETUDE_DATABASE: the database is empty. Start the server to create Etude’s tables in it.\n',
    );
    await end(await serve(address));
    expect((await etude('doctor')).stdout).toMatch(/There is no secret/);
    for (const name of ['backup', 'restore'])
      expect((await etude(name)).stderr).toMatch(`"${name}" works only with SQLite`);
    rmSync(data, { recursive: true });
  });
});
