import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { decideAndSave } from '../decision.load.ts';
import type { Learner } from '../model.ts';
import { openCeremony } from '../passkey/ceremony.ts';
import { plainCode } from '../recovery/codes.ts';
import type { AccountDeps } from './deps.ts';
import type { RecoveryForm, ResetForm } from './forms.ts';
import type { SignedIn } from './sign-in.load.ts';
import { takeTry } from './tries.load.ts';
import { chosenWay } from './way.load.ts';

/** Checks a recovery code, which signs in once. */
export async function byCode(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, code: text }: Static<typeof RecoveryForm>,
): Promise<SignedIn> {
  const { recovery, seal, world } = deps;
  openCeremony(seal, token, world.now());
  const attempt = await takeTry(deps, request, reply, 'codes');
  if (attempt.refusal) throw new Failure('too many', attempt.refusal);
  const code = digest(plainCode(text));
  const found = await recovery.byCode(code);
  if (!found || found.usedAt !== null)
    throw new Failure('invalid', 'This code is wrong or has been used. Check it, or use another one.');
  await attempt.succeed();
  return { learner: found.learner, save: [recovery.useCode(found.learner, code, world.now())] };
}

/** The learner whom a reset link lets choose a new way to sign in. */
export async function byResetLink(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  link: string,
): Promise<Learner> {
  const attempt = await takeTry(deps, request, reply, 'links');
  if (attempt.refusal) throw new Failure('too many', attempt.refusal);
  const found = await deps.recovery.byLink(digest(link));
  const learner = found && (await deps.learners.byId(found.learner));
  if (!learner?.account || found!.expiresAt <= deps.world.now())
    throw new Failure('not found', 'This link has been used or has expired. Ask for a new one.');
  await attempt.succeed();
  return learner;
}

/**
 * Gives an account a new way to sign in instead of all it had, ends all its sessions, revokes all its tokens and signs
 * this browser in. Returns its learner.
 */
export async function resetWays(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof ResetForm>,
): Promise<Learner> {
  const { accounts, passkeys, recovery, tokens, learners, signing, seal, world } = deps;
  const ceremony = openCeremony(seal, form.token, world.now());
  const learner = await byResetLink(deps, request, reply, form.link);
  if (ceremony.learner !== learner.id)
    throw new Failure('forbidden', 'Someone else opened this form. Open the link again.');
  const way = await chosenWay(deps, request, { ...form, name: learner.account!.name }, ceremony);
  const arrival = signing.arrive(request, learner.id);
  await decideAndSave(deps, learner, async (_, { id }) => ({
    save: [
      recovery.useLink(id, digest(form.link)),
      ...recovery.replaceCodes(id, []),
      passkeys.removeAll(id),
      accounts.setPassword(id, way.password),
      ...way.save(id),
      learners.endSessions(id),
      tokens.removeAll(id),
      ...arrival.save,
    ],
    result: undefined,
  }));
  arrival.enter(reply);
  return learner;
}
