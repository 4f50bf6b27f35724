import { afterAll, describe, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { hasStrace, watch } from '../support/machine.ts';
import { freePort } from '../support/port.ts';
import { clearWorkplaces, serve, workplace } from '../support/process.ts';

afterAll(clearWorkplaces);

/** Where the identity provider would be, if there were one. */
const port = await freePort();
const issuer = `http://127.0.0.1:${port}`;
const withProvider = { ETUDE_ACCESS: 'guests oidc', ETUDE_OIDC_ISSUER: issuer, ETUDE_OIDC_CLIENT: 'etude' };

/** The connections that a server makes while people use it, as strace tells them. */
async function connections(env: Record<string, string>, paths: readonly string[]): Promise<string[]> {
  const server = await serve(workplace(), [], { ETUDE_PORT: '0', ...env });
  const strace = await watch(server.pid!, ['-e', 'trace=connect,sendto,sendmsg']);
  const client = new Client(server.address);
  await client.answerOne('A');
  for (const path of [
    '',
    'practice',
    'exams',
    'learn',
    'bank',
    'settings',
    'readiness',
    'nothing-here',
    ...paths,
  ])
    await client.get(path);
  await server.end('SIGTERM');
  const lines = await strace.end();
  // At its end it connects to itself, to answer those whom it has not accepted yet.
  const own = `htons(${new URL(server.address).port})`;
  return lines.filter((line) => /(connect|sendto|sendmsg)\(.*sin6?_port/.test(line) && !line.includes(own));
}

describe.skipIf(!hasStrace)('Etude connects to nobody', () => {
  test('by itself', async () => {
    expect(await connections({}, [])).toEqual([]);
  });

  test('with an identity provider, before somebody signs in there', async () => {
    expect(await connections(withProvider, ['sign-in'])).toEqual([]);
  });

  test('but the identity provider, once somebody signs in', async () => {
    const made = await connections(withProvider, ['sign-in/oidc']);
    expect(made).not.toEqual([]);
    expect(made.filter((line) => !line.includes(`sin_port=htons(${port})`))).toEqual([]);
  });
});
