import { Refusal } from '../../base/failure.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import { harmless, listed } from '../../base/text/words.ts';
import { isName, longestName, plainName } from '../account/name.ts';
import { type DecisionDeps, decideAndSave } from '../decision.load.ts';
import { keepAnOwner } from '../leave/owner.ts';
import { type Learner, newLearner, type Role, roles } from '../model.ts';
import { invite, type LinkDeps, newResetLink } from './links.load.ts';

/** What commands about accounts work with. */
export type AccountRooms = DecisionDeps & LinkDeps & { zone: string };

/** Makes an account, with a link by which its learner chooses how to sign in. */
export async function addAccount(rooms: AccountRooms, text: string, role?: string): Promise<string[]> {
  const name = plainName(text);
  if (!isName(name))
    throw new Refusal(`Choose a name of 1 to ${longestName} characters, with a letter or a digit.`);
  const { accounts, learners, world, zone } = rooms;
  const chosen = roleOf(role);
  if (await accounts.byName(name))
    throw new Refusal(`There is already an account "${harmless(name)}". Choose another name.`);
  const learner = newLearner(world.token(), zone);
  const { save, link } = newResetLink(rooms, learner.id);
  const account = { learner: learner.id, name, role: chosen, password: null };
  await decideAndSave(
    rooms,
    learner,
    async () => ({ save: [accounts.create(account, world.now()), ...save], result: undefined }),
    learners.create(learner.id, learner, world.now()),
  );
  return [`Created the account ${harmless(name)} (${chosen}). ${wayIn}`, link];
}

const wayIn = 'Give them this link. It works once, within a day:';

/** Makes a link by which somebody may create an account themselves. */
export async function inviteSomebody(rooms: AccountRooms, role?: string): Promise<string[]> {
  const chosen = roleOf(role);
  const link = await invite(rooms, chosen);
  return [`Give this link to one person (${chosen}). It works once, within seven days:`, link];
}

/** Changes what somebody may do; their devices are signed out, and the new rights begin with a new session. */
export async function changeRole(rooms: AccountRooms, name: string, role: string): Promise<string[]> {
  const { accounts, learners } = rooms;
  const learner = await accountNamed(rooms, name);
  const chosen = roleOf(role);
  await decideAndSave(rooms, learner, async (_, who) => {
    if (who.account?.role === chosen) return { save: [], result: undefined };
    const kept = await keepAnOwner(accounts, who);
    return {
      save: [...kept, accounts.setRole(who.id, chosen), learners.endSessions(who.id)],
      result: undefined,
    };
  });
  const title = harmless(learner.account!.name);
  if (learner.account!.role === chosen)
    return [`${title} already has the role ${chosen}. Nothing was changed.`];
  return [`${title} now has the role ${chosen}, and must sign in again on every device.`];
}

/** Makes a link by which somebody who cannot sign in chooses a new way. */
export async function resetAccount(rooms: AccountRooms, name: string): Promise<string[]> {
  const learner = await accountNamed(rooms, name);
  const { save, link } = newResetLink(rooms, learner.id);
  await decideAndSave(rooms, learner, async () => ({ save, result: undefined }));
  return [
    `This link lets ${harmless(learner.account!.name)} choose a new passkey or password, which replaces all their old ones. ${wayIn}`,
    link,
  ];
}

/** The learner of an account's name. */
async function accountNamed({ accounts, learners }: AccountRooms, name: string): Promise<Learner> {
  const account = await accounts.byName(name);
  const learner = account && (await learners.byId(account.learner));
  if (learner) return learner;
  throw new Refusal(`There is no account "${harmless(name)}". "etude learner list" lists them.`);
}

/** The role of a word; everybody begins as a learner. */
function roleOf(word = 'learner'): Role {
  const role = roles.find((each) => each === word);
  if (role) return role;
  throw new Refusal(
    `There is no role "${harmless(word)}".${didYouMean(word, roles)} Use ${listed([...roles])}.`,
  );
}
