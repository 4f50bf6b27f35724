import type { Change } from '../../base/data/database.ts';
import type { Seal } from '../../base/digest.ts';
import type { Base } from '../../base/web/origin.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { SignUp } from '../access.ts';
import type { DecisionDeps } from '../decision.load.ts';
import type { Learner } from '../model.ts';
import type { PasskeyStore } from '../passkey/store.ts';
import type { Backoff } from '../password/backoff.ts';
import type { Passwords } from '../password/hash.door.ts';
import type { RecoveryStore } from '../recovery/store.ts';
import type { Signing } from '../session/signing.load.ts';
import type { Visitors } from '../session/visitors.load.ts';
import type { AccountStore } from './store.ts';

/** How people sign in: by accounts of Etude's own, at a provider of this name, or both. */
export type Ways = { own: boolean; provider: string };

/** Occasion `guestSignedIn`: a guest has signed in to an account, which takes over what they have done. */
export type GuestSignedIn = (guest: Learner, account: Learner) => Promise<void>;

/** What the pages of accounts need. */
export type AccountDeps = DecisionDeps & {
  accounts: AccountStore;
  passkeys: PasskeyStore;
  recovery: RecoveryStore;
  /** What lets programs in for a learner. */
  tokens: { removeAll(learner: string): Change };
  visitors: Visitors;
  signing: Signing;
  backoff: Backoff;
  passwords: Passwords;
  seal: Seal;
  world: ClockAndIds;
  base: Base;
  zone: string;
  signUp: SignUp;
  ways: Ways;
  guestSignedIn: GuestSignedIn;
};
