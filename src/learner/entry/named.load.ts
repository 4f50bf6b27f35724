import type { Change } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { isName } from '../account/name.ts';
import type { AccountStore } from '../account/store.ts';
import { type DecisionDeps, decideAndSave } from '../decision.load.ts';
import { type Learner, newLearner, type Role } from '../model.ts';
import { shortened } from './claims.ts';
import type { Identity, IdentityStore } from './identity.store.ts';

/** Somebody whom another service names; its word decides the role, unless it says none. */
export type Named = Identity & { name: string; role: Role | undefined };

/** What learners with identities elsewhere are kept in. */
export type NamedDeps = DecisionDeps & {
  accounts: AccountStore;
  identities: IdentityStore;
  world: ClockAndIds;
  zone: string;
};

/** The learner of an identity that is known, with the role that it gives them now. */
export async function knownAs(deps: NamedDeps, named: Named): Promise<Learner | undefined> {
  const learner = await deps.identities.learnerOf(named);
  const { role } = named;
  if (!learner?.account || role === undefined || role === learner.account.role) return learner;
  await decideAndSave(deps, learner, async (_, { id }) => ({
    save: [deps.accounts.setRole(id, role)],
    result: undefined,
  }));
  return { ...learner, account: { ...learner.account, role } };
}

/** Makes an account for an identity that is new, out of the guest who comes with it if there is one. */
export async function welcomeAs(deps: NamedDeps, named: Named, guest: Learner | undefined): Promise<Learner> {
  const { learners, accounts, identities, world, zone } = deps;
  const learner = guest ?? newLearner(digest(world.token()), zone);
  const { role = 'learner' } = named;
  const now = world.now();
  const make = async (name: string): Promise<Change[]> => [
    accounts.create({ learner: learner.id, name, role, password: null }, now),
    identities.add(learner.id, named, now),
  ];
  try {
    await decideAndSave(
      deps,
      learner,
      async (_, { account }) => {
        if (account) throw new Failure('conflict', 'You already have an account. Sign out first.');
        return { save: await make(await freeName(deps, named)), result: undefined };
      },
      guest ? [] : learners.create(learner.id, learner, now),
    );
  } catch (error) {
    // Two requests side by side may both be the first of somebody.
    const known = error instanceof Failure ? await identities.learnerOf(named) : undefined;
    if (known) return known;
    throw error;
  }
  return (await learners.byId(learner.id)) ?? learner;
}

/** Most numbers to try after a name that is taken. */
const mostNamesakes = 9;

/** A name that nobody has yet: somebody who was here before keeps theirs. */
async function freeName({ accounts }: NamedDeps, { name, issuer, subject }: Named): Promise<string> {
  const plain = isName(shortened(name)) ? shortened(name) : 'Learner';
  const numbers = Array.from({ length: mostNamesakes }, (_, i) => `${i + 2}`);
  for (const more of ['', ...numbers]) {
    const candidate = withEnd(plain, more);
    if (!(await accounts.byName(candidate))) return candidate;
  }
  return withEnd(plain, digest(`${issuer}\n${subject}`).slice(0, 8));
}

function withEnd(name: string, end: string): string {
  return end === '' ? name : `${shortened([...name].slice(0, 70).join(''))} ${end}`;
}
