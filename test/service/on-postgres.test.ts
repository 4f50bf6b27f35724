import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { programs, type Server, startServer } from '../support/postgres-server.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';

/** Etude as a process over a PostgreSQL server, from its first start to its end. */
describe.skipIf(!programs())('on PostgreSQL', () => {
  let server: Server;
  let folder: string;
  let settings: Record<string, string>;
  const run = (...args: string[]) => etude(folder, args, settings);

  beforeAll(() => {
    server = startServer();
    folder = workplace({ red: { concept: 'red.idea' } });
    settings = { ETUDE_PORT: '0', ETUDE_DATABASE: server.address('postgres') };
  }, 240_000);
  afterAll(() => {
    clearWorkplaces();
    server?.stop();
  });

  test('people practise, the database is restarted under them, and everything is as the log says', async () => {
    const running = await serve(folder, [], settings);
    const client = new Client(running.address);
    expect(await client.answerOne('A')).toBe(true);
    server.kill();
    expect((await client.get('practice')).status).toBe(503);
    server.start();
    for (let status = 0; status !== 200; ) ({ status } = await client.get('practice'));
    expect(await client.answerOne('A')).toBe(true);
    const { stdout } = await run('learner', 'list');
    expect(stdout).toMatch(/guest\s+2 answers/);
    expect((await run('doctor')).stdout).toBe('No problems found.\n');
    expect((await running.end('SIGTERM')).status).toBe(0);
    const again = await serve(folder, [], settings);
    expect((await (await fetch(new URL('readyz', again.address))).text()).trim()).toBe('Etude is ready.');
    expect((await again.end('SIGTERM')).status).toBe(0);
  }, 240_000);
});
