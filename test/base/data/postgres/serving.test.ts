import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '../../../../src/base/data/migrate.ts';
import { readAddress } from '../../../../src/base/data/postgres/address.ts';
import { seekLead } from '../../../../src/base/data/postgres/leader.ts';
import { openTarget } from '../../../../src/base/data/postgres/move.ts';
import {
  explained,
  openToServe,
  refusalIfLost,
  type Served,
} from '../../../../src/base/data/postgres/open.ts';
import { lendFrom, openSession } from '../../../../src/base/data/postgres/pool.door.ts';
import { createPostgres } from '../../../../src/base/data/postgres/postgres.ts';
import { storageFailure, Unsure } from '../../../../src/base/data/postgres/trouble.ts';
import { Refusal } from '../../../../src/base/failure.ts';
import { folderOf } from '../../../../src/base/installation.ts';
import { defaults } from '../../../../src/learner/model.ts';
import { learnerStore } from '../../../../src/learner/store.ts';
import { programs, type Server, startServer } from '../../../support/postgres-server.ts';

/** A node keeps moves away for as long as it may save something. */

const migrations = readMigrations(folderOf('migrations/postgresql'), 17);

describe.skipIf(!programs())('a node that serves', () => {
  let server: Server;
  let admin: ReturnType<typeof lendFrom>;
  let names = 0;
  const tell = (text: string) => admin.lend((connection) => connection.send({ text }));
  beforeAll(() => {
    server = startServer();
    admin = lendFrom(readAddress(server.address('postgres'))!, { name: 'test' });
  }, 240_000);
  afterAll(async () => {
    await admin?.close();
    server?.stop();
  });

  async function make(): Promise<string> {
    const name = `serving_${++names}`;
    await tell(`create database ${name} template template0`);
    return server.address(name);
  }
  const serve = (address: string) => openToServe(address, migrations, 0);
  const hold = (address: string) => openTarget(address, migrations, 0);
  async function end({ leadership, lender }: Served): Promise<void> {
    leadership.release();
    await lender.close();
  }
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  test('lets another lead when it resigns, however often it has asked, and still keeps moves away', async () => {
    const address = await make();
    const served = await serve(address);
    for (let i = 0; i < 3; i++) await served.leadership.renew();
    const other = seekLead(
      () => openSession(readAddress(address)!, { name: 'other' }),
      () => performance.now(),
    );
    await other.renew();
    expect([served.leadership.standing(), other.standing()]).toEqual(['leader', 'follower']);
    served.leadership.resign();
    await until(() => other.renew().then(() => other.standing() === 'leader'));
    await served.leadership.renew();
    expect([served.leadership.standing(), served.leadership.trouble()]).toEqual(['follower', undefined]);
    await expect(hold(address)).rejects.toThrow('An Etude server is using ');
    other.release();
    await end(served);
  });

  test('keeps moves away by every connection, should that of the lead break', async () => {
    const address = await make();
    const served = await serve(address);
    await served.lender.lend((connection) => connection.send({ text: 'select 1' }));
    served.leadership.release();
    await until(async () => {
      const { count } = await tell("select 1 from pg_stat_activity where application_name = 'etude leader'");
      return count === 0;
    });
    await expect(hold(address)).rejects.toThrow('An Etude server is using ');
    await end(served);
  });

  test('that is cut off while a move begins saves nothing, says why, and goes on when the move has ended', async () => {
    const address = await make();
    const served = await serve(address);
    const { leadership } = served;
    const db = createPostgres(served.lender, { trouble: leadership.trouble });
    const save = (id: string) => db.commit(learnerStore(db).create(id, { ...defaults, zone: 'UTC' }, 0));
    let held: Awaited<ReturnType<typeof hold>> | undefined;
    await until(async () => {
      await tell(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'etude leader'",
      );
      held = await hold(address).catch(() => undefined);
      return held !== undefined;
    });
    await leadership.renew();
    await leadership.renew();
    expect(leadership.trouble()).toMatchObject({
      kind: 'moving',
      what: expect.stringContaining('etude move'),
    });
    await expect(save('early')).rejects.toMatchObject({ kind: 'unavailable', name: 'Failure' });
    await held!.close();
    await leadership.renew();
    expect(leadership.trouble()).toBeUndefined();
    await save('late');
    expect(await learnerStore(db).all()).toEqual(['late']);
    await end(served);
  });
});

const address = 'postgres://etude:geheim@db.example.org/etude';
const stated = (code: string) => Object.assign(new Error('as the server says'), { code });

test.each([
  ['55P03', 1, 'another program has locked the database on db.example.org'],
  ['40P01', 1, 'another program has locked the database on db.example.org'],
  ['57P01', 1, 'db.example.org refused'],
  ['3D000', 2, 'has no such database'],
])('a start that fails with %s ends with %i', async (code, exitCode, says) => {
  const opened = explained(readAddress(address)!, () => Promise.reject(stated(code)));
  await expect(opened).rejects.toMatchObject({ exitCode, message: expect.stringContaining(says) });
});

test('a start whose connection breaks later is refused with a sentence, and a bug stays one', () => {
  const cut = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const lost = [
    cut,
    new Error('Connection terminated unexpectedly'),
    storageFailure(cut, 'This cannot be shown'),
    storageFailure(new Unsure('', { cause: cut }), 'Nothing was saved'),
  ];
  for (const each of lost) {
    const refusal = refusalIfLost(each, address) as Refusal;
    expect(refusal).toBeInstanceOf(Refusal);
    expect([refusal.exitCode, refusal.message]).toEqual([
      1,
      expect.stringMatching(/^ETUDE_DATABASE: db\.example\.org cannot be reached \(.*\): start the server/),
    ]);
  }
  const others = [new TypeError('a bug'), new Refusal('as it is', 3), stated('42703')];
  for (const each of others) expect(refusalIfLost(each, address)).toBe(each);
});

test('a start that waits too long for a table while the statements are read blames no statement', async () => {
  const send = async ({ text }: { text: string }) => {
    if (text.startsWith('prepare')) throw stated('55P03');
    return { rows: [], count: 0, command: '' };
  };
  const db = createPostgres({
    lend: (work) => work({ send, run: async () => {} }),
    close: async () => {},
  });
  db.one('select 1');
  await expect(db.compile()).rejects.toMatchObject({ code: '55P03' });
});
