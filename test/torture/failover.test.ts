import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { etude, tortured } from '../support/process.ts';
import { expectSat, type Sat, satQueries } from '../support/sat.ts';
import { sampleDay } from '../support/share.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { drawFaults, playRound, type Round } from './faults.ts';
import { type Crowd, letCome } from './learners.ts';
import { missing } from './machines.ts';

/** Only `npm run torture` plays them; ROUNDS and NODES choose others for a look. */
const rounds = Number(process.env.ROUNDS ?? (process.env.TORTURE ? 20 : 0));
const count = Number(process.env.NODES ?? 3);
const learners = 50;

const lacking = rounds > 0 ? missing() : [];
if (lacking.length > 0)
  console.log(`The failover of PostgreSQL is not tried: this machine lacks ${lacking.join(', ')}.`);

describe.skipIf(rounds === 0 || lacking.length > 0)('servers and nodes that fail', () => {
  let program: readonly string[];
  let cluster: Cluster;
  let crowd: Crowd;
  beforeAll(async () => {
    program = process.env.TORTURE ? tortured : await bundled();
    cluster = await startCluster(count, program);
  }, 600_000);
  afterAll(() => cluster?.stop());

  test(
    `in ${rounds} rounds lose no answer of ${learners} learners, and double none`,
    async () => {
      crowd = letCome(learners, cluster.address);
      const played: Round[] = [];
      try {
        for (const fault of drawFaults(rounds, `failover ${sampleDay}`)) {
          const round = await playRound(cluster, crowd, fault);
          played.push(round);
          console.log(lineOf(round));
          expect(crowd.findings).toEqual([]);
        }
      } finally {
        await crowd.end();
      }
      console.log(summaryOf(played, crowd));
      expect(crowd.findings).toEqual([]);
      expect(
        cluster.nodes.map((node) => node.exits()),
        'no node ended by itself',
      ).toEqual(cluster.nodes.map(() => 0));
      await expectStored();
    },
    rounds * 240_000,
  );

  /** What is stored is what was acknowledged, once each. */
  async function expectStored(): Promise<void> {
    const { reviews, papers, moves } = await cluster.ask(async ({ send }) => {
      const rowsOf = async (text: string) => (await send({ text })).rows;
      return {
        reviews: await rowsOf("select id from review where kind = 'practice'"),
        papers: await rowsOf(satQueries.papers),
        moves: await rowsOf(satQueries.moves),
      };
    });
    const stored = reviews.map(({ id }) => String(id)).sort();
    const lost = new Set(crowd.acknowledged).difference(new Set(stored));
    const doubled = new Set(stored).difference(new Set(crowd.acknowledged));
    console.log(`acknowledged answers lost ${lost.size}, doubled ${doubled.size}`);
    expect(stored).toEqual([...crowd.acknowledged].sort());
    expectSat({ papers, moves } as unknown as Sat, crowd.clicks, crowd.ended);
    const { ETUDE_DATABASE, ETUDE_QUESTIONS, ETUDE_SECRET_FILE } = cluster.settings;
    const settings = { ETUDE_DATABASE, ETUDE_QUESTIONS, ETUDE_SECRET_FILE } as Record<string, string>;
    const { stdout } = await etude(cluster.folder, ['doctor'], settings, program);
    expect(stdout).toMatch(/^No problems found\.$/m);
  }
});

const inSeconds = (value: number) => `${value.toFixed(1)} s`;

function lineOf({ fault, victim, gap, takeOver, whole, acknowledged }: Round): string {
  const led = takeOver === undefined ? '' : `, another led after ${inSeconds(takeOver)}`;
  return `${fault} (${victim}): longest gap ${inSeconds(gap)}${led}, whole after ${inSeconds(whole)}, ${acknowledged} writes`;
}

function summaryOf(rounds: readonly Round[], crowd: Crowd): string {
  const kinds = [...Map.groupBy(rounds, ({ fault }) => fault)].map(
    ([fault, of]) =>
      `${fault}: ${of.length} rounds, longest gap ${inSeconds(Math.max(...of.map(({ gap }) => gap)))}`,
  );
  const met = [...crowd.troubles].map(([what, times]) => `${times} times: ${what}`);
  const { acknowledged, clicks, ended } = crowd;
  return [
    ...kinds,
    `acknowledged: ${acknowledged.length} answers, ${clicks.length} clicks in exams, ${ended.length} ends of exams`,
    ...met,
  ].join('\n');
}
