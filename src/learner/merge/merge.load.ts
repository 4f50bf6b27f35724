import { Failure } from '../../base/failure.ts';
import { type DecisionDeps, decideUnasked } from '../decision.load.ts';
import { mergedRow } from './merged.ts';
import type { OnLearnersMerged } from './occasion.ts';

/** What merging learners takes. */
export type MergeDeps = DecisionDeps & { merging: Merging };

/** What other rooms do about a merge. */
export type Merging = {
  /** Ends what cannot go on in both, such as an exam that is under way. */
  before(from: string, into: string): Promise<void>;
  /** Occasion `learnersMerged`, for every room. */
  learnersMerged: OnLearnersMerged;
  /** Follows the commit: folds the cards of the learner who stays again. */
  after(learner: string): Promise<void>;
};

/** How often a merge is decided again because one of the two did something meanwhile. */
const mostTries = 8;

/**
 * Moves everything of one learner to another and deletes the first, in one commit. Nothing is counted twice, and an
 * answer given meanwhile is merged too. Returns how many answers the first one had.
 */
export async function mergeLearners(deps: MergeDeps, from: string, into: string): Promise<number> {
  if (from === into) return 0;
  for (let tries = 1; ; tries++) {
    try {
      await deps.merging.before(from, into);
      const answers = await mergeOnce(deps, from, into);
      await deps.merging.after(into);
      return answers;
    } catch (error) {
      const isOvertaken = error instanceof Failure && error.kind === 'conflict';
      if (!isOvertaken || tries === mostTries) throw error;
    }
  }
}

/** Merges once; nothing happens where one of the two is gone, perhaps because another request has merged them. */
async function mergeOnce(deps: MergeDeps, fromId: string, intoId: string): Promise<number> {
  const answers = await decideUnasked(deps, intoId, async (here, into) => {
    const { learners } = here;
    const from = await learners.byId(fromId);
    if (!from) return { save: [], result: 0 };
    const createdAt = (await learners.createdAt(fromId)) ?? 0;
    return {
      save: [
        learners.raiseRevision(from),
        learners.saveMerged(intoId, mergedRow({ from, into }), createdAt),
        ...learners.moveFlags(fromId, intoId),
        ...(await here.merging.learnersMerged(here, { from, into })),
        learners.remove(fromId),
      ],
      result: await learners.countAnswers(fromId),
    };
  });
  return answers ?? 0;
}
