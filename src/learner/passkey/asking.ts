import type { Seal } from '../../base/digest.ts';
import { type Ceremony, creationOptions, type Owner, requestOptions } from './ceremony.ts';
import type { Place } from './place.ts';

/** What a form needs so that the browser offers a passkey; without options it says why there is none. */
export type Asking = { ceremony: string; options: string; note: string };

/** A form's passkey, to make for an owner or to sign in with, asked for by a fresh challenge. */
export function askPasskey(
  seal: Seal,
  place: Place | { instead: string },
  { challenge, at }: { challenge: string; at: number },
  owner?: Owner,
): Asking {
  const ceremony: Ceremony = { challenge, at, learner: owner?.learner ?? '' };
  const closed = seal.close('passkey', ceremony);
  if ('instead' in place) return { ceremony: closed, options: '', note: elsewhere(place.instead) };
  const options = owner
    ? creationOptions(place.host, challenge, owner)
    : requestOptions(place.host, challenge);
  return { ceremony: closed, options: JSON.stringify(options), note: '' };
}

function elsewhere(instead: string): string {
  if (instead === '') return 'Passkeys need an address with https and a host name. Use a password here.';
  return `Passkeys do not work at this address. Open ${instead} to use one.`;
}
