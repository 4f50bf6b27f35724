import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Handle, openInMemory } from '../../../src/base/data/handle.ts';
import { migrate, readMigrations } from '../../../src/base/data/migrate.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { sweepLearners } from '../../../src/learner/sweep.load.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { dump } from '../../support/dump.ts';
import { startHouse } from '../../support/house.ts';
import { contents } from '../../support/old-contents.ts';
import { rows } from '../../support/proof.ts';
import { Reader } from '../../support/reader.ts';

const migrations = readMigrations(folderOf('migrations'));
let handle: Handle;
beforeEach(() => {
  handle = openInMemory();
  handle.pragma('foreign_keys = on');
});
afterEach(() => handle.close());

test('an upgrade leaves guests as they are, with their sessions', () => {
  for (const [since, content] of contents) {
    migrate(handle, migrations.slice(0, since), 1);
    handle.exec(content);
    handle.exec('drop table temp.number');
  }
  migrate(handle, migrations.slice(0, 10), 1);
  const { migration: _, ...before } = dump({ handle }) as Record<string, Record<string, unknown>[]>;
  migrate(handle, migrations.slice(0, 11), 2);
  const { migration, ...after } = dump({ handle }) as Record<string, unknown[]>;
  expect(migration).toHaveLength(11);
  expect(after).toEqual({
    ...before,
    session: before.session!.map((session) => ({ ...session, device: '' })),
    account: [],
    passkey: [],
    recovery_code: [],
    invitation: [],
    reset_link: [],
    spent: [],
  });
  expect(handle.pragma('foreign_key_check')).toEqual([]);
});

test('what belongs to an account goes with its learner', () => {
  migrate(handle, migrations, 1);
  handle.exec(`
    insert into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention, last_day, last_answered_at)
      values ('ada', 1, 'UTC', 4, 10, 0.9, 0.9, 0, 0);
    insert into account values ('ada', 'Ada', 'ada', 'owner', null, 1);
    insert into passkey values ('ada', 'id', 'localhost', 'key', 0, '[]', 1, 'Laptop', 1, null);
    insert into recovery_code values ('ada', 'digest', null);
    insert into invitation values ('made', 'author', 'ada', 1, 9, null, null), ('used', 'owner', null, 1, 9, 'ada', 2);
    insert into reset_link values ('ada', 'digest', 9);
    delete from learner where id = 'ada'`);
  for (const table of ['account', 'passkey', 'recovery_code', 'invitation', 'reset_link'])
    expect(handle.prepare(`select count(*) from ${table}`).pluck().get(), table).toBe(0);
});

test('the sweep deletes no learner who has an account, however long they stay away', async () => {
  const house = await startHouse(checkedBank(plainQuestions(12)));
  const answer = async (reader: Reader) => reader.answerRight(await reader.get('/practice'));
  for (let i = 0; i < 2; i++) await answer(new Reader(house.app));
  const [kept] = rows(house, 'learner').map(({ id }) => id as string);
  const account = { learner: kept!, name: 'Ada', role: 'learner', password: null } as const;
  await house.db.commit([house.stores.accounts.create(account, house.world.now())]);
  const visitor = new Reader(house.app);
  for (let i = 0; i < 10; i++) await answer(visitor);
  for (let day = 0; day < 100; day++) {
    house.world.pass({ days: 1 });
    await visitor.get('/');
  }
  await sweepLearners(house.db, house.stores.learners, 90, house.world.now());
  expect(rows(house, 'learner')).toHaveLength(2);
  expect(rows(house, 'account')).toMatchObject([{ learner: kept, name_key: 'ada', role: 'learner' }]);
  await house.close();
});

test('the session query brings the name and the role of an account, and a guest has none', async () => {
  const house = await startHouse(checkedBank(plainQuestions(4)));
  const reader = new Reader(house.app);
  await reader.answerRight(await reader.get('/practice'));
  const [{ id, token_hash: hash }] = rows(house, 'session').map(({ learner, token_hash }) => ({
    id: learner as string,
    token_hash: token_hash as string,
  })) as [{ id: string; token_hash: string }];
  const { accounts, learners } = house.stores;
  expect((await learners.bySession(hash, true))?.learner.account).toBeUndefined();
  await house.db.commit([
    accounts.create({ learner: id, name: 'Ada', role: 'author', password: null }, house.world.now()),
  ]);
  expect((await learners.bySession(hash, true))?.learner.account).toEqual({ name: 'Ada', role: 'author' });
  expect(await accounts.byName(' ADA ')).toMatchObject({ learner: id, role: 'author' });
  const again = accounts.create({ learner: id, name: 'ada', role: 'owner', password: null }, 1);
  expect(await house.db.tryCommit([again])).toBe(false);
  await house.close();
});
