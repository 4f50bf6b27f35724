import type { Change, Database } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { DAY } from '../../base/time.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { AccountStore } from '../account/store.ts';
import type { Role } from '../model.ts';
import type { RecoveryStore } from '../recovery/store.ts';

/** How long an invitation works, and how long a reset link does. */
const invitationLife = 7 * DAY;
const resetLife = DAY;

/** What invitations and reset links are made with; `address` is where people find this Etude. */
export type LinkDeps = {
  db: Database;
  accounts: AccountStore;
  recovery: RecoveryStore;
  world: ClockAndIds;
  address: string;
};

/** Makes a link by which somebody may create an account with a role, once. */
export async function invite({ db, accounts, world, address }: LinkDeps, role: Role): Promise<string> {
  const [link, now] = [world.token(), world.now()];
  const invitation = { digest: digest(link), role, expiresAt: now + invitationLife };
  await db.commit([accounts.invitations.create(invitation, null, now)]);
  return `${address}/sign-up?invitation=${link}`;
}

/** The link by which the first owner makes an account; undefined where there is an owner or such a link already. */
export async function setUpLink(deps: LinkDeps): Promise<string | undefined> {
  const { accounts, world } = deps;
  if ((await accounts.count('owner')) > 0) return undefined;
  if ((await accounts.invitations.countOpen('owner', world.now())) > 0) return undefined;
  return invite(deps, 'owner');
}

/** A new reset link of a learner, in place of the one before, and what to save of it. */
export function newResetLink(
  { recovery, world, address }: Omit<LinkDeps, 'db'>,
  learner: string,
): { save: Change[]; link: string } {
  const link = world.token();
  return {
    save: recovery.replaceLink(learner, digest(link), world.now() + resetLife),
    link: `${address}/sign-in/reset?link=${link}`,
  };
}
