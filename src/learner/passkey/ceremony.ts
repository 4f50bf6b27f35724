import type { Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { HOUR, MINUTE } from '../../base/time.ts';

/** For how long a page may ask for a passkey. */
export const ceremonyLife = 2 * HOUR;

/** What a page asks a passkey to sign, once, for whom, and when it was shown; nobody yet for a sign-in. */
export type Ceremony = { challenge: string; learner: string; at: number };

/** Who a passkey is made for: their own passkeys are not made twice. */
export type Owner = { learner: string; name: string; known: readonly string[] };

/** What the browser is to make, as `PublicKeyCredential.parseCreationOptionsFromJSON` takes it. */
export function creationOptions(host: string, challenge: string, { learner, name, known }: Owner) {
  return {
    rp: { id: host, name: 'Etude' },
    user: { id: handleOf(learner), name, displayName: name },
    challenge,
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: known.map((id) => ({ type: 'public-key', id })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
    timeout: 5 * MINUTE,
  };
}

/** What the browser is to sign in with, as `parseRequestOptionsFromJSON` takes it: any passkey of this host. */
export function requestOptions(host: string, challenge: string) {
  return { rpId: host, challenge, userVerification: 'required', timeout: 5 * MINUTE };
}

/** A learner's id as passkeys keep it. */
export function handleOf(learner: string): string {
  return new TextEncoder().encode(learner).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** The ceremony of a form, unless the page is too old. */
export function openCeremony(seal: Seal, text: string, now: number): Ceremony {
  const ceremony = seal.open('passkey', text) as Ceremony | undefined;
  if (!ceremony)
    throw new Failure(
      'forbidden',
      'This form is damaged or did not come from this server. Reload the page and send it again.',
    );
  if (Math.abs(now - ceremony.at) > ceremonyLife)
    throw new Failure('invalid', 'This page was open for too long. Reload it and try again.');
  return ceremony;
}

/** What the browser has sent of a passkey, with the origin that it names. */
export function readCredential(text: string): { credential: unknown; id: string; origin: string } {
  try {
    const credential = JSON.parse(text);
    const data = Uint8Array.fromBase64(credential.response.clientDataJSON, { alphabet: 'base64url' });
    const { origin } = JSON.parse(new TextDecoder().decode(data));
    return { credential, id: String(credential.id), origin: String(origin) };
  } catch {
    throw new Failure('invalid', 'Your browser’s passkey could not be read. Reload the page and try again.');
  }
}
