import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { type DecisionDeps, decideAndSave } from '../decision.load.ts';
import type { Learner } from '../model.ts';
import type { Wanted } from './forms.ts';
import { mostTokens, tokenFrom } from './model.ts';
import type { TokenStore } from './store.ts';

/** What making and revoking tokens needs. */
export type TokenDeps = DecisionDeps & { tokens: TokenStore; world: ClockAndIds };

/** Makes a token for a learner and returns it; nothing else keeps it. */
export async function makeToken(deps: TokenDeps, learner: Learner, wanted: Wanted): Promise<string> {
  const { tokens, world } = deps;
  const secret = tokenFrom(world.token());
  const now = world.now();
  const { name, scopes, life } = wanted;
  const expiresAt = life === null ? null : now + life;
  const made = { id: world.id(), name, scopes, createdAt: now, expiresAt, usedDay: null };
  await decideAndSave(deps, learner, async (_, { id }) => {
    if ((await tokens.of(id)).length >= mostTokens)
      throw new Failure(
        'conflict',
        `You have ${mostTokens} tokens already. Revoke one that you no longer use.`,
      );
    return { save: [tokens.add(id, digest(secret), made)], result: undefined };
  });
  return secret;
}

/** Revokes a token of a learner: it lets nothing in from then on. */
export async function revokeToken(deps: TokenDeps, learner: Learner, token: string): Promise<void> {
  const { tokens } = deps;
  await decideAndSave(deps, learner, async (_, { id }) => {
    if (!(await tokens.of(id)).some((each) => each.id === token))
      throw new Failure('not found', 'That token has already been revoked.');
    return { save: [tokens.remove(id, token)], result: undefined };
  });
}
