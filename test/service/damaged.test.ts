import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

const pageSize = 4096;

let sound: string;
let learner: Client;
let place: string;
let file: string;

beforeAll(async () => {
  sound = workplace();
  const server = await serveHere(sound);
  learner = new Client(server.address);
  await learner.answerOne('A');
  await server.end();
});
beforeEach(() => {
  place = workplace();
  cpSync(join(sound, 'data'), join(place, 'data'), { recursive: true });
  file = join(place, 'data/etude.db');
});
afterAll(clearWorkplaces);

/** Writes over pages of the database, the first being 1. */
function overwrite(from: number, to = from): void {
  const descriptor = openSync(file, 'r+');
  const rubbish = Buffer.alloc((to - from + 1) * pageSize, 0xff);
  writeSync(descriptor, rubbish, 0, rubbish.length, (from - 1) * pageSize);
  closeSync(descriptor);
}

/** The page on which a table or index begins. */
function rootOf(name: string): number {
  const handle = new Sqlite(file, { readonly: true });
  const page = handle.prepare('select rootpage from sqlite_schema where name = ?').pluck().get(name);
  handle.close();
  return page as number;
}

function replaceBy(make: () => void): void {
  rmSync(file);
  make();
}

const damaged = 'restore the newest good backup, or move it somewhere else to start again.';
const unreadable = 'restore a backup, move it somewhere else, or set ETUDE_DATA to another folder.';

test.each([
  { what: 'a page of answers overwritten', harm: () => overwrite(rootOf('review')), mend: damaged },
  { what: 'a page of an index overwritten', harm: () => overwrite(rootOf('review_by_time')), mend: damaged },
  { what: 'its first page overwritten', harm: () => overwrite(1), mend: unreadable },
  {
    what: 'its end cut off',
    harm: () => truncateSync(file, statSync(file).size - 20 * pageSize),
    mend: 'restore ',
  },
  { what: 'all but its header cut off', harm: () => truncateSync(file, 100), mend: unreadable },
  {
    what: 'a text in its place',
    harm: () => replaceBy(() => writeFileSync(file, 'Dear diary')),
    mend: unreadable,
  },
  {
    what: 'a folder in its place',
    harm: () => replaceBy(() => mkdirSync(file)),
    mend: 'move it somewhere else, or set ETUDE_DATA to another folder.',
  },
  {
    what: 'somebody else’s database in its place',
    harm: () => replaceBy(() => new Sqlite(file).exec('create table friend (name text)').close()),
    mend: 'belongs to another application: set ETUDE_DATA to another folder.',
  },
])('with $what a start is refused with what to do, and doctor tells it too', async ({ harm, mend }) => {
  harm();
  const before = fingerprint();
  const { status, stdout, stderr } = await etude(place, ['serve'], { ETUDE_PORT: '0' });
  expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
  expect(stderr).toContain(`ETUDE_DATA: data/etude.db `);
  expect(stderr).toContain(mend);
  expect(fingerprint(), 'not a byte was changed').toBe(before);
  const found = await etude(place, ['doctor']);
  expect([found.status, found.stderr]).toEqual([1, '']);
  expect(found.stdout).toMatch(
    /damaged|not a (readable )?database|is not a (regular )?file|another application/,
  );
});

const fingerprint = () =>
  statSync(file).isFile() ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'no file';

test('the backup that the refusal names brings everything back', async () => {
  expect((await etude(place, ['backup'])).status).toBe(0);
  overwrite(rootOf('review'));
  const { status, stderr } = await etude(place, ['serve'], { ETUDE_PORT: '0' });
  const [, backup] = /The newest backup that this Etude can read is .*: "etude restore (\S+)"/.exec(stderr)!;
  expect([status, (await etude(place, ['restore', backup!])).status]).toEqual([2, 0]);
  const server = await serveHere(place);
  const client = new Client(server.address);
  client.cookie = learner.cookie;
  expect((await client.get(`practice/answers/${learner.acknowledged[0]}`)).status).toBe(200);
  await server.end();
});

test('damaged while it is served, it says so on what it cannot show and in its log, and refuses answers', async () => {
  const server = await serveHere(place);
  const client = new Client(server.address);
  client.cookie = learner.cookie;
  const answer = await client.prepare('A');
  overwrite(2, statSync(file).size / pageSize);
  for (const reply of [
    await client.get(`practice/answers/${learner.acknowledged[0]}`),
    await client.send(answer!),
  ]) {
    expect(reply.status).toBe(503);
    expect(reply.text).toContain('database is damaged. Tell the person who runs this server');
  }
  expect(server.output.stderr).toContain('database disk image is malformed');
  const { status, stdout } = await etude(place, ['doctor']);
  expect([status, stdout]).toEqual([1, expect.stringContaining('not a readable database')]);
  await server.end();
});
