import { unit } from '../../src/base/random.ts';
import { type Cluster, until } from './cluster.ts';
import type { Crowd } from './learners.ts';
import type { Machine } from './network.ts';

const deeds = ['kill', 'cut off'] as const;
const roles = ['primary', 'node', 'leader'] as const;

/** What goes wrong in a round. */
export type Fault = { deed: (typeof deeds)[number]; role: (typeof roles)[number] };

/** What a round has shown, times in seconds. */
export type Round = {
  fault: string;
  victim: string;
  /** The longest time in which nobody's write was acknowledged. */
  gap: number;
  /** How long it took until another one led, where the leader was hit. */
  takeOver: number | undefined;
  /** How long it took until everything was as before. */
  whole: number;
  acknowledged: number;
};

/** So many faults at random, but each kind once before any comes again. */
export function drawFaults(count: number, seed: string): Fault[] {
  const kinds = deeds.flatMap((deed) => roles.map((role): Fault => ({ deed, role })));
  const blocks = Array.from({ length: Math.ceil(count / kinds.length) }, (_, block) =>
    kinds
      .map((fault, i) => ({ fault, at: unit(`${seed} ${block} ${i}`) }))
      .sort((a, b) => a.at - b.at)
      .map(({ fault }) => fault),
  );
  return blocks.flat().slice(0, count);
}

/** Writes that must be acknowledged while the fault lasts, and the least time that it lasts. */
const enough = 40;
const leastMs = 12_000;

/** Lets one thing go wrong, sees people go on, and puts it right again. */
export async function playRound(cluster: Cluster, crowd: Crowd, fault: Fault): Promise<Round> {
  await crowd.untilWritten(10 + unit(`moment ${crowd.moments.length}`) * 40);
  const victim = await victimOf(cluster, fault);
  const from = crowd.moments.length - 1;
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  if (fault.deed === 'kill') victim.kill();
  else victim.cut();
  const isAlone = cluster.nodes.length === 1 && fault.role !== 'primary';
  let takeOver: number | undefined;
  if (!isAlone) {
    if (fault.role === 'leader') {
      await until(async () => ![undefined, victim].includes(await cluster.leader()), 'another leader');
      takeOver = seconds();
    }
    await crowd.untilWritten(enough);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, leastMs - seconds() * 1000)));
  }
  if (fault.deed === 'kill') victim.boot();
  else victim.join();
  await crowd.untilWritten(enough);
  await cluster.untilWhole();
  const whole = seconds();
  const moments = crowd.moments.slice(from);
  return {
    fault: `${fault.deed} the ${fault.role}`,
    victim: victim.name,
    gap: longestGap(moments) / 1000,
    takeOver,
    whole,
    acknowledged: moments.length,
  };
}

/** Whom a fault hits: the primary, the node that leads, or one that does not lead if there is one. */
async function victimOf(cluster: Cluster, { role }: Fault): Promise<Machine> {
  let found: Machine | undefined;
  await until(async () => {
    if (role === 'primary') found = await cluster.primary();
    else {
      const leader = await cluster.leader();
      found = role === 'leader' ? leader : (cluster.nodes.find((node) => node !== leader) ?? leader);
    }
    return found !== undefined;
  }, `the ${role}`);
  return found!;
}

/** The longest time between two moments that follow each other. */
export function longestGap(moments: readonly number[]): number {
  return Math.max(0, ...moments.slice(1).map((moment, i) => moment - moments[i]!));
}
