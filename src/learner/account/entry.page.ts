import type { Page } from '../../base/web/pages.ts';
import type { SignUp } from '../access.ts';
import type { Asking } from '../passkey/asking.ts';
import { sayings } from '../passkey/saying.ts';
import type { Ways } from './deps.ts';

type View = Page & Record<string, unknown>;

/** The page that signs in. */
export function signInPage(given: {
  asking: Asking;
  note: string;
  name: string;
  next: string;
  signedInAs: string;
  /** Whether a guest signs in, whose progress goes over to the account. */
  isGuest: boolean;
  signUp: SignUp;
  ways: Ways;
}): View {
  const { next, signUp, ways } = given;
  const isOpen = ways.own && signUp === 'open';
  const path = next === '/' ? '/sign-in/oidc' : `/sign-in/oidc?next=${encodeURIComponent(next)}`;
  const provider = ways.provider === '' ? undefined : { name: ways.provider, path };
  return {
    title: 'Sign in',
    here: 'account',
    ...given,
    own: ways.own,
    provider,
    sayings,
    passkeys: ways.own,
    isOpen,
  };
}

/** The page that makes an account: for a guest, whose progress it keeps, or for somebody new. */
export function signUpPage(given: {
  asking: Asking;
  note: string;
  name: string;
  invitation: string;
  isGuest: boolean;
  isAllowed: boolean;
  refusal: string;
}): View {
  const title = given.isGuest ? 'Keep your progress' : 'Create an account';
  return { title, here: 'account', ...given, sayings, passkeys: true };
}
