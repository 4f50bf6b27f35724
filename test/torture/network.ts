import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** What a machine runs: one program, as a user if it refuses root. */
export type Program = { command: readonly string[]; user?: string; env?: Record<string, string> };

/** A machine of a network: a namespace with an address, a cable and one program. */
export type Machine = {
  name: string;
  address: string;
  /** Starts its program, and again whenever that ends, as systemd does. */
  boot(program?: Program): void;
  /** Kills every process on it. */
  kill(): void;
  /** Pulls its cable: nobody is told, and nothing that anybody sends arrives. */
  cut(): void;
  /** Plugs its cable in again. */
  join(): void;
  /** How often its program has ended without being killed. */
  exits(): number;
};

/** Machines on one bridge, which only this machine sees. */
export type Network = {
  /** Adds a machine with the given last number in its address. */
  add(name: string, number: number): Machine;
  /** Kills everything and removes every trace, the folder too. */
  remove(): Promise<void>;
};

const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8', stdio: 'pipe' });
/** Names of interfaces have 15 letters at most. */
const prefix = 'et';

/** Lays a network; each program writes what it says to a file in a folder. */
export function layNetwork(folder: string): Network {
  const own = `${prefix}${process.pid}`;
  const subnet = `10.${100 + ((process.pid >> 8) % 100)}.${process.pid % 256}`;
  const bridge = `${own}-br`;
  const keeper = spawn('sh', ['-c', clearing, 'sh', own, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('address', 'add', `${subnet}.1/24`, 'dev', bridge);
  ip('link', 'set', bridge, 'up');
  const machines: Machine[] = [];
  return {
    add(name, number) {
      const space = `${own}-${name}`;
      const address = `${subnet}.${number}`;
      layCable(space, bridge, address);
      const machine = createMachine(name, { space, bridge, address, log: join(folder, `${name}.log`) });
      machines.push(machine);
      return machine;
    },
    async remove() {
      // What is killed does not start again.
      for (const machine of machines) machine.kill();
      const gone = once(keeper, 'exit');
      keeper.stdin.end();
      await gone;
    },
  };
}

/** Waits for the end of the process that began it, even of one that is killed, and then clears everything away. */
const clearing = `cat
for space in $(ip netns list | grep -o "^$1-[a-z0-9]*"); do
  while pids=$(ip netns pids $space) && [ -n "$pids" ]; do kill -9 $pids; sleep 0.1; done
  ip netns delete $space
done
ip link delete $1-br
[ -n "$KEEP_LOGS" ] || rm -rf "$2"`;

function layCable(space: string, bridge: string, address: string): void {
  ip('netns', 'add', space);
  ip('link', 'add', space, 'type', 'veth', 'peer', 'name', 'cable', 'netns', space);
  ip('link', 'set', space, 'master', bridge, 'up');
  ip('-n', space, 'address', 'add', `${address}/24`, 'dev', 'cable');
  ip('-n', space, 'link', 'set', 'cable', 'up');
  ip('-n', space, 'link', 'set', 'lo', 'up');
}

type Place = { space: string; bridge: string; address: string; log: string };

function createMachine(name: string, { space, bridge, address, log }: Place): Machine {
  let program: Program | undefined;
  let running: ChildProcess | undefined;
  let exits = 0;
  const start = () => {
    const child = startIn(space, program!, log);
    running = child;
    const again = () => running === child && start();
    child.once('exit', () => {
      if (running !== child) return;
      exits++;
      setTimeout(again, restartMs);
    });
  };
  return {
    name,
    address,
    boot(given = program) {
      program = given;
      start();
    },
    kill() {
      running = undefined;
      for (let pids = pidsIn(space); pids.length > 0; pids = pidsIn(space)) pids.forEach(killPid);
    },
    cut: () => void ip('link', 'set', space, 'nomaster'),
    join: () => void ip('link', 'set', space, 'master', bridge),
    exits: () => exits,
  };
}

/** What ends by itself starts again after this time. */
const restartMs = 1_000;

function startIn(space: string, { command, user, env }: Program, log: string): ChildProcess {
  const as = user ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'] : [];
  const out = openSync(log, 'a');
  const child = spawn('ip', ['netns', 'exec', space, ...as, ...command], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  return child;
}

const pidsIn = (space: string) => ip('netns', 'pids', space).split('\n').filter(Boolean).map(Number);

function killPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
