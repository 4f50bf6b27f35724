import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blueprint, taxonomy } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { clearWorkplaces, etude, fromSource, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';
import { Sitter } from '../support/sitter.ts';

let folder: string;
let server: Awaited<ReturnType<typeof serveHere>>;

beforeAll(async () => {
  folder = workplace();
  // The files are changed under it below, and it must not take them up before doctor has looked.
  const bank = { ...taxonomy, blueprints: [blueprint({ questions: 2 })] };
  writeFileSync(join(folder, 'questions/bank.json'), JSON.stringify(bank));
  server = await serveHere(folder, { ETUDE_WATCH: 'off' });
  await answerOne(server.address);
  await sitTwice(server.address);
});
afterAll(clearWorkplaces);

/** Answers the first question over the network as a newcomer. */
async function answerOne(url: string): Promise<void> {
  const page = await (await fetch(new URL('practice', url))).text();
  const token = /name="token" value="([^"]+)"/.exec(page)![1]!.replaceAll('&#x3D;', '=');
  const body = new URLSearchParams({ token, choice: 'A', certainty: 'sure' });
  const answer = await fetch(new URL('practice', url), { method: 'POST', body, redirect: 'manual' });
  expect(answer.status).toBe(303);
}

/** Sits an exam to its end with one of its two questions answered, and begins another. */
async function sitTwice(address: string): Promise<void> {
  const sitter = new Sitter(address);
  await sitter.begin('mock');
  await sitter.click(1, 'yes');
  expect((await sitter.submit()).status).toBe(303);
  await sitter.begin('mock');
  await sitter.click(2);
}

const doctor = (...options: string[]) => etude(folder, ['doctor', ...options]);
const well = { status: 0, stdout: 'No problems found.\n', stderr: '' };

/** Does what no Etude does to its own database. */
function damage(sql: string): void {
  const handle = new Sqlite(join(folder, 'data/etude.db'));
  handle.exec(sql);
  handle.close();
}

test('before the first start there is a folder to make', async () => {
  const { status, stdout } = await etude(workplace(), ['doctor']);
  expect([status, stdout]).toEqual([
    1,
    'There is no folder ./data. What to do: start the server to create it, or set ETUDE_DATA to the right folder.\n',
  ]);
});

test('a folder without its database has lost it', async () => {
  const place = workplace();
  mkdirSync(join(place, 'data'), { mode: 0o700 });
  writeFileSync(join(place, 'data/secret'), 'x'.repeat(43), { mode: 0o600 });
  expect(await etude(place, ['doctor'])).toEqual({
    status: 1,
    stdout:
      'There is no database in ./data. What to do: restore the newest good backup, or start the server to create an empty one.\n',
    stderr: '',
  });
});

test('beside a running server, all is well', async () => {
  expect(await etude(folder, ['doctor'], {}, fromSource)).toEqual(well);
  expect(await doctor()).toEqual(well);
});

test('caches that are not what the log says are told, and made anew by --repair', async () => {
  damage('update card set stability = stability + 1; update tally set correct = correct + 1');
  const { status, stdout } = await doctor();
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^The tallies for learner \S+ do not match the log\. What to do: run etude doctor --repair\.$/m,
  );
  expect(stdout).toMatch(
    /^Learner \S+’s card for \S+ does not match the log\. What to do: run etude doctor --repair\.$/m,
  );
  expect(await doctor('--repair')).toEqual({ ...well, stdout: `4 findings repaired.\n${well.stdout}` });
  expect(await doctor()).toEqual(well);
});

test.each([
  'day_answers = day_answers + 1',
  'pace_ms = pace_ms + 1',
  "given_review = 'another'",
  'kept_review = null, kept_question = null, kept_day = null',
])('a practice summary that is not what the log says is told and made again: %s', async (change) => {
  damage(`update learner set ${change} where id = (select min(learner) from review where kind = 'practice')`);
  const { status, stdout } = await doctor();
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^The practice summary for learner \S+ does not match the log\. What to do: run etude doctor --repair\.$/m,
  );
  expect((await doctor('--repair')).status).toBe(0);
  expect(await doctor()).toEqual(well);
});

test.each([
  "update belief set sums = replace(sums, '[1,', '[2,')",
  'delete from belief',
  "update belief set sums = '{'",
])('doctor reports a plan that is not what the log says, and repairs it: %s', async (change) => {
  damage(change);
  const { status, stdout } = await doctor();
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^The plan for learner \S+ does not match the log\. What to do: run etude doctor --repair\.$/m,
  );
  expect((await doctor('--repair')).status).toBe(0);
  expect(await doctor()).toEqual(well);
});

test.each([
  'update response_count set answers = answers + 1',
  'delete from response_count',
  "insert into response_count values ('gone', 1, 'exam', '[]', 1, 2, 3, 0, 4)",
])('doctor reports counts that are not what the log says, and counts again: %s', async (change) => {
  damage(change);
  const { status, stdout } = await doctor();
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^The answers counted for question \S+ do not match the log\. What to do: run etude doctor --repair\.$/m,
  );
  expect((await doctor('--repair')).status).toBe(0);
  expect(await doctor()).toEqual(well);
});

test('a card that is missing altogether is made again', async () => {
  damage('delete from card');
  expect((await doctor()).status).toBe(1);
  expect((await doctor('--repair')).status).toBe(0);
  expect(await doctor()).toEqual(well);
});

const settled = '(select id from sitting where settled_at is not null)';
const open = '(select id from sitting where settled_at is null)';
const notMarked =
  /^The result of exam \S+ taken by learner \S+ does not match its marks\. What to do: restore the newest good backup\.$/m;
const notLogged =
  /^The log does not match the answers given in exam \S+ taken by learner \S+\. What to do: restore/m;
const stray =
  /^The log holds answers from exams that learner \S+ has not taken\. What to do: restore the newest good backup\.$/m;

test.each([
  [
    'another mark',
    `update paper set correct = 1 - correct where number = 1 and sitting in ${settled}`,
    [notMarked],
  ],
  [
    'no mark',
    `update paper set marked_edition = null where number = 2 and sitting in ${settled}`,
    [notMarked],
  ],
  ['a mark too early', `update paper set marked_edition = 1 where sitting in ${open}`, [notMarked]],
  [
    'another answer',
    `update paper set response = iif(response = '["d"]', '["c"]', '["d"]') where number = 1 and sitting in ${settled}`,
    [notLogged],
  ],
  [
    'an answer more',
    `update paper set response = '["a"]', answered_at = 1, day = 1 where number = 2 and sitting in ${settled}`,
    [notLogged],
  ],
  [
    'another time',
    `update paper set answered_at = answered_at + 1 where number = 1 and sitting in ${settled}`,
    [notLogged],
  ],
  [
    'an end that never was',
    `update sitting set settled_at = 5, ending = 'submitted' where id in ${open}`,
    [notMarked, notLogged],
  ],
  [
    'no end',
    `delete from sitting where id in ${open}; update sitting set settled_at = null`,
    [notMarked, notLogged],
  ],
  ['no exam at all', `pragma foreign_keys = on; delete from sitting where id in ${settled}`, [stray]],
])('%s in an exam is told', async (_, sql, says) => {
  const handle = new Sqlite(join(folder, 'data/etude.db'));
  const before = dump({ handle });
  handle.exec(sql);
  const { status, stdout } = await doctor();
  undo(handle, before);
  handle.close();
  expect(status).toBe(1);
  for (const sentence of says) expect(stdout).toMatch(sentence);
  expect(stdout.trim().split('\n')).toHaveLength(says.length);
  expect(await doctor()).toEqual(well);
});

/** Writes the rows of exams back as they were. */
function undo(handle: Sqlite.Database, before: ReturnType<typeof dump>): void {
  handle.pragma('foreign_keys = off');
  handle.exec('delete from sitting; delete from paper; delete from move; delete from result');
  for (const table of ['sitting', 'paper', 'move', 'result']) {
    for (const row of before[table] as Record<string, unknown>[]) {
      const names = Object.keys(row);
      handle.prepare(`insert into ${table} (${names}) values (${names.map((name) => `@${name}`)})`).run(row);
    }
  }
}

test('a secret that others may read', async () => {
  chmodSync(join(folder, 'data/secret'), 0o640);
  const { status, stdout } = await doctor();
  expect([status, stdout]).toEqual([
    1,
    'Other users can read the secret data/secret. What to do: run chmod 600 data/secret.\n',
  ]);
  chmodSync(join(folder, 'data/secret'), 0o600);
});

test('a secret that is too short, or gone', async () => {
  const secret = join(folder, 'data/secret');
  renameSync(secret, `${secret}.kept`);
  expect((await doctor()).stdout).toMatch(
    /^There is no secret data\/secret\. What to do: restore it from a backup; .*\n$/,
  );
  writeFileSync(secret, 'x'.repeat(42), { mode: 0o600 });
  const { status, stdout } = await doctor();
  expect([status, stdout]).toEqual([
    1,
    expect.stringMatching(/^ETUDE_SECRET_FILE: data\/secret has fewer than 256 bits of base64url: .*\n$/),
  ]);
  renameSync(`${secret}.kept`, secret);
  expect(await doctor()).toEqual(well);
});

test('a folder that others may write to', async () => {
  chmodSync(join(folder, 'data'), 0o720);
  const { status, stdout } = await doctor();
  expect([status, stdout]).toEqual([
    1,
    'Other users can write to the folder ./data. What to do: run chmod go-w ./data.\n',
  ]);
  chmodSync(join(folder, 'data'), 0o700);
});

test('a database that everyone may read, or that cannot be written to', async () => {
  const file = join(folder, 'data/etude.db');
  chmodSync(file, 0o644);
  const { status, stdout } = await doctor();
  expect([status, stdout]).toEqual([
    1,
    'Other users can read or write data/etude.db. What to do: run chmod go= data/etude.db, or restart the server, which does it for you.\n',
  ]);
  chmodSync(file, 0o600);
  expect(await doctor()).toEqual(well);
});

test.each([
  ['ETUDE_PORT', 'x', /^ETUDE_PORT is "x": set it to a whole number from 0 to 65535\.$/m],
  [
    'ETUDE_HOST',
    '0.0.0.0',
    /^ETUDE_HOST is 0\.0\.0\.0, but .* What to do: set ETUDE_BASE_URL to the address/m,
  ],
  ['ETUDE_QUESTIONS', 'nowhere', /^ETUDE_QUESTIONS: .*nowhere/m],
])('a setting that is wrong: %s=%s', async (name, value, says) => {
  const { status, stdout } = await etude(folder, ['doctor'], { [name]: value });
  expect([status, stdout]).toEqual([1, expect.stringMatching(says)]);
});

test('question files that the server has not taken up yet', async () => {
  const file = join(folder, 'questions/red/one.json');
  const before = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    before.replace('"id": "red.one-001"', '"id": "red.one-001", "concept": "red.one.renamed"'),
  );
  const { status, stdout } = await doctor();
  expect([status, stdout]).toEqual([
    1,
    'The question files have changed since they were last live (2 concepts). What to do: restart the server to load them.\n',
  ]);
  writeFileSync(file, before.replace(/("key": \[\s*)"a"/, '$1"b"'));
  expect((await doctor()).stdout).toMatch(/^red\.one-001: the key changed and the edition did not/);
  writeFileSync(file, before);
});

test('a row that refers to a row that is missing', async () => {
  damage(
    "pragma foreign_keys = off; insert into session (token_hash, learner, created_at, seen_at) values ('x', 'nobody', 0, 0)",
  );
  expect((await doctor()).stdout).toBe(
    'A row in session refers to a row that is missing. What to do: restore the newest good backup.\n',
  );
  damage("delete from session where token_hash = 'x'");
});

test('a broken question file keeps nobody from looking at the file of the database', async () => {
  const file = join(folder, 'questions/red/one.json');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('{', ''));
  damage(
    "pragma foreign_keys = off; insert into session (token_hash, learner, created_at, seen_at) values ('x', 'nobody', 0, 0)",
  );
  const { status, stdout } = await doctor();
  expect(status).toBe(1);
  expect(stdout).toMatch(/^questions\/red\/one\.json:\d+:\d+ .* What to do: fix the file\.$/m);
  expect(stdout).toMatch(/^A row in session refers to a row that is missing\./m);
  damage("delete from session where token_hash = 'x'");
  writeFileSync(file, before);
});

test('a bank that is nowhere hides nothing that is wrong beside it', async () => {
  chmodSync(join(folder, 'data/secret'), 0o640);
  const { stdout } = await etude(folder, ['doctor'], { ETUDE_QUESTIONS: 'nowhere' });
  expect(stdout).toMatch(/^Other users can read the secret/m);
  expect(stdout).toMatch(/^ETUDE_QUESTIONS: there is no bank\.json in nowhere/m);
  chmodSync(join(folder, 'data/secret'), 0o600);
});

test.each([
  { what: 'index', name: 'review_by_time' },
  { what: 'trigger', name: 'review_is_kept' },
])('a $what that is missing, or changed', async ({ what, name }) => {
  const look = new Sqlite(join(folder, 'data/etude.db'), { readonly: true });
  const sql = look.prepare('select sql from sqlite_schema where name = ?').pluck().get(name) as string;
  look.close();
  const end = 'What to do: restore the newest good backup.\n';
  damage(`drop ${what} ${name}`);
  expect((await doctor()).stdout).toBe(`The database is damaged: the ${what} ${name} is missing. ${end}`);
  damage(sql.replace('(learner, answered_at, id)', '(learner, id)').replace('a review is kept', 'so be it'));
  expect((await doctor()).stdout).toBe(
    `The database is damaged: the ${what} ${name} has been changed. ${end}`,
  );
  damage(`drop ${what} ${name}; ${sql}`);
  expect(await doctor()).toEqual(well);
});

test('a question in the database that cannot be read', async () => {
  damage("update question_text set body = substr(body, 2) where question = 'red.one-001'");
  const { status, stdout } = await doctor();
  expect([status, stdout]).toEqual([
    1,
    'The database is damaged: the text of a question cannot be read. What to do: restore the newest good backup.\n',
  ]);
  damage("update question_text set body = '{' || body where question = 'red.one-001'");
  expect(await doctor()).toEqual(well);
});

test('a table that is missing is told beside all that was found before', async () => {
  await server.end();
  chmodSync(join(folder, 'data/secret'), 0o640);
  damage('alter table tally rename to hidden');
  for (const options of [[], ['--repair']]) {
    const { status, stdout, stderr } = await doctor(...options);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^Other users can read the secret/m);
    expect(stdout).toMatch(
      /^The database is damaged: no such table: tally\. What to do: restore the newest good backup\.$/m,
    );
  }
  damage('alter table hidden rename to tally');
  chmodSync(join(folder, 'data/secret'), 0o600);
});

test('a damaged page is named', async () => {
  const descriptor = openSync(join(folder, 'data/etude.db'), 'r+');
  writeSync(descriptor, Buffer.alloc(64, 0xff), 0, 64, 4096 * 3);
  closeSync(descriptor);
  rmSync(join(folder, 'data/etude.db-wal'), { force: true });
  const { status, stdout, stderr } = await doctor();
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(/^The database is damaged: .* What to do: restore the newest good backup\.$/m);
});
