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

type Server = Awaited<ReturnType<typeof serve>>;

const start = (env = {}) => serve(workplace(), [], { ETUDE_PORT: '0', ...env });

/** The connections that a server makes while people use it, and perhaps ends, as strace tells them. */
async function connections(
  server: Server,
  paths: readonly string[],
  end: (server: Server) => Promise<unknown> = async () => {},
): Promise<string[]> {
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
  await end(server);
  const lines = await strace.end();
  // At its end it connects to itself, to answer those whom it has not accepted yet.
  const own = `htons(${new URL(server.address).port})`;
  return lines.filter((line) => /(connect|sendto|sendmsg)\(.*sin6?_port/.test(line) && !line.includes(own));
}

describe.skipIf(!hasStrace)('Etude connects to nobody', () => {
  test('by itself, to its end', async () => {
    expect(await connections(await start(), [], (server) => server.end('SIGTERM'))).toEqual([]);
  });

  test('but an identity provider, and only once somebody signs in there', async () => {
    const server = await start(withProvider);
    expect(await connections(server, ['sign-in'])).toEqual([]);
    const made = await connections(server, ['sign-in/oidc'], (each) => each.end('SIGTERM'));
    expect(made).not.toEqual([]);
    expect(made.filter((line) => !line.includes(`sin_port=htons(${port})`))).toEqual([]);
  });
});
