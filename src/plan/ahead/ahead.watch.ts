import { type LiveBank, withCurrentBank } from '../../bank/live/live.ts';
import type { Database } from '../../base/data/database.ts';
import { endWithin, type Running } from '../../base/process/child-process.ts';
import { MINUTE } from '../../base/time.ts';
import { decideUnasked } from '../../learner/decision.load.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { type AheadDeps, loadAheadGiven } from './load.ts';
import type { Ahead } from './model.ts';

/** What sees to the scores on the day while people practise. */
export type AheadKeeper = {
  /** Notes that something has changed which a learner's score on the day rests on. */
  changed(learner: string): void;
  /** Runs one learner ahead who has been quiet for a while, if there is one; resolves when the result is kept. */
  look(): Promise<void>;
  stop(): void;
};

/** How a keeper is told of time, runs the work in another process and tells of trouble. */
export type AheadKeeping = Omit<AheadDeps, 'bank'> & {
  db: Database;
  live: LiveBank;
  learners: LearnerStore;
  now(): number;
  run(input: string): Running;
  tell(text: string): void;
};

/** Nobody is run ahead while they answer: each answer changes what the score rests on. */
const quiet = 2 * MINUTE;

/** Learners who wait are forgotten beyond this number; their next answer notes them again. */
const mostWaiting = 10_000;

/** A run that takes longer, in minutes, is stopped, so that it keeps no other learner waiting. */
const longestRun = 10;

/** Runs learners ahead, one at a time, each once they are quiet. */
export function keepAhead(keeping: AheadKeeping): AheadKeeper {
  const { now, run, tell } = keeping;
  const waiting = new Map<string, number>();
  let running: Running | undefined;
  let isAtWork = false;
  let isStopped = false;

  async function look(): Promise<void> {
    const ripe = [...waiting].find(([, at]) => Math.abs(now() - at) >= quiet)?.[0];
    if (isAtWork || ripe === undefined) return;
    isAtWork = true;
    waiting.delete(ripe);
    try {
      await runAhead(ripe);
    } finally {
      isAtWork = false;
    }
  }

  async function runAhead(id: string): Promise<void> {
    const learner = await keeping.learners.byId(id);
    // Who goes on at another node is run ahead there.
    if (learner && Math.abs(now() - learner.lastAnsweredAt) < quiet) return;
    const found = learner && (await loadAheadGiven(withCurrentBank(keeping), learner, now()));
    if (!found || (await keeping.aheads.kept(id))?.restsOn === found.name) return;
    running = run(JSON.stringify(found.given));
    const { status, text } = await endWithin(longestRun, 'etude ahead', running);
    running = undefined;
    if (isStopped) return;
    if (status !== 0) tell(text || `"etude ahead" ended without a message (${status}).`);
    else await keep(id, found.name, JSON.parse(text) as Ahead);
  }

  async function keep(id: string, name: string, ahead: Ahead): Promise<void> {
    await decideUnasked(keeping, id, async (_, learner) => ({
      save: [keeping.aheads.save(id, name, ahead, now()), keeping.days.carryOrder(learner)],
      result: undefined,
    }));
  }

  return {
    changed(learner) {
      waiting.delete(learner);
      if (waiting.size < mostWaiting) waiting.set(learner, now());
    },
    look,
    stop() {
      isStopped = true;
      running?.stop();
    },
  };
}
