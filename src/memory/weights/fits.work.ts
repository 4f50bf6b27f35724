import { type Claims, claimsAlone } from '../../base/counter.ts';
import { Failure } from '../../base/failure.ts';
import { endWithin, type Running } from '../../base/process/child-process.ts';
import { MINUTE } from '../../base/time.ts';
import { loadFitGiven, settleFit, type WeightsDeps } from './load.ts';
import type { Fit } from './model.ts';
import type { Stage } from './stage.ts';

/** How a fit ended: `idle` where there was nothing to fit any more. */
type Ending = 'done' | 'failed' | 'missing' | 'idle';

/** Fits schedules in another process, one learner after the other. */
export type Fits = {
  /** Whether the optimizer is installed. */
  isAble(): boolean;
  /** How far a learner's fit is; undefined for one who has not asked for any. */
  stage(learner: string): Promise<Stage | undefined>;
  /** Fits a learner's schedule; does nothing more for one whose fit waits or is under way. Refuses when many wait. */
  ask(learner: string): Promise<Ending>;
  /** The same without waiting for the fit: resolves when every node knows that it is asked for. */
  begin(learner: string): Promise<void>;
  /** Ends the fit under way; resolves when nothing is at work any more. */
  stop(): Promise<unknown>;
};

/** What fits nothing. */
export const noFits: Fits = {
  isAble: () => false,
  stage: async () => undefined,
  ask: async () => 'missing',
  begin: async () => {},
  stop: async () => {},
};

/** How fits are told of time, run the work in another process and tell of trouble. */
export type Fitting = WeightsDeps & {
  isInstalled: boolean;
  now(): number;
  run(input: string): Running;
  tell(text: string): void;
  /** Keeps other nodes from the same fit. */
  claims?: Claims;
};

/** So many learners at most wait or are fitted. */
const mostAsked = 50;

/** A fit that takes longer, in minutes, is stopped, so that it keeps no other learner waiting. */
const longestFit = 10;

/** After this time, in milliseconds, another node may try a fit whose node has gone. */
const longestClaim = 3 * longestFit * MINUTE;

/** As many failures are remembered, each until its learner asks again. */
const mostFailed = 1_000;

/** Makes what fits schedules for pages and at night. */
export function createFits(deps: Fitting): Fits {
  const { claims = claimsAlone } = deps;
  const asked = new Map<string, { claimed: Promise<boolean>; ending: Promise<Ending> }>();
  const failed = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let stage: Stage = { kind: 'fitting' };
  let isAble = deps.isInstalled;
  let isStopped = false;
  let running: Running | undefined;

  async function fit(id: string, claimed: Promise<boolean>): Promise<Ending> {
    if (!(await claimed)) {
      asked.delete(id);
      return 'idle';
    }
    try {
      return isStopped ? 'idle' : await fitOne(id);
    } catch (error) {
      return isStopped ? 'idle' : fail(id, String(error));
    } finally {
      asked.delete(id);
      // A claim that cannot be dropped ends by itself.
      await claims.drop(claimOf(id)).catch(() => {});
    }
  }

  async function fitOne(id: string): Promise<Ending> {
    const reading = (share: number) => {
      stage = { kind: 'reading', share };
    };
    reading(0);
    const learner = await deps.learners.byId(id);
    if (!learner) return 'idle';
    const given = await loadFitGiven(deps, learner, reading);
    stage = { kind: 'fitting' };
    if (isStopped) return 'idle';
    running = deps.run(JSON.stringify(given));
    const { status, text } = await endWithin(longestFit, 'etude fit', running);
    running = undefined;
    if (isStopped) return 'idle';
    if (status !== 0) return fail(id, text || `"etude fit" ended without a message (${status}).`);
    const found = JSON.parse(text) as Fit;
    isAble = found.kind !== 'missing';
    if (found.kind === 'missing') return 'missing';
    stage = { kind: 'settling' };
    await settleFit(deps, learner, found, deps.now());
    return 'done';
  }

  function fail(id: string, text: string): Ending {
    deps.tell(text);
    if (failed.size < mostFailed) failed.add(id);
    return 'failed';
  }

  function ask(id: string): Promise<Ending> {
    const known = asked.get(id);
    if (known) return known.ending;
    if (asked.size >= mostAsked)
      throw new Failure('unavailable', 'Etude is fitting many schedules. Try again in a few minutes.');
    failed.delete(id);
    const claimed = claims.take(claimOf(id), longestClaim).catch(() => true);
    const ending = last.then(() => fit(id, claimed));
    last = ending;
    asked.set(id, { claimed, ending });
    return ending;
  }

  return {
    isAble: () => isAble,
    async stage(id) {
      const before = [...asked.keys()].indexOf(id);
      if (before === 0) return stage;
      if (before > 0) return { kind: 'waiting', before };
      if (await claims.isTaken(claimOf(id))) return { kind: 'fitting' };
      return failed.has(id) ? { kind: 'failed' } : undefined;
    },
    ask,
    async begin(id) {
      void ask(id);
      await asked.get(id)?.claimed;
    },
    stop() {
      isStopped = true;
      running?.stop();
      return last;
    },
  };
}

const claimOf = (learner: string) => `fit ${learner}`;
