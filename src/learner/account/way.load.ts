import type { FastifyRequest } from 'fastify';
import type { Change } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { type Ceremony, ceremonyLife } from '../passkey/ceremony.ts';
import { passkeyPlace } from '../passkey/place.ts';
import { verifyNew } from '../passkey/verify.door.ts';
import { passwordProblem } from '../password/rules.ts';
import { deviceOf } from '../session/device.ts';
import type { AccountDeps } from './deps.ts';

/** A way to sign in that somebody has chosen: a hashed password, or a passkey to save. */
export type Way = { password: string | null; save(learner: string): Change[] };

/** The passkey or the password of a form, once it is good enough. */
export async function chosenWay(
  { passkeys, passwords, base, world }: AccountDeps,
  request: FastifyRequest,
  { name, credential, password = '' }: { name: string; credential?: string; password?: string },
  ceremony: Ceremony,
): Promise<Way> {
  if (!credential) {
    const problem = passwordProblem(password, name);
    if (problem) throw new Failure('invalid', problem);
    return { password: await passwords.hash(password, world.token()), save: () => [] };
  }
  const place = passkeyPlace(base, request.headers);
  if ('instead' in place) throw new Failure('invalid', 'Passkeys do not work at this address.');
  const made = await verifyNew(credential, ceremony, place);
  const device = deviceOf(request.headers['user-agent']);
  return {
    password: null,
    save: (learner) => [
      passkeys.spend(digest(ceremony.challenge), ceremony.at + ceremonyLife),
      passkeys.add(learner, made, device, world.now()),
    ],
  };
}
