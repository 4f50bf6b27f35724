import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Handle, openHandle } from '../../../src/base/data/handle.ts';
import { lockFolder } from '../../../src/base/data/lock.ts';
import { type Migration, migrate, readMigrations } from '../../../src/base/data/migrate.ts';
import { readAddress } from '../../../src/base/data/postgres/address.ts';
import { openTarget } from '../../../src/base/data/postgres/move.ts';
import { openBeside, openToServe } from '../../../src/base/data/postgres/open.ts';
import { lendFrom } from '../../../src/base/data/postgres/pool.door.ts';
import { folderOf } from '../../../src/base/installation.ts';
import type { Progress } from '../../../src/base/process/progress.ts';
import { run } from '../../../src/main.ts';
import { openFolderSource } from '../../../src/service/move/folder.load.ts';
import { move } from '../../../src/service/move/move.load.ts';
import { houseSecret } from '../../support/house.ts';
import { contentOf } from '../../support/installation.ts';
import { rowsOfFile } from '../../support/journey.ts';
import { live } from '../../support/life.ts';
import { smallDisk } from '../../support/machine.ts';
import { programs, type Server, startServer } from '../../support/postgres-server.ts';
import { quickDisk } from '../../support/quick-disk.ts';

/** Everything that people have left in SQLite goes to a real PostgreSQL, and comes back the same. */

const migrations = readMigrations(folderOf('migrations/postgresql'), 17);

describe.skipIf(!programs())('etude move', () => {
  const root = mkdtempSync(join(quickDisk, 'etude-move-'));
  const newPlace = () => mkdtempSync(join(root, 'at-'));
  let server: Server;
  /** A database of SQLite's with a life in it. */
  let life: Buffer;
  beforeAll(async () => {
    server = startServer();
    const house = await live({});
    const file = join(newPlace(), 'life.db');
    house.handle.exec(`vacuum into '${file}'`);
    await house.close();
    life = readFileSync(file);
  }, 240_000);
  afterAll(() => {
    server?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  let names = 0;
  /** Makes an empty database. Returns its address. */
  async function empty(more = ''): Promise<string> {
    const name = `move_${++names}`;
    await tell(server.address('postgres'), `create database ${name} template template0 ${more}`);
    return server.address(name);
  }
  const nameIn = (address: string) => /\/(\w+)\?/.exec(address)![1];
  /** A data folder with a life in it. */
  function lived(): string {
    const data = newPlace();
    writeFileSync(join(data, 'etude.db'), life, { mode: 0o600 });
    writeFileSync(join(data, 'secret'), houseSecret.toString('base64url'), { mode: 0o600 });
    return data;
  }
  const textsIn = (handle: Handle) =>
    Object.entries(rowsOfFile(handle)).map(([table, rows]) => [
      table,
      rows.map((row) => JSON.stringify(row)).sort(),
    ]);
  const toServer = (data: string, to: string, progress?: Progress) =>
    run(['move', '--to', to], { ETUDE_DATA: data }, progress);
  const toFolder = (from: string, data: string, to: string, progress?: Progress) =>
    run(['move', '--to', to], { ETUDE_DATA: data, ETUDE_DATABASE: from }, progress);

  /** Does something by hand in a database. */
  async function tell(address: string, text: string) {
    const lender = lendFrom(readAddress(address)!, { name: 'by hand' });
    try {
      return (await lender.lend((connection) => connection.send({ text }))).rows;
    } finally {
      await lender.close();
    }
  }
  /** Kills the server once a move has come so far, and starts it again. */
  async function killedAt(share: number, moved: (progress: Progress) => ReturnType<typeof run>) {
    let isKilled = false;
    const ended = await moved((done) => {
      if (isKilled || done < share) return;
      isKilled = true;
      server.kill();
    });
    server.start();
    return ended;
  }

  test('a life goes to PostgreSQL and comes back with every row, its secret and its rules', async () => {
    const [data, address, back] = [lived(), await empty(), join(newPlace(), 'new')];
    const before = contentOf(data);
    let share = 0;
    const there = await toServer(data, address, (done) => {
      expect(done).toBeGreaterThanOrEqual(share);
      share = done;
    });
    expect(there).toMatchObject({ status: 0, stderr: '' });
    expect(share).toBe(1);
    expect(there.stdout).toMatch(
      /^Moved .*etude\.db to postgres:.*: 1 learner, \d+ reviews, \d+ cards; \d+ rows in \d+ tables, the same on both sides\.\nEvery card and tally matches the log\.\nSet ETUDE_DATABASE .*\n.*etude\.db is as it was\..*\n$/,
    );
    expect(contentOf(data)).toEqual(before);
    await expect(tell(address, "update review set response = '[]'")).rejects.toThrow(
      'a review is written once',
    );
    await expect(tell(address, 'truncate review cascade')).rejects.toThrow('is kept');
    const again = await toFolder(address, data, back);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toContain(`Remove ETUDE_DATABASE, set ETUDE_DATA to ${back} and start Etude`);
    expect(contentOf(back)).toMatchObject({ integrity: 'ok', orphans: [], secret: before.secret });
    const handle = openHandle(join(back, 'etude.db'));
    expect(textsIn(handle)).toEqual(textsIn(openHandle(join(data, 'etude.db'))));
    expect(() => handle.exec("update review set response = '[]'")).toThrow('a review is written once');
    handle.close();
  });

  test('a table of a later migration comes along by itself', async () => {
    const data = lived();
    const later = (version: number, sql: string): Migration => ({
      version,
      name: `${version}-later.sql`,
      sql,
      checksum: 'later',
    });
    const sqlite = readMigrations(folderOf('migrations'));
    const version = sqlite.length + 1;
    const inSqlite = [
      ...sqlite,
      later(
        version,
        `create table later (learner text not null references learner (id), mark real not null, picture blob, at integer,
           primary key (learner, mark)) strict;
         insert into later select id, 0.1 + 0.2, x'00ff', 9007199254740991 from learner;
         insert into later select id, 1, null, null from learner`,
      ),
    ];
    const handle = openHandle(join(data, 'etude.db'));
    migrate(handle, inSqlite, 0);
    handle.close();
    const address = await empty();
    const source = await openFolderSource({ data, migrations: inSqlite });
    const inPostgres = later(
      version,
      `create table later (at bigint, picture bytea, learner text not null references learner (id),
         mark double precision not null, primary key (learner, mark))`,
    );
    const target = await openTarget(address, [...migrations, inPostgres], 0);
    await move(
      source.tables,
      target.tables,
      async () => 0,
      () => {},
    );
    source.close();
    await target.close();
    const rows = await tell(
      address,
      "select mark, encode(picture, 'hex') as picture, at from later order by mark",
    );
    expect(rows).toEqual([
      { mark: 0.1 + 0.2, picture: '00ff', at: 9007199254740991 },
      { mark: 1, picture: null, at: null },
    ]);
  });

  test('a text that PostgreSQL cannot keep is named before anything is copied', async () => {
    const [data, address] = [lived(), await empty()];
    const handle = openHandle(join(data, 'etude.db'));
    handle.exec("insert into day_seen values (1); insert into fact values ('odd', 'a' || char(0))");
    handle.close();
    expect(await toServer(data, address)).toEqual({
      status: 1,
      stdout: '',
      stderr: `${join(data, 'etude.db')} cannot be moved: value of fact ["odd"] has the character U+0000, which PostgreSQL cannot keep. Change or delete that in Etude, then run the move again. Nothing was moved.\n`,
    });
    expect(await tell(address, 'select count(*) as rows from learner')).toEqual([{ rows: 0 }]);
  });

  test('a server that dies on the way is told of, nobody serves what is half moved, and the next move goes on', async () => {
    const [data, address] = [lived(), await empty()];
    const stopped = await killedAt(0.4, (progress) => toServer(data, address, progress));
    expect(stopped).toMatchObject({ status: 1, stdout: '' });
    expect(stopped.stderr).toMatch(
      /^The move has stopped, and .*etude\.db is as it was\. Run the same command again, and Etude will carry on from where it can\. the socket/,
    );
    const halfMoved = /^ETUDE_DATABASE: a move into this database has not finished/;
    await expect(openToServe(address, migrations, 0)).rejects.toThrow(halfMoved);
    await expect(openBeside(address, migrations)).rejects.toThrow(halfMoved);
    expect((await toFolder(address, data, newPlace())).stderr).toMatch(halfMoved);
    const there = await tell(address, 'select count(*) as rows from learner');
    expect(there).toEqual([{ rows: 1 }]);
    const again = await toServer(data, address);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toContain('Etude continued the move that was interrupted.\n');
    await (await openBeside(address, migrations)).close();
  });

  test('a source that has changed since is copied from the beginning', async () => {
    const [data, address] = [lived(), await empty()];
    await killedAt(0.5, (progress) => toServer(data, address, progress));
    const handle = openHandle(join(data, 'etude.db'));
    handle.exec("update learner set zone = 'Europe/Berlin'");
    handle.close();
    const again = await toServer(data, address);
    expect(again.stdout).toContain('The data has changed since the move that was interrupted');
    expect(await tell(address, 'select zone from learner')).toEqual([{ zone: 'Europe/Berlin' }]);
  });

  test('on the way back a folder is not served either until the move has finished', async () => {
    const [data, address, back] = [lived(), await empty(), newPlace()];
    await toServer(data, address);
    const stopped = await killedAt(0.4, (progress) => toFolder(address, data, back, progress));
    expect(stopped).toMatchObject({ status: 1, stderr: expect.stringMatching(/^The move has stopped/) });
    expect(existsSync(join(back, 'etude.db'))).toBe(false);
    expect((await run(['doctor'], { ETUDE_DATA: back, ETUDE_QUESTIONS: newPlace() })).stdout).toContain(
      `ETUDE_DATA: a move into ${back} has not finished`,
    );
    const again = await toFolder(address, data, back);
    expect(again.stdout).toContain('Etude continued the move that was interrupted.\n');
    expect(existsSync(join(back, 'moving.db'))).toBe(false);
  });

  test('what changes while it is moved keeps the move from being called done', async () => {
    const [data, address] = [lived(), await empty()];
    const handle = openHandle(join(data, 'etude.db'));
    let isChanged = false;
    const ended = await toServer(data, address, (done) => {
      if (isChanged || done < 0.5) return;
      isChanged = true;
      handle.exec("update learner set zone = 'Europe/Berlin'");
    });
    handle.close();
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain('Something has changed learner in');
    expect((await toServer(data, address)).status).toBe(0);
  });

  test('a full disk is told of on either side, and the move goes on when there is room', async () => {
    // The server’s own user must reach it.
    const disk = smallDisk(64, dirname(server.folder));
    if (!disk) return;
    const filled = () => {
      let isFull = false;
      return (done: number) => {
        if (isFull || done < 0.3) return;
        isFull = true;
        disk.fill();
      };
    };
    const space = join(disk.folder, 'space');
    mkdirSync(space);
    const owner = statSync(join(server.folder, 'data'));
    for (const folder of [disk.folder, space]) chownSync(folder, owner.uid, owner.gid);
    await tell(server.address('postgres'), `create tablespace small location '${space}'`);
    const [data, address] = [lived(), await empty('tablespace small')];
    const stoppedThere = await toServer(data, address, filled());
    expect(stoppedThere).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/the disk (of|that holds) .* is full/),
    });
    disk.empty();
    expect((await toServer(data, address)).stdout).toContain('Etude continued the move');
    const back = join(disk.folder, 'back');
    const stopped = await toFolder(address, data, back, filled());
    expect(stopped).toMatchObject({ status: 1, stderr: expect.stringContaining('disk is full') });
    disk.empty();
    expect((await toFolder(address, data, back)).stdout).toContain('Etude continued the move');
    await tell(server.address('postgres'), `drop database ${nameIn(address)}`);
    await tell(server.address('postgres'), 'drop tablespace small');
    disk.remove();
  });

  test('what has been changed by hand in a half-moved database is found, and copied again', async () => {
    const [data, address] = [lived(), await empty()];
    await killedAt(0.55, (progress) => toServer(data, address, progress));
    await tell(address, "update learner set zone = 'Europe/Berlin'");
    const ended = await toServer(data, address);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/learner in postgres:\S+ came out different from \S+etude\.db\.\n$/);
    expect((await toServer(data, address)).status).toBe(0);
  });

  describe('is refused', () => {
    test('while either side is served', async () => {
      const [data, address] = [lived(), await empty()];
      const lock = await lockFolder(join(data, 'serving.lock'));
      expect((await toServer(data, address)).stderr).toContain(`serves ${data}, or a restore or move`);
      lock.release();
      const held = await openTarget(address, migrations, 0);
      expect((await toServer(data, address)).stderr).toContain('or another move is under way there: stop it');
      await expect(openToServe(address, migrations, 0)).rejects.toThrow(
        /^ETUDE_DATABASE: "etude move" is reading/,
      );
      await held.close();
      const [leader, follower] = [
        await openToServe(address, migrations, 0),
        await openToServe(address, migrations, 0),
      ];
      leader.leadership.release();
      expect((await toServer(data, address)).stderr).toContain('An Etude server is using ');
      expect((await toFolder(address, data, newPlace())).stderr).toContain('An Etude server is using ');
      follower.leadership.release();
    });

    test('from a database of an earlier Etude', async () => {
      const [data, address] = [lived(), await empty()];
      const handle = openHandle(join(data, 'etude.db'));
      const { user_version: version } = (handle.pragma('user_version') as { user_version: number }[])[0]!;
      handle.exec(`delete from migration where version = ${version}; pragma user_version = ${version - 1}`);
      handle.close();
      expect((await toServer(data, address)).stderr).toContain(
        'is from an earlier version of Etude: start the server',
      );
    });

    test('into a database of an earlier Etude, which stays as it is', async () => {
      const [data, address] = [lived(), await empty()];
      const { leadership, lender } = await openToServe(address, migrations.slice(0, -1), 0);
      leadership.release();
      await lender.close();
      const before = await tell(address, 'select * from migration');
      expect(await toServer(data, address)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(
          /already holds data from an earlier version of Etude: name an empty database\. Nothing was changed\.\n$/,
        ),
      });
      expect(await tell(address, 'select * from migration')).toEqual(before);
    });

    test('into what holds something already', async () => {
      const [data, address] = [lived(), await empty()];
      await toServer(data, address);
      expect((await toServer(data, address)).stdout).toMatch(/^An earlier move has already ended.*\nMoved /);
      await tell(address, 'insert into day_seen values (1)');
      expect((await toServer(data, address)).stderr).toContain('already holds Etude data');
      expect((await toFolder(address, data, data)).stderr).toContain(
        `${join(data, 'etude.db')} is there already: move it away, or name another folder.`,
      );
      const other = newPlace();
      writeFileSync(join(other, 'secret'), 'x'.repeat(43));
      expect((await toFolder(address, data, other)).stderr).toContain('would sign everyone out');
      rmSync(join(data, 'etude.db'));
      expect((await toFolder(address, data, data)).status).toBe(0);
    });

    test.each([
      { what: 'without a target', args: [], env: {}, says: 'move: say where with --to' },
      {
        what: 'from one server to another',
        args: ['--to', 'postgres://a/b'],
        env: { ETUDE_DATABASE: 'postgres://a/c' },
        says: 'use pg_dump and pg_restore',
      },
      {
        what: 'from one folder to another',
        args: ['--to', 'elsewhere'],
        env: {},
        says: 'the data is in SQLite already',
      },
      {
        what: 'to another engine',
        args: ['--to', 'mysql://a/b'],
        env: {},
        says: 'an address begins with postgres://',
      },
      {
        what: 'to an address that is none',
        args: ['--to', 'postgres://etude:geheim@a b/c'],
        env: {},
        says: '--to is "postgres://etude:…@a b/c": set it to an address',
      },
    ])('$what', async ({ args, env, says }) => {
      const ended = await run(['move', ...args], { ETUDE_DATA: join(newPlace(), 'none'), ...env });
      expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(says) });
    });

    test('to a server that nobody can reach, and from a folder without a database', async () => {
      const nowhere = 'postgres://etude:geheim@127.0.0.1:9/etude';
      const unreachable = await toServer(lived(), nowhere);
      expect(unreachable.stderr).toMatch(
        /^--to: 127\.0\.0\.1:9 cannot be reached .*Nothing was changed\.\n$/,
      );
      const taken = join(newPlace(), 'file');
      writeFileSync(taken, '');
      const [data, address] = [lived(), await empty()];
      expect((await toFolder(address, data, taken)).stderr).toContain(
        'is empty, so there is nothing to move',
      );
      await toServer(data, address);
      expect((await toFolder(address, data, taken)).stderr).toMatch(
        /^--to: the folder .*, or name another folder\.\n$/,
      );
      const none = await toServer(newPlace(), nowhere);
      expect(none.stderr).toMatch(/^There is no database in /);
    });
  });
});
