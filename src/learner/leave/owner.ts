import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import type { Learner, Role } from '../model.ts';

/** As much of the accounts as it takes to see who is left. */
export type Accounts = {
  count(role: Role): Promise<number>;
  requireOwnerBeside(learner: string): Change;
};

/**
 * Refuses to leave other people's accounts without anybody who may look after them. What it returns joins the commit,
 * for owners who leave at the same moment.
 */
export async function keepAnOwner(accounts: Accounts, { id, account }: Learner): Promise<Change[]> {
  if (account?.role !== 'owner') return [];
  if ((await accounts.count('owner')) > 1) return [accounts.requireOwnerBeside(id)];
  const others = (await accounts.count('learner')) + (await accounts.count('author'));
  if (others === 0) return [];
  throw new Failure(
    'conflict',
    `${account.name} is the only owner here, and other people have accounts. Make one of them an owner first. Nothing was changed.`,
  );
}
