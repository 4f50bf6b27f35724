import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAlone, openHandle } from '../../src/base/data/handle.ts';
import { lockFolder } from '../../src/base/data/lock.ts';
import { Refusal } from '../../src/base/failure.ts';
import { folderOf } from '../../src/base/installation.ts';
import { enclose, enclosedIn } from '../../src/service/archive/enclosure.load.ts';
import { backup } from '../../src/service/backup/backup.command.ts';
import { restore } from '../../src/service/backup/restore.command.ts';
import { finishRestore } from '../../src/service/backup/restore.load.ts';
import type { Installation } from '../../src/service/deps.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { monday, startHouse } from '../support/house.ts';
import {
  clearFolders,
  contentOf,
  installationIn,
  installationOf,
  newFolder,
} from '../support/installation.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';
import { regular } from '../support/regular.ts';
import { serveHere } from '../support/serve-here.ts';

afterAll(clearWorkplaces);
afterAll(clearFolders);

/** A backup of a house in which somebody has practised, and what is in it. */
let good: string;
let content: ReturnType<typeof contentOf>;

beforeAll(async () => {
  const house = await startHouse(checkedBank(plainQuestions(2)));
  await regular(house);
  const installation = installationOf(house);
  good = join(newFolder(), 'good.db');
  await backup(installation, good, monday);
  content = contentOf(installation.data);
  await house.close();
});

/** An installation with something of its own, closed. */
function inUse(): Installation {
  const installation = installationIn(newFolder());
  const { data, secretFile } = installation;
  copyFileSync(good, join(data, 'etude.db'));
  writeFileSync(secretFile, 'i'.repeat(43));
  const handle = openHandle(join(data, 'etude.db'));
  handle.exec("drop table installation; update learner set zone = 'Asia/Tokyo'");
  handle.close();
  return installation;
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Everything in a folder but locks and logs, by content. */
function everythingIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return (
    names
      // Looking at a database leaves an empty log beside it.
      .filter((name) => name !== 'serving.lock' && !/-(wal|shm)$/.test(name))
      .map((name) => `${name} ${statSync(join(folder, name)).isFile() ? sha256(join(folder, name)) : ''}`)
  );
}

/** A changed copy of the good backup. */
function changed(change: (file: string) => void): string {
  const file = join(newFolder(), 'changed.db');
  copyFileSync(good, file);
  change(file);
  return file;
}

/** Changes a backup with SQL, and makes its digest right again. */
function rewritten(sql: string): string {
  return changed((file) => {
    const handle = openAlone(file);
    const enclosed = enclosedIn(handle)!;
    handle.exec(`pragma foreign_keys = off; ${sql}`);
    enclose(handle, enclosed);
    handle.close();
  });
}

/** Changes it behind Etude's back. */
function tampered(sql: string): string {
  return changed((file) => {
    const handle = new Sqlite(file);
    handle.unsafeMode(true);
    handle.exec(sql);
    handle.close();
  });
}

async function refusalOf(installation: Installation, file: string): Promise<Refusal> {
  try {
    await restore(installation, file, monday);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`${file} was restored.`);
}

test('in an empty folder it is what was backed up, and the next start finds it so', async () => {
  const there = installationIn(join(newFolder(), 'new/data'));
  expect(await restore(there, good, monday)).toEqual([
    `Restored ${good}, made 2026-03-02 09:00 UTC by Etude 1.2.3: 1 learner, 2 reviews, 2 cards.`,
  ]);
  expect(contentOf(there.data)).toEqual(content);
  for (const name of ['etude.db', 'secret'])
    expect(statSync(join(there.data, name)).mode & 0o777, name).toBe(0o600);
  expect(
    readdirSync(there.data).filter((name) => !/^(etude\.db.*|secret|serving\.lock)$/.test(name)),
  ).toEqual([]);
});

test('what it replaces is kept, with its log and its secret', async () => {
  const { data, ...rest } = inUse();
  // As a process that was killed has left it: some of it is in the log alone.
  const alive = openHandle(join(data, 'etude.db'));
  alive.exec("update learner set zone = 'Europe/Berlin'");
  const kept = newFolder();
  for (const end of ['', '-wal']) copyFileSync(join(data, `etude.db${end}`), join(kept, `etude.db${end}`));
  alive.close();
  for (const end of ['', '-wal']) copyFileSync(join(kept, `etude.db${end}`), join(data, `etude.db${end}`));
  const [, line] = await restore({ data, ...rest }, good, monday);
  const replaced = join(data, 'replaced-2026-03-02T09-00-00.000Z');
  expect(line).toBe(`Etude has kept what it replaced in ${replaced}.`);
  expect(contentOf(data)).toEqual(content);
  expect(contentOf(replaced)).toMatchObject({
    secret: 'i'.repeat(43),
    rows: { learner: [{ zone: 'Europe/Berlin' }] },
  });
});

test('a damaged database and a secret that is none are no hindrance, and are kept as well', async () => {
  const installation = inUse();
  writeFileSync(join(installation.data, 'etude.db'), 'Dear diary');
  writeFileSync(installation.secretFile, 'short');
  await restore(installation, good, monday);
  expect(contentOf(installation.data)).toEqual(content);
  const replaced = join(installation.data, 'replaced-2026-03-02T09-00-00.000Z');
  expect(['etude.db', 'secret'].map((name) => readFileSync(join(replaced, name), 'utf8'))).toEqual([
    'Dear diary',
    'short',
  ]);
});

describe('is refused, with nothing changed:', () => {
  const wrong: { what: string; make: () => string; says: string | RegExp; exit?: number }[] = [
    {
      what: 'a file that is not there',
      make: () => join(newFolder(), 'x'),
      says: /^There is no file /,
      exit: 2,
    },
    { what: 'a folder', make: newFolder, says: ' is not a file: name a backup.', exit: 2 },
    {
      what: 'an empty file',
      make: () => changed((file) => truncateSync(file)),
      says: ' is not an Etude database',
    },
    {
      what: 'a text',
      make: () => changed((file) => writeFileSync(file, 'Dear diary. '.repeat(999))),
      says: ' is not an Etude database',
    },
    {
      what: 'a header alone',
      make: () => changed((file) => truncateSync(file, 100)),
      says: 'The database is damaged',
    },
    {
      what: 'a half of it',
      make: () => changed((file) => truncateSync(file, statSync(file).size >> 1)),
      says: 'The database is damaged',
    },
    {
      what: 'all but its last page',
      make: () => changed((file) => truncateSync(file, statSync(file).size - 4096)),
      says: 'The database is damaged',
    },
    {
      what: 'all but its last byte',
      make: () => changed((file) => truncateSync(file, statSync(file).size - 1)),
      says: /The database is damaged|Something in it has changed/,
    },
    {
      what: 'another application’s',
      make: () => tampered('pragma application_id = 7'),
      says: ' is not an Etude database',
    },
    {
      what: 'a newer Etude’s',
      make: () => tampered('pragma user_version = 999'),
      says: 'was made by a newer version of Etude (database version 999; this version supports up to ',
      exit: 3,
    },
    {
      what: 'a plain database',
      make: () => tampered('drop table installation'),
      says: 'It was not made by "etude backup": it does not contain a secret.',
    },
    {
      what: 'one whose enclosure is empty',
      make: () => tampered('delete from installation'),
      says: 'It was not made by "etude backup": it does not contain a secret.',
    },
    {
      what: 'one with a short secret',
      make: () => tampered("update installation set secret = 'x'"),
      says: 'Its secret is too short.',
    },
    {
      what: 'one in which a letter has changed',
      make: () => tampered("update learner set zone = 'Asia/Tokyo'"),
      says: 'Something in it has changed since it was made.',
    },
    {
      what: 'one with a row more',
      make: () =>
        tampered(
          "insert into session (token_hash, learner, created_at, seen_at) select 'x', id, 0, 0 from learner",
        ),
      says: 'Something in it has changed since it was made.',
    },
    {
      what: 'one with a row that belongs to nothing',
      make: () =>
        rewritten(
          "insert into session (token_hash, learner, created_at, seen_at) values ('x', 'nobody', 0, 0)",
        ),
      says: 'A row in session refers to a row that is missing.',
    },
    {
      what: 'one without an index',
      make: () => rewritten('drop index review_by_time'),
      says: 'the index review_by_time is missing',
    },
    {
      what: 'one of other migrations',
      make: () => rewritten("update migration set checksum = 'x' where version = 1"),
      says: 'is not the one that built this database',
      exit: 2,
    },
    {
      what: 'one with a text that is no question',
      make: () => rewritten("update question_text set body = '{'"),
      says: 'the text of a question cannot be read',
    },
  ];

  test.each(wrong)('$what', async ({ make, says, exit = 1 }) => {
    const installation = inUse();
    const file = make();
    const before = everythingIn(installation.data);
    const theirs = existsSync(file) && statSync(file).isFile() ? sha256(file) : undefined;
    const refusal = await refusalOf(installation, file);
    expect(refusal.message).toMatch(says);
    expect(refusal.message).toContain(file);
    expect(refusal.exitCode).toBe(exit);
    expect(everythingIn(installation.data)).toEqual(before);
    if (theirs) expect(sha256(file)).toBe(theirs);
  });

  test.skipIf(process.getuid?.() === 0)('a file that cannot be read', async () => {
    const file = changed((file) => chmodSync(file, 0));
    expect((await refusalOf(inUse(), file)).message).toContain('cannot be read (EACCES)');
  });

  test('a good one while Etude serves', async () => {
    const installation = inUse();
    const lock = await lockFolder(join(installation.data, 'serving.lock'));
    const before = everythingIn(installation.data);
    const { message, exitCode } = await refusalOf(installation, good);
    expect(message).toBe(
      `ETUDE_DATA: another Etude (process ${process.pid}) already serves this folder: stop it first, or set ETUDE_DATA to another folder.`,
    );
    expect(exitCode).toBe(2);
    expect(everythingIn(installation.data)).toEqual(before);
    lock.release();
  });

  /** Some pages with every run of the tests, each with `npm run torture`. */
  const stride = process.env.TORTURE ? 1 : 7;

  test('one with a broken place, wherever it is, unless nothing is lost by it', async () => {
    const pages = statSync(good).size / 4096;
    let refused = 0;
    for (let page = 0; page < pages; page += stride) {
      for (const place of [8, 2000, 4050]) {
        const file = changed((file) => {
          const bytes = readFileSync(file);
          bytes.fill(0xa5, page * 4096 + place, page * 4096 + place + 24);
          writeFileSync(file, bytes);
        });
        const installation = installationIn(newFolder());
        try {
          await restore(installation, file, monday);
          expect(contentOf(installation.data), `page ${page} at ${place}`).toEqual(content);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refused++;
          expect(existsSync(join(installation.data, 'etude.db'))).toBe(false);
        }
      }
    }
    expect(refused).toBeGreaterThan(2);
  }, 300_000);
});

describe('the secret', () => {
  test('goes where the settings say, and one that lies there is the owner’s to move', async () => {
    const installation = { ...inUse(), secretFile: join(newFolder(), 'key') };
    writeFileSync(installation.secretFile, 'o'.repeat(43));
    const { message } = await refusalOf(installation, good);
    expect(message).toContain(`ETUDE_SECRET_FILE: ${installation.secretFile} is not this backup’s secret`);
    expect(readdirSync(installation.data).toSorted()).toEqual(['etude.db', 'secret', 'serving.lock']);
    renameSync(installation.secretFile, `${installation.secretFile}.away`);
    await restore(installation, good, monday);
    expect(readFileSync(installation.secretFile, 'utf8')).toBe('h'.repeat(43));
    expect(statSync(installation.secretFile).mode & 0o777).toBe(0o600);
    await restore(installation, good, monday + 1);
  });

  test('that cannot be put where the settings say keeps everything as it is', async () => {
    const installation = { ...inUse(), secretFile: join(newFolder(), 'none/key') };
    expect((await refusalOf(installation, good)).message).toContain(
      'ETUDE_SECRET_FILE: Etude cannot create a file in ',
    );
    expect(readdirSync(installation.data).toSorted()).toEqual(['etude.db', 'secret', 'serving.lock']);
  });
});

test('one that was interrupted is told by doctor, keeps backups waiting, and is finished by the next start', async () => {
  const place = workplace();
  const data = join(place, 'data');
  await (await serveHere(place)).end();
  expect((await etude(place, ['backup', 'mine.db'])).status).toBe(0);
  // As if killed when it was decided and the old database had been moved.
  const stamp = '2026-03-02T09-00-00.000Z';
  mkdirSync(join(data, `placing-${stamp}`));
  mkdirSync(join(data, `replaced-${stamp}`));
  const staged = join(data, `placing-${stamp}/etude.db`);
  copyFileSync(join(place, 'mine.db'), staged);
  const handle = openAlone(staged);
  handle.exec('drop table installation');
  handle.close();
  writeFileSync(join(data, `placing-${stamp}/secret`), 'z'.repeat(43));
  renameSync(join(data, 'etude.db'), join(data, `replaced-${stamp}/etude.db`));
  expect((await etude(place, ['doctor'])).stdout).toContain(
    'A restore was interrupted. What to do: start the server to finish it.',
  );
  expect((await etude(place, ['backup'])).stderr).toMatch(/^A restore is under way or was interrupted: /);
  const { stderr } = await (await serveHere(place)).end();
  expect(stderr).toContain('Etude finished an interrupted restore');
  expect(readFileSync(join(data, 'secret'), 'utf8')).toBe('z'.repeat(43));
  expect(readdirSync(join(data, `replaced-${stamp}`))).toEqual(
    expect.arrayContaining(['etude.db', 'secret']),
  );
  expect(await etude(place, ['doctor'])).toEqual({ status: 0, stdout: 'No problems found.\n', stderr: '' });
});

test('one that was not decided is removed by the next start', () => {
  const installation = inUse();
  mkdirSync(join(installation.data, 'restoring-2026-03-02T09-00-00.000Z'));
  const before = everythingIn(installation.data).filter((line) => !line.startsWith('restoring'));
  expect(finishRestore(installation)).toEqual([]);
  expect(everythingIn(installation.data)).toEqual(before);
});

test('the database of a newer Etude is refused with the version it wants and the backup to go back to, which works', async () => {
  const place = workplace();
  await (await serveHere(place)).end();
  await etude(place, ['backup']);
  const [ours] = readdirSync(join(place, 'data/backups')).filter((name) => name.endsWith('.db'));
  const file = join(place, 'data/etude.db');
  const newer = new Sqlite(file);
  newer.pragma('user_version = 999');
  newer.close();
  // What a newer Etude has backed up before and after it had migrated.
  const theirs = join(place, 'data/backups/2030-01-01T00-00-00.000Z.db');
  copyFileSync(join(place, 'data/backups', ours!), theirs);
  const copy = openAlone(theirs);
  copy.exec("pragma user_version = 999; update installation set release = '9.8.7'");
  copy.close();
  const before = everythingIn(join(place, 'data'));
  for (const args of [['serve'], ['backup'], ['restore', theirs]]) {
    const { status, stdout, stderr } = await etude(place, args, { ETUDE_PORT: '0' });
    expect([status, stdout, stderr], args[0]).toEqual([
      3,
      '',
      expect.stringContaining('a newer version of Etude (database version 999'),
    ]);
    expect(everythingIn(join(place, 'data')), args[0]).toEqual(before);
    if (args[0] === 'restore') continue;
    expect(stderr).toContain(
      'The backup data/backups/2030-01-01T00-00-00.000Z.db was made by Etude 9.8.7, so use that version or a newer one.',
    );
    expect(stderr).toContain(`"etude restore data/backups/${ours}" restores it.`);
  }
  expect((await etude(place, ['doctor'])).stdout).toContain(
    `"etude restore data/backups/${ours}" restores it.`,
  );
  expect((await etude(place, ['restore', `data/backups/${ours}`])).status).toBe(0);
  expect((await (await serveHere(place)).end()).status).toBe(0);
});

test('the shipped bank moves to another box with two commands, and nobody is signed out', async () => {
  const bank = { ETUDE_QUESTIONS: folderOf('questions') };
  const [here, there] = [workplace(), workplace()];
  const server = await serveHere(here, bank);
  const page = await fetch(new URL('practice', server.address));
  const token = /name="token" value="([^"]+)"/.exec(await page.text())![1]!.replaceAll('&#x3D;', '=');
  const body = new URLSearchParams({ token, choice: 'A', certainty: 'sure' });
  const answer = await fetch(new URL('practice', server.address), {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
  const moved = join(there, 'moved.db');
  expect((await etude(here, ['backup', moved], bank)).stdout).toBe(
    `${moved}: 1 learner, 1 review, 1 card; verified.\n`,
  );
  expect((await etude(there, ['restore', 'moved.db'], bank)).stdout).toMatch(
    /: 1 learner, 1 review, 1 card\.\n$/,
  );
  await server.end();
  const next = await serveHere(there, bank);
  const verdict = new URL(answer.headers.get('location')!, next.address);
  expect((await fetch(verdict, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(verdict)).status).not.toBe(200);
  await next.end();
});
