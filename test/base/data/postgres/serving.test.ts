import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readMigrations } from '../../../../src/base/data/migrate.ts';
import type { Trouble } from '../../../../src/base/data/place.ts';
import { readAddress } from '../../../../src/base/data/postgres/address.ts';
import { seekLead } from '../../../../src/base/data/postgres/leader.ts';
import { openTarget } from '../../../../src/base/data/postgres/move.ts';
import {
  compiled,
  explained,
  openToServe,
  refusalIfLost,
  type Served,
} from '../../../../src/base/data/postgres/open.ts';
import { openSession } from '../../../../src/base/data/postgres/pool.door.ts';
import { createPostgres } from '../../../../src/base/data/postgres/postgres.ts';
import { shareServing } from '../../../../src/base/data/postgres/serving.ts';
import { storageFailure, Unsure } from '../../../../src/base/data/postgres/trouble.ts';
import { Failure, Refusal } from '../../../../src/base/failure.ts';
import { folderOf } from '../../../../src/base/installation.ts';
import { defaults } from '../../../../src/learner/model.ts';
import { learnerStore } from '../../../../src/learner/store.ts';
import { guardNode } from '../../../../src/open-postgres.ts';
import { ownPostgres } from '../../../support/own-postgres.ts';
import { programs } from '../../../support/postgres-server.ts';

/** A node keeps moves away for as long as it may save something. */

const migrations = readMigrations(folderOf('migrations/postgresql'), 17);

describe.skipIf(!programs())('a node that serves', () => {
  const { tell, make: makeNamed } = ownPostgres();
  let names = 0;

  const make = () => makeNamed(`serving_${++names}`);
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

  test('that is cut off while a move begins saves nothing, says why, and goes on when the move has finished', async () => {
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

  test('or a move that has only just ended keeps nobody away', async () => {
    const address = await make();
    const served = await serve(address);
    const moving = hold(address);
    await sleep(300);
    await end(served);
    const held = await moving;
    const starting = serve(address);
    await sleep(300);
    await held.close();
    await end(await starting);
  });

  test('opens no connection to a database that a move has filled only in part', async () => {
    const address = await make();
    const served = await serve(address);
    await served.lender.lend((connection) =>
      connection.send({ text: 'create table moving (source text not null)' }),
    );
    const session = await openSession(readAddress(address)!, { name: 'late' });
    await expect(shareServing(session)).rejects.toThrow(
      'ETUDE_DATABASE: a move into this database has not finished',
    );
    await expect(serve(address)).rejects.toThrow('has not finished');
    session.close();
    await end(served);
  });
});

test('a node says of each trouble what to do, also when one follows another', async () => {
  const lines: string[] = [];
  const told = (_: unknown, text: string) => void lines.push(text);
  const lost: Trouble = { kind: 'unreachable', what: 'The database cannot be reached' };
  const moving: Trouble = { kind: 'moving', what: 'A move is under way. Stop this node' };
  const found = [lost, lost, moving, moving, undefined];
  const look = guardNode({ trouble: () => found.shift(), standing: () => 'follower' }, told);
  while (found.length > 0) await look();
  expect(lines).toEqual([
    'The database cannot be reached. Etude keeps trying.',
    'A move is under way. Stop this node.',
    'Etude can reach the database again.',
  ]);
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

const coded = (code: string) => Object.assign(new Error(code), { code });

test('a start whose connection breaks later is refused with a sentence, and a bug stays one', () => {
  const cut = coded('ECONNRESET');
  const lost = [
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
  const others = [
    new TypeError('a bug'),
    new Refusal('as it is', 3),
    stated('42703'),
    coded('ENOENT'),
    coded('ERR_INVALID_ARG_TYPE'),
    new Failure('unavailable', 'without a cause'),
    new Failure('conflict', 'of another kind', { cause: cut }),
  ];
  for (const each of others) expect(refusalIfLost(each, address)).toBe(each);
});

test('a start that loses its server while it reads the statements is refused, and a wrong statement is a bug', async () => {
  const compile = (error: Error) => compiled(() => Promise.reject(error), address);
  for (const each of [coded('ECONNRESET'), new Error('Connection terminated unexpectedly'), stated('55P03')])
    await expect(compile(each)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^ETUDE_DATABASE: /),
    });
  for (const each of [new Error('PostgreSQL rejected a statement'), new Refusal('as it is')])
    await expect(compile(each)).rejects.toBe(each);
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
