import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openHandle } from '../src/base/data/handle.ts';
import { settings } from '../src/settings.ts';
import { clearWorkplaces, etude, refusedServe, serve, workplace } from './support/process.ts';
import { serveHere } from './support/serve-here.ts';

afterAll(clearWorkplaces);

const statusOf = async (address: string) => (await fetch(address)).status;

test.concurrent('serve prints one line with its address, answers there and ends at SIGTERM', async () => {
  const server = await serve(workplace());
  const page = await fetch(server.address);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Etude</title>');

  const { status, stdout, stderr } = await server.end('SIGTERM');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Etude serves http:\/\/127\.0\.0\.1:\d+\/\n$/);
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg),
  ).toEqual(['request']);
});

test.concurrent('a server that was killed in its first minute starts again with its data and its secret', async () => {
  const place = workplace();
  const secret = () => readFileSync(join(place, 'data/secret'), 'utf8');
  await (await serve(place)).end('SIGKILL');
  const first = secret();
  const server = await serve(place);
  expect(await statusOf(server.address)).toBe(200);
  expect(secret()).toBe(first);
  expect((await server.end('SIGTERM')).status).toBe(0);
});

test.concurrent('a taken port and a folder that is already served are refused, and the first goes on', async () => {
  const place = workplace();
  const server = await serveHere(place);
  const { port } = new URL(server.address);
  const [second, elsewhere, metrics] = await Promise.all([
    etude(place, ['serve'], { ETUDE_PORT: '0' }),
    etude(workplace(), ['serve'], { ETUDE_PORT: port }),
    etude(workplace(), ['serve'], { ETUDE_PORT: '0', ETUDE_METRICS_PORT: port }),
  ]);
  expect(metrics.stderr).toBe(
    `ETUDE_METRICS_PORT: port ${port} on 127.0.0.1 is in use: stop the program that uses it, or set ETUDE_METRICS_PORT to another.\n`,
  );
  expect(second).toEqual(
    refusal(
      `ETUDE_DATA: another Etude (process ${process.pid}) already serves this folder: stop it first, or set ETUDE_DATA to another folder.`,
    ),
  );
  expect(elsewhere).toEqual(
    refusal(
      `ETUDE_PORT: port ${port} on 127.0.0.1 is in use: stop the program that uses it, or set ETUDE_PORT to another.`,
    ),
  );
  expect(await statusOf(server.address)).toBe(200);
  await server.end();
});

const refusal = (sentence: string) => ({ status: 2, stdout: '', stderr: `${sentence}\n` });

test.concurrent('the secret is made for the owner alone, where ETUDE_SECRET_FILE says, and a short one is refused', async () => {
  const place = workplace();
  const file = join(place, 'key');
  await (await serveHere(place, { ETUDE_SECRET_FILE: file })).end();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Buffer.from(readFileSync(file, 'utf8'), 'base64url')).toHaveLength(32);
  expect(existsSync(join(place, 'data/secret'))).toBe(false);

  writeFileSync(file, Buffer.alloc(31, 1).toString('base64url'));
  const env = { ETUDE_PORT: '0', ETUDE_SECRET_FILE: 'key' };
  const { status, stderr } = await etude(place, ['serve'], env);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^ETUDE_SECRET_FILE: key has fewer than 256 bits .* restore it .* or remove it/);
});

test.concurrent('a lock that cannot be taken is not mistaken for another Etude', async () => {
  const place = workplace();
  mkdirSync(join(place, 'data'));
  writeFileSync(join(place, 'data/serving.lock'), 'Dear diary');
  expect(await refusedServe(place, {})).toEqual(
    refusal(
      'ETUDE_DATA: data/serving.lock cannot be written to (SQLITE_NOTADB): remove it, or set ETUDE_DATA to another folder.',
    ),
  );
});

test.concurrent('the database of a newer Etude is refused with exit 3 and stays as it is', async () => {
  const place = workplace();
  await (await serveHere(place)).end();
  const file = join(place, 'data/etude.db');
  const handle = openHandle(file);
  handle.pragma('user_version = 999');
  handle.close();
  const before = sha256(file);
  const { status, stderr } = await refusedServe(place, { ETUDE_PORT: '0' });
  expect(status).toBe(3);
  expect(stderr).toContain('written by a newer version of Etude (database version 999');
  expect(sha256(file)).toBe(before);
});

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

const wrong = [
  { name: 'ETUDE_HOST', value: '', mend: 'set it to an address such as 127.0.0.1.' },
  { name: 'ETUDE_HOST', value: '203.0.113.1', mend: 'ETUDE_ACCESS is not set' },
  { name: 'ETUDE_PORT', value: '65536', mend: 'set it to a whole number from 0 to 65535.' },
  { name: 'PORT', value: 'http', mend: 'set it to a whole number from 0 to 65535.' },
  { name: 'ETUDE_DATA', value: '', mend: 'set it to the path of a folder.' },
  { name: 'ETUDE_DATA', value: '/dev/null/data', mend: 'or set ETUDE_DATA to another folder.' },
  { name: 'ETUDE_DATA', value: 'questions/bank.json', mend: 'or set ETUDE_DATA to another folder.' },
  {
    name: 'ETUDE_DATABASE',
    value: 'mysql://etude@db/etude',
    mend: 'such as postgres://etude@db.example.org',
  },
  { name: 'ETUDE_DATABASE_POOL', value: '1', mend: 'set it to a whole number from 2 to 1000.' },
  { name: 'ETUDE_QUESTIONS', value: 'nowhere', mend: 'set ETUDE_QUESTIONS to the folder of a bank.' },
  {
    name: 'ETUDE_BASE_URL',
    value: 'quiz.example.org',
    mend: 'set it to a scheme, a host and an optional path, such as',
  },
  {
    name: 'ETUDE_BASE_URL',
    value: 'https://a:b@quiz.example.org',
    mend: 'set it to a scheme, a host and an optional path',
  },
  {
    name: 'ETUDE_TRUSTED_PROXIES',
    value: '127.0.0.1 proxy.example.org',
    mend: 'set it to addresses and ranges separated by spaces, such as 127.0.0.1 10.0.0.0/8.',
  },
  { name: 'ETUDE_ACCESS', value: 'guest', mend: 'such as accounts oidc. Did you mean "guests"?' },
  { name: 'ETUDE_ACCESS', value: 'proxy accounts', mend: 'set it to proxy on its own' },
  { name: 'ETUDE_ACCESS', value: 'proxy', mend: 'set ETUDE_TRUSTED_PROXIES to the addresses of your proxy.' },
  { name: 'ETUDE_SIGN_UP', value: 'invite', mend: 'set it to one of open, invitation, closed.' },
  {
    name: 'ETUDE_PROXY_HEADER',
    value: 'Remote User',
    mend: 'a header that your proxy sets, such as Remote-User.',
  },
  {
    name: 'ETUDE_PROXY_HEADER',
    value: 'Cookie',
    mend: 'a header that your proxy sets, such as Remote-User.',
  },
  {
    name: 'ETUDE_ACCESS',
    value: 'accounts oidc',
    mend: 'set ETUDE_OIDC_ISSUER to its address and ETUDE_OIDC_CLIENT',
  },
  {
    name: 'ETUDE_OIDC_ISSUER',
    value: 'http://169.254.169.254/',
    mend: 'set it to the https address of your',
  },
  { name: 'ETUDE_OIDC_ISSUER', value: 'file:///etc/passwd', mend: 'set it to the https address of your' },
  {
    name: 'ETUDE_OIDC_ISSUER',
    value: 'https://a:b@id.example.org',
    mend: 'set it to the https address of your',
  },
  {
    name: 'ETUDE_OIDC_CLIENT',
    value: 'my etude',
    mend: 'set it to the client id that your identity provider gave',
  },
  {
    name: 'ETUDE_OIDC_SECRET_FILE',
    value: 'nowhere',
    mend: 'there is no file nowhere: name a file that exists.',
  },
  { name: 'ETUDE_OIDC_ROLES', value: 'my groups', mend: 'set it to the name of a claim, such as groups.' },
  { name: 'ETUDE_NEWCOMERS', value: '0', mend: 'set it to a whole number from 1 to 1000000, or to off.' },
  { name: 'ETUDE_BASE_URL', value: ' , ', mend: 'set it to a scheme, a host and an optional path' },
  { name: 'ETUDE_BASE_URL', value: 'https://a.example ftp://b.example', mend: 'several such addresses' },
  {
    name: 'ETUDE_BASE_URL',
    value: 'https://a.example/etude http://b.example',
    mend: 'the same path: those of https://a.example/etude and http://b.example differ.',
  },
  {
    name: 'ETUDE_BASE_URL',
    value: 'https://a.example, https://b.example, https://A.example:443/',
    mend: 'name each address once: https://A.example:443/ appears twice.',
  },
  { name: 'ETUDE_ZONE', value: 'Mars/Olympus', mend: 'set it to a zone name such as Europe/Berlin.' },
  { name: 'ETUDE_GUEST_DAYS', value: '-1', mend: 'set it to a whole number from 0 to 36500.' },
  { name: 'ETUDE_BACKUP_EVERY', value: '32d', mend: 'such as 6h (at most 31d).' },
  { name: 'ETUDE_BACKUP_EVERY', value: '0h', mend: 'such as 6h (at most 31d).' },
  { name: 'ETUDE_WATCH', value: 'pool', mend: 'off. Did you mean "poll"?' },
  { name: 'ETUDE_AUTHOR', value: 'yes', mend: 'set it to one of 0, 1.' },
  { name: 'ETUDE_LOG_LEVEL', value: 'warm', mend: 'silent. Did you mean "warn"?' },
  { name: 'ETUDE_SECRET_FILE', value: '/dev/null/secret', mend: 'choose another file.' },
  {
    name: 'ETUDE_METRICS_TOKEN_FILE',
    value: 'nowhere',
    mend: 'there is no file nowhere: name a file that exists.',
  },
  {
    name: 'ETUDE_METRICS_TOKEN_FILE',
    value: 'questions/red/one.json',
    mend: 'has no line of 16 or more letters and digits: add one, for example',
  },
  { name: 'ETUDE_METRICS_PORT', value: 'on', mend: 'set it to a whole number from 0 to 65535, or to off.' },
  { name: 'ETUDE_PROT', value: '1', mend: 'Did you mean "ETUDE_PORT"? "etude config" lists them all.' },
];

test.concurrent('an address that is not this machine’s ends with exit 2', async () => {
  const env = { ETUDE_HOST: '203.0.113.1', ETUDE_ACCESS: 'guests' };
  const { status, stderr } = await etude(workplace(), ['serve'], env);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^ETUDE_HOST: cannot listen on 203\.0\.113\.1 .* set it to an address of this machine\.\n$/,
  );
});

test.concurrent.each(wrong)('$name="$value" ends with exit 2: $mend', async ({ name, value, mend }) => {
  const { status, stdout, stderr } = await refusedServe(workplace(), { [name]: value });
  expect([status, stdout, stderr.trimEnd().split('\n')]).toEqual([2, '', [expect.stringContaining(mend)]]);
  expect(stderr).toContain(name);
});

test('no setting is missing from the wrong values above', () => {
  const names = Object.values(settings).map(({ name }) => name);
  expect(names.filter((known) => !wrong.some(({ name }) => name === known))).toEqual([]);
});
