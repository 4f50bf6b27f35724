import type { Bank } from '../bank/bank.ts';
import { isCurrent, type LiveBank, withCurrentBank } from '../bank/live/live.ts';
import type { Change, Database } from '../base/data/database.ts';
import { Failure } from '../base/failure.ts';
import type { Learner } from './model.ts';
import type { LearnerStore } from './store.ts';

/** What a decision about a learner needs. */
export type DecisionDeps = { db: Database; live: LiveBank; learners: LearnerStore };

/** What to save, all of it or nothing, and what to go on with afterwards. Saving nothing is a decision too. */
export type Decision<T> = { save: Change[]; result: T };

/** The decision of a request that finds everything as it wants it already. */
export const unchanged: Decision<undefined> = { save: [], result: undefined };

/**
 * Decides about a learner by the bank of one moment. It is given the learner's row, which holds the revision, and reads
 * everything else itself, so that the revision is always read before what it guards.
 */
export type Decide<R, T> = (here: R & { bank: Bank }, learner: Learner) => Promise<Decision<T>>;

/** A learner's request is decided at most this often before its sender is asked to send it once more. */
const mostTries = 8;

/**
 * Decides what a learner asks for and saves it. Where another decision about the learner or another bank came first, it
 * decides again from fresh reads. `welcome` stores a newcomer together with the first decision about them.
 */
export async function decideAndSave<R extends DecisionDeps, T>(
  deps: R,
  learner: Learner,
  decide: Decide<R, T>,
  welcome: readonly Change[] = [],
): Promise<T> {
  const saved = await untilSaved(deps, learner, decide, mostTries, welcome);
  if (!saved) throw changedMeanwhile();
  return saved.result;
}

/** The same for what Etude decides by itself: nobody could send it again, so it never gives up. Nothing for a learner who has been deleted. */
export async function decideUnasked<R extends DecisionDeps, T>(
  deps: R,
  learnerId: string,
  decide: Decide<R, T>,
): Promise<T | undefined> {
  const learner = await deps.learners.byId(learnerId);
  const saved = learner && (await untilSaved(deps, learner, decide, Number.POSITIVE_INFINITY));
  return saved?.result;
}

/** Nothing when all tries are used up, or when the learner has been deleted meanwhile. */
async function untilSaved<R extends DecisionDeps, T>(
  deps: R,
  first: Learner,
  decide: Decide<R, T>,
  most: number,
  welcome: readonly Change[] = [],
): Promise<{ result: T } | undefined> {
  let learner = first;
  let arrival = welcome;
  for (let tries = 0; tries < most; tries++) {
    const here = withCurrentBank(deps);
    const attempted = await attempt(here, learner, decide, arrival);
    if ('result' in attempted) return attempted;
    const stored = await deps.learners.byId(learner.id);
    await deps.live.reach(stored?.bankEpoch);
    if (!stored && arrival.length === 0) return undefined;
    // Where nobody was faster, deciding again would come to the same.
    if (isCurrent(here) && (stored ?? learner).revision === learner.revision) throw attempted.failure;
    if (stored) [learner, arrival] = [stored, []];
  }
  return undefined;
}

/** Decides once and saves it. A refusal is kept until it is known that nothing changed between the reads it rests on. */
async function attempt<R extends DecisionDeps, T>(
  here: R & { bank: Bank },
  learner: Learner,
  decide: Decide<R, T>,
  arrival: readonly Change[],
): Promise<{ result: T } | { failure: Failure }> {
  try {
    const { save, result } = await decide(here, learner);
    if (save.length === 0) return { result };
    // The revision goes before the rest, so that a learner who has been deleted is a conflict and no broken reference.
    const changes = [...here.live.guard(), ...arrival, here.learners.raiseRevision(learner), ...save];
    const isSaved = isCurrent(here) && (await here.db.tryCommit(changes));
    return isSaved ? { result } : { failure: changedMeanwhile() };
  } catch (failure) {
    const isRefusal = failure instanceof Failure && !['full', 'unavailable'].includes(failure.kind);
    if (isRefusal) return { failure };
    throw failure;
  }
}

function changedMeanwhile(): Failure {
  return new Failure('conflict', 'Something else changed this at the same moment. Send it again.');
}
