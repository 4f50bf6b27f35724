import type { Page } from '../../base/web/pages.ts';
import type { Asking } from '../passkey/asking.ts';
import { sayings } from '../passkey/saying.ts';

/** The page that takes a recovery code. */
export function recoveryPage(token: string, note: string): Page & Record<string, unknown> {
  return { title: 'Sign in with a recovery code', here: 'account', token, note };
}

/** The page on which a learner chooses a new way to sign in. */
export function resetPage(given: {
  name: string;
  link: string;
  asking: Asking;
  note: string;
}): Page & Record<string, unknown> {
  return { title: 'Choose a new way to sign in', here: 'account', ...given, sayings, passkeys: true };
}
