import { Failure } from '../../base/failure.ts';
import type { Learner, Role } from '../model.ts';

/** As much of the accounts as it takes to see who is left. */
export type Accounts = { count(role: Role): Promise<number> };

/** Refuses to leave other people's accounts without anybody who may look after them. */
export async function refuseLastOwner(accounts: Accounts, { account }: Learner): Promise<void> {
  if (account?.role !== 'owner' || (await accounts.count('owner')) > 1) return;
  const others = (await accounts.count('learner')) + (await accounts.count('author'));
  if (others === 0) return;
  throw new Failure(
    'conflict',
    `${account.name} is the only owner here, and other people have accounts. Make one of them an owner first. Nothing was changed.`,
  );
}
