import type { Bank } from '../../bank/bank.ts';
import type { Change } from '../../base/data/database.ts';
import type { Learner } from '../model.ts';

/** Two learners who turn out to be one person: everything of the first one goes to the second. */
export type LearnersMerged = { from: Learner; into: Learner };

/** Occasion `learnersMerged`: what a room moves from one learner to the other, in the commit that deletes the first. */
export type OnLearnersMerged = (here: { bank: Bank }, merged: LearnersMerged) => Promise<Change[]>;
