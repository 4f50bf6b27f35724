import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Failure } from '../../base/failure.ts';
import { lazy } from '../../base/lazy.ts';
import { type Ceremony, handleOf, readCredential } from './ceremony.ts';
import type { NewPasskey, Passkey } from './model.ts';
import type { Place } from './place.ts';

/** Loaded with the first passkey: a start does not wait for it. */
const library = lazy(() => import('@simplewebauthn/server'));

/** The passkey that a browser has made, once its signature and address are right. */
export async function verifyNew(text: string, { challenge }: Ceremony, place: Place): Promise<NewPasskey> {
  const { credential } = readAt(text, place);
  const { verifyRegistrationResponse } = await library();
  const { verified, registrationInfo } = await checked(() =>
    verifyRegistrationResponse({
      response: credential as RegistrationResponseJSON,
      ...expectedOf(challenge, place),
    }),
  );
  if (!verified || !registrationInfo) throw notRight();
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  const key = Buffer.from(publicKey).toString('base64url');
  return { id, host: place.host, key, counter, transports, backedUp: registrationInfo.credentialBackedUp };
}

/** What a passkey counts after it has signed in, once its signature and address are right. */
export async function verifyUse(
  text: string,
  { challenge }: Ceremony,
  place: Place,
  { id, key, counter, transports, learner }: Passkey,
): Promise<{ counter: number; backedUp: boolean }> {
  const response = readAt(text, place).credential as AuthenticationResponseJSON;
  const { userHandle } = response.response;
  if (userHandle !== undefined && userHandle !== handleOf(learner)) throw notRight();
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo } = await checked(() =>
    verifyAuthenticationResponse({
      response,
      ...expectedOf(challenge, place),
      credential: {
        id,
        publicKey: new Uint8Array(Buffer.from(key, 'base64url')),
        counter,
        transports: transports as AuthenticatorTransport[],
      },
    }),
  );
  if (!verified) throw notRight();
  return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
}

const expectedOf = (challenge: string, { origin, host }: Place) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: host,
  requireUserVerification: true,
});

/** What the browser has sent, if it was asked at the address of this request. */
function readAt(text: string, place: Place) {
  const read = readCredential(text);
  if (read.origin === place.origin) return read;
  throw new Failure(
    'invalid',
    `Your browser used this passkey at ${read.origin.slice(0, 100)}, but this page is ${place.origin}. Open ${place.origin} and try again.`,
  );
}

/** The library throws for everything that is wrong with what a browser sends. */
async function checked<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch {
    throw notRight();
  }
}

function notRight(): Failure {
  return new Failure('invalid', 'This passkey was not accepted. Reload the page and try again.');
}
