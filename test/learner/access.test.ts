import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { reachedBy, socketReachedBy } from '../../src/base/web/reach.ts';
import { accessProblem } from '../../src/learner/access.ts';
import { clearWorkplaces, etude, refusedServe, serve, workplace } from '../support/process.ts';

afterAll(clearWorkplaces);

const settings = { host: '127.0.0.1', baseUrl: '', trustedProxies: '' };

describe('who can reach an Etude', () => {
  test.each([
    { host: 'localhost' },
    { host: '127.8.8.8' },
    { host: '::1' },
    { host: '0:0:0:0:0:0:0:1' },
    { host: '::ffff:127.0.0.1' },
    { baseUrl: 'http://localhost:8080/etude' },
    { baseUrl: 'http://etude.localhost http://[::1]:3000' },
  ])('nobody but this machine: %o', (change) => {
    expect(reachedBy({ ...settings, ...change })).toBeUndefined();
  });

  test.each([
    { host: '0.0.0.0' },
    { host: '::' },
    { host: '192.168.0.7' },
    { host: '127.0.0.1.example.org' },
    { host: 'localhost.example.org' },
    { host: '::ffff:10.0.0.1' },
    { baseUrl: 'https://quiz.example.org' },
    { baseUrl: 'http://localhost:3000 http://192.168.0.7:3000' },
    { baseUrl: 'http://notlocalhost' },
    { trustedProxies: '127.0.0.1' },
  ])('other people: %o', (change) => {
    expect(reachedBy({ ...settings, ...change })).toContain(Object.values(change)[0]!.split(' ').at(-1));
  });

  test('a socket of systemd’s is judged by the address that it listens on', () => {
    const bound = (address: string) => ({ address, port: 3000, family: 'IPv4' });
    expect(socketReachedBy(bound('0.0.0.0'))).toBe('its socket listens on 0.0.0.0');
    expect(socketReachedBy(bound('127.0.0.1'))).toBeUndefined();
    expect(socketReachedBy('/run/etude.sock')).toBeUndefined();
  });
});

describe('a server that other people can reach', () => {
  const settingsOf = (name: string, value: string): Record<string, string> => ({
    ETUDE_PORT: '0',
    [name]: value,
  });

  test.concurrent.each([
    ['ETUDE_HOST', '0.0.0.0', 'ETUDE_HOST is 0.0.0.0'],
    ['ETUDE_BASE_URL', 'https://quiz.example.org', 'ETUDE_BASE_URL is https://quiz.example.org'],
    ['ETUDE_TRUSTED_PROXIES', '127.0.0.1', 'ETUDE_TRUSTED_PROXIES is 127.0.0.1'],
  ])('does not start with %s=%s until somebody has chosen who may come in', async (name, value, why) => {
    const place = workplace();
    expect(await refusedServe(place, settingsOf(name, value))).toEqual({
      status: 2,
      stdout: '',
      stderr: `ETUDE_ACCESS is not set, but other people can reach this Etude server (${why}): set it to accounts (people sign in), oidc (they sign in at your identity provider), proxy (your proxy says who they are) or guests (everyone may practise without signing in).\n`,
    });
    expect(existsSync(join(place, 'data'))).toBe(false);
  });

  test.concurrent('starts when guests were chosen', async () => {
    const server = await serve(workplace(), [], {
      ...settingsOf('ETUDE_HOST', '0.0.0.0'),
      ETUDE_ACCESS: 'guests',
    });
    expect((await server.end('SIGTERM')).status).toBe(0);
  });

  test.concurrent('is examined by doctor in the same words', async () => {
    const { status, stdout } = await etude(workplace(), ['doctor'], settingsOf('ETUDE_HOST', '0.0.0.0'));
    expect(status).toBe(1);
    expect(stdout).toContain(
      'ETUDE_ACCESS is not set, but other people can reach this Etude server (ETUDE_HOST is 0.0.0.0)',
    );
  });

  test('makes nobody an author by ETUDE_AUTHOR where it asks people who they are', () => {
    const asked = { author: '1', trustedProxies: '127.0.0.1', oidcIssuer: '', oidcClient: '' };
    expect(accessProblem({ ...asked, access: ['accounts'] }, undefined)).toMatch(/remove ETUDE_AUTHOR/);
    expect(accessProblem({ ...asked, access: ['proxy'] }, 'x')).toMatch(/remove ETUDE_AUTHOR/);
    expect(accessProblem({ ...asked, access: ['guests'] }, 'x')).toBeUndefined();
    expect(accessProblem({ ...asked, access: [] }, undefined)).toBeUndefined();
  });
});
