import { setTimeout as sleep } from 'node:timers/promises';
import { unit } from '../../src/base/random.ts';
import { Client, type Reply } from '../support/client.ts';
import { type Click, Sitter } from '../support/sitter.ts';

/** Learners who practise and sit exams, who send again what nobody acknowledged, and what they remember of it. */
export type Ledger = {
  /** The answers that were acknowledged. */
  acknowledged: string[];
  clicks: Click[];
  /** The exams whose end was acknowledged. */
  ended: string[];
  /** When each write was acknowledged, in milliseconds. */
  moments: number[];
  /** How often what went wrong, in the words of who met it. */
  troubles: Map<string, number>;
  /** What must never happen. */
  findings: string[];
};

/** A crowd at work. */
export type Crowd = Ledger & {
  /** Waits until so many more writes were acknowledged; fails if that takes two minutes. */
  untilWritten(more: number): Promise<void>;
  /** Lets everybody finish what they have begun. */
  end(): Promise<void>;
};

/** Milliseconds that a learner thinks at most; half as many at least. */
const thought = 2_000;
const pauseMs = 1_000;

/** Nobody's practice may stop for this long. */
const longestWait = 120_000;

/** Lets learners come to an address; every fourth of them sits exams. */
export function letCome(count: number, address: string): Crowd {
  const ledger: Ledger = {
    acknowledged: [],
    clicks: [],
    ended: [],
    moments: [],
    troubles: new Map(),
    findings: [],
  };
  let isOver = false;
  const live = async (i: number) => {
    await sleep(unit(`learner ${i}`) * thought * 2);
    const step = i % 4 === 3 ? sits(ledger, address, i) : practises(ledger, address, i);
    try {
      while (!isOver) await step();
    } catch (error) {
      ledger.findings.push(String(error));
    }
  };
  const lives = Array.from({ length: count }, (_, i) => live(i));
  return {
    ...ledger,
    async untilWritten(more) {
      const wanted = ledger.moments.length + more;
      const end = performance.now() + longestWait;
      while (ledger.moments.length < wanted && ledger.findings.length === 0) {
        if (performance.now() > end) throw new Error('Practice does not go on by itself.');
        await sleep(20);
      }
    },
    async end() {
      isOver = true;
      await Promise.all(lives);
    },
  };
}

/** Answers one question in each step. */
function practises(ledger: Ledger, address: string, who: number): () => Promise<void> {
  const client = new Client(address, ledger.acknowledged);
  let turn = 0;
  return async () => {
    const form = await insist(ledger, () => client.prepare(++turn % 3 === 0 ? 'A' : 'B'));
    await think(who, turn);
    if (!form) {
      const hasMore = await insist(ledger, () => client.more());
      if (!hasMore) await sleep(thought * 5);
      return;
    }
    await insist(ledger, async () => expectStatus(await client.send(form), 303));
    ledger.moments.push(performance.now());
    await think(who, turn + 0.5);
  };
}

/** Clicks once in each step, and begins the next exam when one is done. */
function sits(ledger: Ledger, address: string, who: number): () => Promise<void> {
  const sitter = new Sitter(address, ledger.clicks, ledger.ended);
  let turn = 0;
  return async () => {
    if (turn % clicksEach === 0) await insist(ledger, () => sitter.begin('quick'));
    const flag = turn % 3 === 0 ? (turn % 2 === 0 ? 'yes' : 'no') : undefined;
    const form = sitter.prepare(1 + (turn % 15), flag, turn % 4 !== 0);
    await insist(ledger, async () => expectStatus(await sitter.send(form), 204, 303));
    ledger.moments.push(performance.now());
    await think(who, turn);
    if (++turn % clicksEach === 0) await insist(ledger, async () => expectStatus(await sitter.submit(), 303));
  };
}

const clicksEach = 20;

const think = (who: number, turn: number) => sleep(thought * (0.5 + unit(`thought ${who} ${turn}`) / 2));

/** Does something again until it works, as long as what keeps from it is what a failover may bring. */
async function insist<T>(ledger: Ledger, act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const what = error instanceof TypeError ? `network: ${codeOf(error)}` : (error as Error).message;
      if (!/^network|was met with 50[234]/.test(what)) throw error;
      const kind = what.replace(/\s+/g, ' ').slice(0, 200);
      ledger.troubles.set(kind, (ledger.troubles.get(kind) ?? 0) + 1);
    }
    await sleep(pauseMs);
  }
}

const codeOf = ({ cause }: Error) => (cause as { code?: string } | undefined)?.code ?? 'cut off';

function expectStatus({ status, text }: Reply, ...wanted: number[]): void {
  const lead = /class="lead"[^>]*>([^<]*)/.exec(text)?.[1] ?? text;
  if (!wanted.includes(status)) throw new Error(`It was met with ${status}: ${lead}`);
}
