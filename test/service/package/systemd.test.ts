import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { unitText } from '../../../src/service/package/systemd.ts';
import { bundled } from '../../support/bundled.ts';
import { freePort } from '../../support/port.ts';
import { clearWorkplaces, doorstep, etude, workplace } from '../../support/process.ts';

const program = await bundled();

afterAll(clearWorkplaces);

const has = (tool: string) => spawnSync(tool, ['--version']).status === 0;
const installed = {
  host: '127.0.0.1',
  port: 3000,
  program: ['/usr/local/bin/etude'],
  folder: undefined,
  reachesOut: false,
  isNode: false,
};

/** Both units in a folder, as `etude systemd` prints them. */
async function printUnits(): Promise<string> {
  const place = workplace();
  mkdirSync(join(place, 'units'));
  for (const kind of ['service', 'socket']) {
    const { status, stdout } = await etude(place, ['systemd', kind]);
    expect(status).toBe(0);
    writeFileSync(join(place, `units/etude.${kind}`), stdout);
  }
  return join(place, 'units');
}

test.skipIf(!has('systemd-analyze'))(
  'systemd finds the units sound, and the service exposed by 1.5 at most',
  async () => {
    const units = await printUnits();
    const analyze = (...args: string[]) =>
      spawnSync('systemd-analyze', args, { cwd: units, encoding: 'utf8' });
    const verified = analyze('verify', './etude.service', './etude.socket');
    expect([verified.status, verified.stderr.split('\n').filter((line) => line.includes('etude'))]).toEqual([
      0,
      [],
    ]);
    const judged = analyze('security', '--offline=true', '--threshold=15', './etude.service');
    expect(judged.status, judged.stdout.split('\n').at(-2)).toBe(0);
    expect(judged.stdout).toMatch(/Overall exposure level for etude\.service: [01]\.\d OK/);
  },
);

/** The settings of a node, whose password is in the file of settings alone. */
const node = { ETUDE_DATABASE: 'postgres://etude:geheim@db.example.org/etude' };

test.skipIf(!has('systemd-analyze'))(
  'systemd finds the template of the nodes sound, and a node exposed by 1.5 at most',
  async () => {
    const place = workplace();
    const { stdout } = await etude(place, ['systemd', 'node'], node);
    writeFileSync(join(place, 'etude@.service'), stdout);
    const analyze = (...args: string[]) =>
      spawnSync('systemd-analyze', args, { cwd: place, encoding: 'utf8' });
    const verified = analyze('verify', './etude@.service');
    expect([verified.status, verified.stderr.split('\n').filter((line) => line.includes('etude'))]).toEqual([
      0,
      [],
    ]);
    const judged = analyze('security', '--offline=true', '--threshold=15', './etude@.service');
    expect(judged.status, judged.stdout.split('\n').at(-2)).toBe(0);
  },
);

test('a node gets its port from its name, the secret from systemd, and a way to its database', async () => {
  const { stdout } = await etude(workplace(), ['systemd'], node);
  expect(stdout).toMatch(/^# \/etc\/systemd\/system\/etude@\.service\n\[Unit\]\n/);
  expect(stdout).toContain(`ExecStart=/usr/bin/env ETUDE_PORT=%i ${process.execPath} ${doorstep} serve\n`);
  expect(stdout).toContain('LoadCredential=secret:/etc/etude.secret\n');
  expect(stdout).not.toMatch(/geheim|IPAddress|etude\.socket/);
  const text = unitText('node', { ...installed, isNode: true, program: ['/opt/100% $HOME/etude'] });
  expect(text).toContain('ExecStart=/usr/bin/env ETUDE_PORT=%i "/opt/100%% $$HOME/etude" serve\n');
});

test('without a name both units are printed, each under the place where it belongs', async () => {
  const { stdout } = await etude(workplace(), ['systemd'], { ETUDE_HOST: '::1', ETUDE_PORT: '8080' });
  expect(stdout.match(/^# \/etc\/.*$/gm)).toEqual([
    '# /etc/systemd/system/etude.service',
    '# /etc/systemd/system/etude.socket',
  ]);
  expect(stdout).toContain('ListenStream=[::1]:8080\n');
  expect(stdout).toContain(`ExecStart=${process.execPath} ${doorstep} serve\n`);
});

test('only a unit with an identity provider lets the service reach other machines', async () => {
  const env = {
    ETUDE_ACCESS: 'oidc',
    ETUDE_OIDC_ISSUER: 'https://id.example.org',
    ETUDE_OIDC_CLIENT: 'etude',
  };
  const { stdout } = await etude(workplace(), ['systemd', 'service'], env);
  expect(stdout).not.toContain('IPAddress');
  expect(unitText('service', installed)).toContain('KeyringMode=private');
  expect(unitText('service', installed)).toContain('\nIPAddressDeny=any\nIPAddressAllow=localhost\n');
});

test('paths are written as systemd reads them, and one that it would hide is told', () => {
  const program = ['/opt/my 100% $HOME "etude"', '/home/ada/etude.js'];
  const text = unitText('service', { ...installed, program, folder: '/opt/100%/' });
  expect(text).toContain(
    '\n# This unit cannot see /home/ada/etude.js: move Etude under /usr/local or /opt, and print it again.\n' +
      'ExecStart="/opt/my 100%% $$HOME \\"etude\\"" /home/ada/etude.js serve\nWorkingDirectory=/opt/100%%/\n',
  );
  expect(unitText('service', installed)).not.toMatch(/WorkingDirectory|does not see/);
});

test.each([
  [
    ['systemd', 'sockets'],
    {},
    'There is no unit "sockets": ask for service, socket or node. Did you mean "socket"?',
  ],
  [
    ['systemd', 'node'],
    {},
    'ETUDE_DATABASE is not set, and several nodes cannot share SQLite: set it to a PostgreSQL database, or ask for service and socket.',
  ],
  [['systemd', 'socket', 'service'], {}, '"systemd" takes one unit: remove "service".'],
  [['systemd'], { ETUDE_PORT: '0' }, 'ETUDE_PORT is 0: set it to the port that systemd should listen on.'],
])('%s with %o is refused', async (args, env, sentence) => {
  expect(await etude(workplace(), args, env)).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` });
});

test.each([
  ['2', 'LISTEN_FDS is "2": give Etude one socket, with one ListenStream= in its socket unit.'],
  ['1', 'LISTEN_FDS: descriptor 3 is not a listening socket (EINVAL): start Etude with its socket unit.'],
])('%s descriptors that are no socket are refused', (count, sentence) => {
  const script = `LISTEN_PID=$$ exec '${program.join("' '")}' serve 3</dev/null`;
  const env = { PATH: process.env.PATH!, LISTEN_FDS: count };
  const { status, stderr } = spawnSync('sh', ['-c', script], { cwd: workplace(), env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, `${sentence}\n`]);
});

test('descriptors that were meant for another process are left alone', async () => {
  const place = workplace();
  const { status, stdout } = await etude(place, ['version'], { LISTEN_FDS: '1', LISTEN_PID: '1' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d/)]);
});

/**
 * systemd-socket-activate opens the socket and becomes a shell that keeps it, as systemd does, and starts Etude with
 * it again whenever it has ended.
 */
async function activate(place: string) {
  const port = await freePort();
  const serve = `LISTEN_PID=$BASHPID exec '${program.join("' '")}' serve`;
  const script = `while true; do (${serve}) || exit 1; done`;
  const listen = ['-l', `127.0.0.1:${port}`, '-E', `PATH=${process.env.PATH}`];
  const child = spawn('systemd-socket-activate', [...listen, 'bash', '-c', script], {
    cwd: place,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  await expect.poll(() => log).toContain('Listening on');
  return {
    address: `http://127.0.0.1:${port}/`,
    starts: () => said.match(/Etude serves/g)?.length ?? 0,
    said: () => said,
    /** Ends the Etude that serves now, as systemd does. */
    restart: () => execFileSync('pkill', ['-TERM', '-P', String(child.pid), '-f', program[1]!]),
    async end() {
      process.kill(-child.pid!, 'SIGKILL');
      await once(child, 'close');
    },
  };
}

/** The status of a page over a connection of its own; throws when it is refused, cut or reset. */
function statusOf(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(address, { agent: new Agent({ keepAlive: false }) }, (reply) => {
      reply
        .resume()
        .on('end', () => resolve(reply.statusCode!))
        .on('error', reject);
    }).on('error', reject);
  });
}

test.skipIf(!has('systemd-socket-activate'))(
  'on a socket of systemd’s two restarts under load drop no request',
  async () => {
    const activated = await activate(workplace());
    try {
      expect(await statusOf(activated.address)).toBe(200);
      expect(activated.said()).toBe(`Etude serves ${activated.address}\n`);
      const statuses = new Map<number, number>();
      let isOver = false;
      const caller = async () => {
        while (!isOver) {
          const status = await statusOf(`${activated.address}practice`);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      const callers = Promise.all([caller(), caller(), caller(), caller()]);
      for (const count of [2, 3]) {
        activated.restart();
        await expect.poll(activated.starts).toBe(count);
        const before = statuses.get(200) ?? 0;
        await expect.poll(() => statuses.get(200) ?? 0).toBeGreaterThan(before + 50);
      }
      isOver = true;
      await callers;
      expect([...statuses.keys()]).toEqual([200]);
    } finally {
      await activated.end();
    }
  },
);
