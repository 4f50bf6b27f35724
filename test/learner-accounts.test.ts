import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHandle } from '../src/base/data/handle.ts';
import { clearWorkplaces, etude, workplace } from './support/process.ts';
import { serveHere } from './support/serve-here.ts';

const accounts = { ETUDE_ACCESS: 'accounts', ETUDE_WATCH: 'off', ETUDE_LOG_LEVEL: 'info' };
let folder: string;
let server: Awaited<ReturnType<typeof serveHere>>;

beforeAll(async () => {
  folder = workplace();
  server = await serveHere(folder, accounts);
});
afterAll(clearWorkplaces);

const learner = (...args: string[]) => etude(folder, ['learner', ...args]);
const linkIn = (stdout: string) => /https?:\/\/\S+/.exec(stdout.split('\n').at(-2)!)![0];

/** A page of the server at the path of a link. */
async function open(link: string): Promise<{ status: number; text: string }> {
  const { pathname, search } = new URL(link);
  const response = await fetch(new URL(pathname + search, server.address));
  return { status: response.status, text: await response.text() };
}

const token = (text: string) => /name="token" value="([^"]+)"/.exec(text)![1]!.replaceAll('&#x3D;', '=');

/** Chooses a password at a link. Returns the status and the cookie. */
async function choose(link: string, fields: Record<string, string>) {
  const { text } = await open(link);
  const body = new URLSearchParams({ token: token(text), password: 'correct horse battery', ...fields });
  const response = await fetch(new URL(new URL(link).pathname, server.address), {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  return { status: response.status, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

function storedPasswords(): unknown[] {
  const handle = openHandle(join(folder, 'data/etude.db'));
  const passwords = handle.prepare('select password from account').pluck().all();
  handle.close();
  return passwords;
}

const titleAt = async (path: string, cookie: string) => {
  const response = await fetch(new URL(path, server.address), { headers: { cookie } });
  return /<title>(.*?)<\/title>/.exec(await response.text())![1];
};

test('add, role, reset and invite work beside a running server', async () => {
  const added = await learner('add', 'Ada Lovelace', 'owner');
  expect(added.stdout).toMatch(
    /^Created the account Ada Lovelace \(owner\)\. Give them this link. It works once, within a day:\nhttp:\/\/localhost:3000\/sign-in\/reset\?link=[\w-]{43}\n$/,
  );
  const ada = await choose(linkIn(added.stdout), {
    link: new URL(linkIn(added.stdout)).searchParams.get('link')!,
  });
  expect([ada.status, await titleAt('/account', ada.cookie)]).toEqual([303, 'Your account · Etude']);
  expect((await open(linkIn(added.stdout))).status).toBe(404);

  const invited = await learner('invite', 'author');
  const invitation = new URL(linkIn(invited.stdout)).searchParams.get('invitation')!;
  const bob = await choose(linkIn(invited.stdout), { name: 'Bob', invitation });
  expect(bob.status).toBe(303);
  expect((await open(linkIn(invited.stdout))).status).toBe(403);
  const { stdout: list } = await learner('list');
  expect([list.includes('\tAda Lovelace (owner)\t'), list.includes('\tBob (author)\t')]).toEqual([
    true,
    true,
  ]);

  expect((await learner('role', 'bob', 'learner')).stdout).toBe(
    'Bob now has the role learner, and must sign in again on every device.\n',
  );
  expect(await titleAt('/account', bob.cookie)).toBe('Sign in · Etude');
  expect((await learner('role', 'Bob', 'learner')).stdout).toBe(
    'Bob already has the role learner. Nothing was changed.\n',
  );
  const last = await learner('role', 'Ada Lovelace', 'author');
  expect([last.status, last.stderr]).toEqual([
    1,
    expect.stringContaining('Ada Lovelace is the only owner here'),
  ]);
  expect(await titleAt('/account', ada.cookie)).toBe('Your account · Etude');

  const reset = await learner('reset', 'ada lovelace');
  const fresh = await choose(linkIn(reset.stdout), {
    link: new URL(linkIn(reset.stdout)).searchParams.get('link')!,
  });
  expect(fresh.status).toBe(303);
  expect(await titleAt('/account', ada.cookie)).toBe('Sign in · Etude');
  expect(await titleAt('/account', fresh.cookie)).toBe('Your account · Etude');

  // The houses of other tests hash at a lower cost.
  const costly = expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(storedPasswords()).toEqual([costly, costly]);
}, 120_000);

test.each([
  [['add'], 'Use: etude learner add <name> [role]'],
  [['add', '...'], 'Choose a name of 1 to 80 characters, with a letter or a digit.'],
  [['add', 'Eve', 'onwer'], 'There is no role "onwer". Did you mean "owner"? Use learner, author and owner.'],
  [['add', 'ADA lovelace'], 'There is already an account "ADA lovelace". Choose another name.'],
  [['role', 'nobody', 'owner'], 'There is no account "nobody". "etude learner list" lists them.'],
  [['reset', 'nobody'], 'There is no account "nobody". "etude learner list" lists them.'],
])('%j is refused with what to do', async (args, sentence) => {
  const before = (await learner('list')).stdout;
  const { status, stderr } = await learner(...args);
  expect([status, stderr]).toEqual([2, `${sentence}\n`]);
  expect((await learner('list')).stdout).toBe(before);
});

describe('the first owner', () => {
  const printed = /^This Etude has no owner yet\..*: (http\S+\/sign-up\?invitation=[\w-]{43})$/m;

  test('comes by a link that the first start prints once, on the output and not in the log', async () => {
    const { stdout, stderr } = await server.end();
    const [, link] = printed.exec(stdout)!;
    expect(stderr).not.toContain('invitation=');
    const place = workplace();
    const first = await serveHere(place, accounts);
    const again = await first.end();
    expect(again.stdout).toMatch(printed);
    server = await serveHere(place, accounts);
    const second = await server.end();
    expect(second.stdout).not.toMatch(printed);
    expect(link).toBeDefined();
  });

  test('makes the account, after which no link is printed', async () => {
    const place = workplace();
    const first = await serveHere(place, accounts);
    const link = printed.exec((await first.end()).stdout)![1]!;
    server = await serveHere(place, accounts);
    const invitation = new URL(link).searchParams.get('invitation')!;
    const owner = await choose(link, { name: 'Owner', invitation });
    expect(owner.status).toBe(303);
    expect((await etude(place, ['learner', 'list'])).stdout).toContain('\tOwner (owner)\t');
    expect((await server.end()).stdout).not.toMatch(printed);
  });

  test('is nobody where guests practise alone', async () => {
    const guests = await serveHere(workplace(), { ETUDE_WATCH: 'off' });
    expect((await guests.end()).stdout).not.toMatch(printed);
  });
});
