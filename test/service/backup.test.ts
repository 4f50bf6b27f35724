import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { copyMoment, openHandle, openReadOnly } from '../../src/base/data/handle.ts';
import { lockFolder } from '../../src/base/data/lock.ts';
import { migrate } from '../../src/base/data/migrate.ts';
import { Refusal } from '../../src/base/failure.ts';
import { type Running, runSelf } from '../../src/base/process/child-process.ts';
import { DAY, HOUR } from '../../src/base/time.ts';
import { examineBackups, listBackups, readRuns } from '../../src/service/archive/backups.load.ts';
import { backupName, backupNamed } from '../../src/service/archive/backups.ts';
import { keepBackups } from '../../src/service/archive/backups.watch.ts';
import { backup, drill } from '../../src/service/backup/backup.command.ts';
import { restore } from '../../src/service/backup/restore.command.ts';
import { seed } from '../bench/seed.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { Client } from '../support/client.ts';
import { dump } from '../support/dump.ts';
import { monday, startHouse } from '../support/house.ts';
import {
  clearFolders,
  contentOf,
  installationIn,
  installationOf,
  newFolder,
} from '../support/installation.ts';
import { smallDisk } from '../support/machine.ts';
import { clearWorkplaces, etude, plainWorkplace, serve, workplace } from '../support/process.ts';
import { regular } from '../support/regular.ts';
import { serveHere } from '../support/serve-here.ts';

afterAll(clearWorkplaces);
afterAll(clearFolders);

const well = { status: 0, stdout: 'No problems found.\n', stderr: '' };
const backupsIn = (data: string) => listBackups(data).map(({ name }) => join(data, 'backups', name));

/** A house in which one learner has practised. */
async function lived(disk?: string) {
  const house = await startHouse(checkedBank(plainQuestions(2)), { disk });
  const learner = await regular(house);
  return { house, learner, installation: installationOf(house) };
}

/** The sentence with which a work is refused. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  throw new Error('It was not refused.');
}

test('under load: every answer from before it is in it, none without those before; restored elsewhere all is well', async () => {
  const here = plainWorkplace(50);
  const settings = { ETUDE_DATA: join(here, 'data'), ETUDE_QUESTIONS: join(here, 'questions') };
  await seed(['--learners', '100', '--reviews', '2000'], settings);
  const server = await serve(here, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent' });
  const acknowledged: string[] = [];
  let isOver = false;
  const clients = Array.from({ length: 6 }, () => new Client(server.address, acknowledged));
  const crowd = clients.map(async (client) => {
    while (!isOver) if (!(await client.answerOne('A'))) return;
  });
  while (acknowledged.length <= 20) await sleep(20);
  const before = [...acknowledged];
  const file = join(here, 'elsewhere.db');
  const made = await etude(here, ['backup', file]);
  const during = acknowledged.length - before.length;
  isOver = true;
  await Promise.all(crowd);
  expect(made).toEqual({
    status: 0,
    stdout: expect.stringMatching(/elsewhere\.db: 10\d learners, \d+ reviews, \d+ cards; verified\.\n$/),
    stderr: '',
  });
  expect(during, 'and meanwhile').toBeGreaterThan(0);
  expect((await server.end('SIGTERM')).status).toBe(0);

  const there = plainWorkplace(50);
  const restored = await etude(there, ['restore', file]);
  expect(restored.status, restored.stderr).toBe(0);
  expect(await etude(there, ['doctor'])).toEqual(well);
  const whole = reviewsIn(join(here, 'data/etude.db'));
  const kept = reviewsIn(join(there, 'data/etude.db'));
  const ids = new Set([...kept.values()].flat());
  expect(before.filter((id) => !ids.has(id))).toEqual([]);
  for (const [learner, reviews] of kept)
    expect(whole.get(learner)!.slice(0, reviews.length)).toEqual(reviews);
  const next = await serveHere(there);
  const client = new Client(next.address);
  client.cookie = clients[0]!.cookie;
  const seen = await Promise.all(
    before.map(async (id) => (await client.get(`practice/answers/${id}`)).status),
  );
  expect(seen, 'whoever answered is known there').toContain(200);
  await next.end();
}, 120_000);

/** The ids of each learner's answers in a database, in the order in which they were given. */
function reviewsIn(file: string): Map<string, string[]> {
  const handle = new Sqlite(file, { readonly: true });
  const rows = handle.prepare('select learner, id from review order by answered_at, id').all();
  handle.close();
  const byLearner = Map.groupBy(rows as { learner: string; id: string }[], ({ learner }) => learner);
  return new Map([...byLearner].map(([learner, reviews]) => [learner, reviews.map(({ id }) => id)]));
}

test('a copy is of one moment, and ends, though others write at each of its steps', async () => {
  const file = join(newFolder(), 'busy.db');
  const writer = openHandle(file);
  writer.exec('create table thing (id integer primary key, text text)');
  writer.exec(
    `with recursive number (n) as (select 1 union all select n + 1 from number where n < 20000)
     insert into thing select n, hex(randomblob(50)) from number`,
  );
  const insert = writer.prepare("insert into thing (text) values ('later')");
  const count = (handle: typeof writer) => handle.prepare('select count(*) from thing').pluck().get();
  let isOver = false;
  let writes = 0;
  const write = () => {
    if (isOver) return;
    insert.run();
    writes++;
    setImmediate(write);
  };
  const source = openReadOnly(file);
  setImmediate(write);
  const seen = await copyMoment(source, `${file}.copy`, () => count(source));
  isOver = true;
  const copy = openHandle(`${file}.copy`);
  expect([seen, count(copy), copy.pragma('integrity_check', { simple: true })]).toEqual([20000, 20000, 'ok']);
  expect(writes).toBeGreaterThan(1);
  expect(count(writer)).toBe(20000 + writes);
  for (const handle of [source, copy, writer]) handle.close();
});

describe('a backup', () => {
  test('is one file that only its owner may read, holds the secret, and is thinned with the others', async () => {
    const { house, installation } = await lived();
    const { data } = installation;
    const [line] = await backup(installation, undefined, monday);
    const [file] = backupsIn(data);
    expect(line).toBe(`${file}: 1 learner, 2 reviews, 2 cards; verified.`);
    expect(statSync(file!).mode & 0o777).toBe(0o600);
    const handle = openReadOnly(file!);
    expect(handle.prepare('select secret, made_at, release from installation').get()).toEqual({
      secret: 'h'.repeat(43),
      made_at: monday,
      release: '1.2.3',
    });
    handle.close();
    writeFileSync(join(data, 'backups', `${backupName(monday - DAY)}.part`), 'cut off');
    for (let day = 1; day <= 20; day++) await backup(installation, undefined, monday + day * DAY);
    expect(listBackups(data).length).toBeLessThan(18);
    expect(readdirSync(join(data, 'backups')).filter((name) => !backupNamed(name))).toEqual([
      'outcomes.json',
    ]);
    expect(readRuns(data)).toEqual({
      backup: { at: monday + 20 * DAY, file: expect.stringContaining(backupName(monday + 20 * DAY)) },
    });
    await house.close();
  });

  test('of a database in which a backup was put by hand is a backup like any other', async () => {
    const { house, installation } = await lived();
    house.handle.exec("create table installation (secret text); insert into installation values ('old')");
    await backup(installation, undefined, monday);
    const there = installationIn(newFolder());
    await restore(there, backupsIn(installation.data)[0], monday);
    expect(contentOf(there.data).rows.installation).toBeUndefined();
    await house.close();
  });

  test('of cards that are not what the log says is kept, its cards made anew, and tells', async () => {
    const { house, installation } = await lived();
    const before = dump(house);
    house.handle.exec('update card set stability = stability + 1; update tally set correct = correct + 1');
    const lines = await backup(installation, undefined, monday);
    expect(lines[1]).toBe(
      '3 of its cards and tallies did not match the log and were rebuilt in the backup; "etude doctor --repair" does so in the database.',
    );
    const there = installationIn(newFolder());
    await restore(there, backupsIn(installation.data)[0], monday);
    const { card, tally, review } = contentOf(there.data).rows;
    const unrevised = (cards: unknown) => (cards as object[]).map((card) => ({ ...card, revision: 0 }));
    expect([unrevised(card), tally, review]).toEqual([unrevised(before.card), before.tally, before.review]);
    await house.close();
  });

  test('made while cards are being folded again is none the worse', async () => {
    const { house, installation } = await lived();
    house.handle.exec('update learner set folded_retention = 0; update card set stability = stability + 1');
    expect(await backup(installation, undefined, monday)).toHaveLength(1);
    await house.close();
  });

  test('of a damaged database is not kept, and says so to doctor', async () => {
    const { house, installation } = await lived();
    await backup(installation, undefined, monday);
    house.handle.exec(
      "pragma foreign_keys = off; insert into session (token_hash, learner, created_at, seen_at) values ('x', 'nobody', 0, 0)",
    );
    const says = await refusal(backup(installation, undefined, monday + DAY));
    expect(says).toBe('No backup was made. A row in session refers to a row that is missing.');
    expect(backupsIn(installation.data)).toHaveLength(1);
    expect(readdirSync(join(installation.data, 'backups')).toSorted()).toEqual([
      backupName(monday),
      'outcomes.json',
    ]);
    expect(examineBackups(installation.data, { every: DAY, now: monday + DAY })).toEqual([
      { what: `The last backup failed on 2026-03-03 09:00 UTC: ${says}` },
    ]);
    await house.close();
  });

  test('is not made over another file, in no folder, of no secret, or beside another one', async () => {
    const { house, installation } = await lived();
    const folder = newFolder();
    const taken = join(folder, 'taken');
    writeFileSync(taken, 'Dear diary');
    const make = (file?: string) => refusal(backup(installation, file, monday));
    expect(await make(taken)).toBe(`${taken} already exists and was not changed: name another file.`);
    expect(readFileSync(taken, 'utf8')).toBe('Dear diary');
    expect(await make(folder)).toBe(`${folder} is a folder: name a file in it.`);
    expect(await make(join(folder, 'none/x.db'))).toBe(`There is no folder ${folder}/none: create it first.`);
    const lock = await lockFolder(join(installation.data, 'backup.lock'), () => '');
    expect(await make()).toBe(
      `Another Etude (process ${process.pid}) is working on the backups of this folder: wait until it has finished.`,
    );
    lock.release();
    rmSync(installation.secretFile);
    expect(await make()).toMatch(/^No backup was made\. ETUDE_SECRET_FILE: there is no file /);
    expect(backupsIn(installation.data)).toEqual([]);
    await house.close();
  });
});

test('one that does not fit on a small disk is refused before it takes a byte, and answers are saved', async ({
  skip,
}) => {
  const disk = smallDisk(60);
  if (!disk) return skip('no disk can be mounted');
  onTestFinished(disk.remove);
  const { house, learner, installation } = await lived(disk.folder);
  const says = await refusal(backup(installation, undefined, monday));
  expect(says).toMatch(
    /^No backup was made\. There is not enough room in .*\/backups: this needs \d MB, answers need another 100 MB, and only \d\d MB are free\. Free some space/,
  );
  expect(readdirSync(join(installation.data, 'backups'))).toEqual(['outcomes.json']);
  expect(examineBackups(installation.data, { every: DAY, now: monday })[0]!.what).toContain(says);
  const { reader, question } = learner;
  const answer = await reader.answerRight(question);
  expect(answer.status).toBe(200);
  disk.fill();
  expect(await refusal(backup(installation, undefined, monday))).toMatch(
    /disk that holds .* is full|not enough room/,
  );
  expect((await reader.get('/')).status).toBe(200);
  disk.empty();
  await house.close();
});

describe('a drill', () => {
  test('restores the newest backup, removes it again and notes how it went', async () => {
    const { house, installation } = await lived();
    const { data } = installation;
    expect(await refusal(drill(installation, monday))).toMatch(/^There is no backup in .*: make one/);
    await backup(installation, undefined, monday);
    const [file] = backupsIn(data);
    expect(await drill(installation, monday + HOUR)).toEqual([
      `${file}, made 2026-03-02 09:00 UTC, can be restored: 1 learner, 2 reviews, 2 cards.`,
    ]);
    expect(readRuns(data).drill).toEqual({ at: monday + HOUR, file });
    expect(existsSync(join(data, 'drill'))).toBe(false);
    await house.close();
  });

  test('that fails is a finding until one succeeds', async () => {
    const { house, installation } = await lived();
    const { data } = installation;
    await backup(installation, undefined, monday);
    const handle = new Sqlite(backupsIn(data)[0]!);
    handle.exec("update learner set zone = 'Asia/Tokyo'");
    handle.close();
    const says = await refusal(drill(installation, monday));
    expect(says).toMatch(/cannot be restored\. Something in it has changed since it was made\.$/);
    expect(examineBackups(data, { every: DAY, now: monday })).toEqual([
      { what: `The last restore drill failed on 2026-03-02 09:00 UTC: ${says}` },
    ]);
    expect(existsSync(join(data, 'drill'))).toBe(false);
    await backup(installation, undefined, monday + HOUR);
    await drill(installation, monday + HOUR);
    expect(examineBackups(data, { every: DAY, now: monday + HOUR })).toEqual([]);
    await house.close();
  });
});

describe('the server', () => {
  test('keeps backups and drills in processes of their own, by what there is and not by a timer', async () => {
    const { house, installation } = await lived();
    const { data } = installation;
    let ahead = 0;
    const told: string[] = [];
    const keeper = keepBackups({
      data,
      every: DAY,
      now: () => Date.now() + ahead,
      run: (command) => runSelf([command], { PATH: process.env.PATH, ETUDE_DATA: data }),
      tell: (level, text) => told.push(`${level} ${text}`),
    });
    await Promise.all([keeper.look(), keeper.look()]);
    expect(told).toEqual([expect.stringMatching(/^info .*\.db: 1 learner, 2 reviews, 2 cards; verified\.$/)]);
    await keeper.look();
    expect(told[1]).toMatch(/^info .* can be restored: 1 learner, 2 reviews, 2 cards\.$/);
    await keeper.look();
    expect(told).toHaveLength(2);
    expect(listBackups(data)).toHaveLength(1);
    rmSync(installation.secretFile);
    ahead = DAY;
    await keeper.look();
    expect(told[2]).toMatch(/^error No backup was made\. ETUDE_SECRET_FILE: there is no file /);
    await keeper.look();
    expect(told, 'what failed is not tried again at once').toHaveLength(3);
    ahead += HOUR;
    await keeper.look();
    expect(told).toHaveLength(4);
    await house.close();
  }, 60_000);

  test('takes the process that it has begun with it', async () => {
    const { house, installation } = await lived();
    let running: Running | undefined;
    const keeper = keepBackups({
      data: installation.data,
      every: DAY,
      now: Date.now,
      run(command) {
        running = runSelf([command], { PATH: process.env.PATH, ETUDE_DATA: installation.data });
        return running;
      },
      tell: () => {},
    });
    const looked = keeper.look();
    keeper.stop();
    await looked;
    expect((await running!.ended).status).toBeNull();
    expect(listBackups(installation.data)).toEqual([]);
    await house.close();
  });

  test.skipIf(!process.env.TORTURE)(
    'makes its first backup a minute after its start',
    async () => {
      const place = workplace();
      const server = await serve(place, [], { ETUDE_PORT: '0', ETUDE_BACKUP_EVERY: '1h' });
      const data = join(place, 'data');
      for (let second = 0; second < 180 && readRuns(data).drill === undefined; second++) await sleep(1000);
      expect(listBackups(data)).toHaveLength(1);
      expect(readRuns(data).drill).toEqual({ at: expect.any(Number), file: expect.any(String) });
      const { stderr } = await server.end('SIGTERM');
      expect(stderr).toContain('0 learners, 0 reviews, 0 cards; verified.');
    },
    200_000,
  );
});

describe('before a migration', () => {
  /** A folder as an earlier Etude has left it, used. */
  function earlier(): string {
    const place = workplace();
    const data = join(place, 'data');
    mkdirSync(data, { mode: 0o700 });
    const handle = openHandle(join(data, 'etude.db'));
    migrate(handle, migrations.slice(0, 1), monday);
    handle.exec(`insert into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention, last_day, last_answered_at)
      values ('ada', 1, 'UTC', 4, 10, 0.9, 0.9, 20000, 9)`);
    handle.close();
    writeFileSync(join(data, 'secret'), 's'.repeat(43), { mode: 0o600 });
    return place;
  }
  const { migrations } = installationIn('');
  const newest = migrations.length;

  test('the database is kept as it was, and can be restored, which brings it up to date', async () => {
    const place = earlier();
    const data = join(place, 'data');
    expect(await etude(place, ['backup', 'early.db'])).toEqual({
      status: 0,
      stdout: 'early.db: 1 learner, 0 reviews, 0 cards; verified.\n',
      stderr: '',
    });
    expect((await (await serveHere(place)).end()).status).toBe(0);
    const [kept, ...more] = backupsIn(data);
    expect(more).toEqual([]);
    expect(kept).toContain(`before-1-to-${newest}-`);
    for (const file of [kept!, join(place, 'early.db')]) {
      const handle = openReadOnly(file);
      expect(handle.pragma('user_version', { simple: true })).toBe(1);
      handle.close();
      const there = workplace();
      expect((await etude(there, ['restore', file])).stdout).toMatch(/1 learner, 0 reviews, 0 cards\.\n$/);
      expect(contentOf(join(there, 'data'))).toMatchObject({ version: newest, secret: 's'.repeat(43) });
      expect((await (await serveHere(there)).end()).status).toBe(0);
    }
    await (await serveHere(place)).end();
    expect(backupsIn(data), 'a start without a migration keeps nothing').toEqual([kept]);
  });

  test('a database that cannot be kept is not brought up to date', async () => {
    const place = earlier();
    const file = join(place, 'data/etude.db');
    const handle = openHandle(file);
    handle.exec(
      "pragma foreign_keys = off; insert into session (token_hash, learner, created_at, seen_at) values ('x', 'nobody', 0, 0)",
    );
    handle.close();
    const { status, stderr } = await etude(place, ['serve']);
    expect([status, stderr]).toEqual([
      1,
      'The database is from an earlier version of Etude, and was not upgraded because Etude cannot back it up. A row in session refers to a row that is missing.\n',
    ]);
    const after = openReadOnly(file);
    expect(after.pragma('user_version', { simple: true })).toBe(1);
    after.close();
    expect(backupsIn(dirname(file))).toEqual([]);
  });
});
