import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { type Ceremony, ceremonyLife, readCredential } from '../passkey/ceremony.ts';
import { passkeyPlace } from '../passkey/place.ts';
import { verifyUse } from '../passkey/verify.door.ts';
import type { AccountDeps } from './deps.ts';
import { nameKey } from './name.ts';
import { takeTry } from './tries.load.ts';

/** Who signs in, and what is saved of how. */
export type SignedIn = { learner: string; save: Change[] };

/** Checks a name and a password: in the same words and the same time, whether there is such a name or not. */
export async function byPassword(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { name = '', password = '' }: { name?: string; password?: string },
): Promise<SignedIn> {
  const attempt = await takeTry(deps, request, reply, nameKey(name));
  if (attempt.refusal) throw new Failure('too many', attempt.refusal);
  const account = await deps.accounts.byName(name);
  if (!(await deps.passwords.isRight(password, account?.password ?? null)) || !account)
    throw new Failure('invalid', 'The name or the password is wrong. Check both and try again.');
  await attempt.succeed();
  return { learner: account.learner, save: [] };
}

/** Checks what a passkey has signed; what it has signed once signs nobody in again. */
export async function byPasskey(
  { passkeys, base, world }: AccountDeps,
  request: FastifyRequest,
  ceremony: Ceremony,
  credential: string,
): Promise<SignedIn> {
  const now = world.now();
  const place = passkeyPlace(base, request.headers);
  if ('instead' in place) throw new Failure('invalid', 'Passkeys do not work at this address.');
  const passkey = await passkeys.byId(readCredential(credential).id);
  if (!passkey)
    throw new Failure(
      'invalid',
      'No account here uses this passkey. It was removed, or it was created at another address.',
    );
  const { counter, backedUp } = await verifyUse(credential, ceremony, place, passkey);
  return {
    learner: passkey.learner,
    save: [
      passkeys.spend(digest(ceremony.challenge), ceremony.at + ceremonyLife),
      passkeys.noteUse(passkey, counter, backedUp, now),
    ],
  };
}

/** Signs a browser in. What its guest has done goes over to the account first. */
export async function enterAs(
  { learners, visitors, signing, guestSignedIn }: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { learner, save }: SignedIn,
): Promise<void> {
  const before = await visitors.learnerOf(request, reply);
  const account = await learners.byId(learner);
  if (before && account && !before.account) await guestSignedIn(before, account);
  await signing.enter(request, reply, learner, save);
}
