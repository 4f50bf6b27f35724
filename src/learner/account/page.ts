import { capital, oneOrMany } from '../../base/text/words.ts';
import { calendarDay, clockTime, dateName } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner, ListedSession, Role } from '../model.ts';
import type { Asking } from '../passkey/asking.ts';
import type { Passkey } from '../passkey/model.ts';
import { sayings } from '../passkey/saying.ts';
import { sessionName } from '../session/device.ts';

/** What the page of an account is made of. */
export type AccountGiven = {
  learner: Learner;
  formToken: string;
  /** The hash of the session that asks. */
  here: string;
  sessions: readonly ListedSession[];
  passkeys: readonly Passkey[];
  hasPassword: boolean;
  codesLeft: number;
  /** Whether the sign-in was lately, so that the ways to sign in may be changed. */
  isRecent: boolean;
  asking: Asking;
  note: string;
  isNew: boolean;
  /** Whether Etude keeps ways to sign in of its own, or people sign in elsewhere alone. */
  ownsWays: boolean;
  now: number;
};

const roleNames: Record<Role, string> = { learner: 'learner', author: 'author', owner: 'owner' };

/** The page on which learners see where they are signed in, and how. */
export function accountPage(given: AccountGiven): Page & Record<string, unknown> {
  const { learner, here, passkeys, codesLeft, now } = given;
  const { account } = learner;
  const ways = passkeys.length + Number(given.hasPassword);
  return {
    title: account ? 'Your account' : 'Keep your progress',
    here: 'account',
    formToken: given.formToken,
    name: account?.name ?? '',
    isAccount: account !== undefined,
    isOwner: account?.role === 'owner',
    role: account ? roleNames[account.role] : '',
    note: given.note,
    isNew: given.isNew,
    isRecent: given.isRecent,
    changesWays: account !== undefined && given.ownsWays,
    asking: given.asking,
    sayings,
    passkeys: given.ownsWays && given.isRecent && account !== undefined,
    ownPasskeys: passkeys.map((passkey) => ({
      id: passkey.id,
      name: passkey.name,
      when: passkey.usedAt === null ? 'not used yet' : `last used ${moment(passkey.usedAt, learner, now)}`,
      where: passkey.backedUp ? 'synced by your password manager' : 'on one device',
      canGo: ways > 1,
    })),
    hasPassword: given.hasPassword,
    codes:
      codesLeft === 0
        ? 'You have no recovery codes.'
        : `You have ${codesLeft} ${oneOrMany(codesLeft, 'code', 'codes')} left.`,
    sessions: hereFirst(given).map(({ hash, device, seenAt }) => ({
      id: sessionName(hash),
      device: device || 'A browser',
      when: hash === here ? 'Now, on this device' : capital(moment(seenAt, learner, now)),
      isHere: hash === here,
    })),
    hasOthers: given.sessions.length > 1,
  };
}

function hereFirst({ sessions, here }: AccountGiven): ListedSession[] {
  return sessions.toSorted((a, b) => Number(b.hash === here) - Number(a.hash === here));
}

/** A moment of the last days as people say it: "today, 08:12", or the date. */
function moment(at: number, { zone, dayStart }: Learner, now: number): string {
  const days = calendarDay(now, zone, dayStart) - calendarDay(at, zone, dayStart);
  if (days === 0) return `today, ${clockTime(at, zone)}`;
  if (days === 1) return `yesterday, ${clockTime(at, zone)}`;
  return dateName(at, zone);
}

/** The page that shows new recovery codes, once. */
export function codesPage(codes: readonly string[]): Page & Record<string, unknown> {
  return { title: 'Your recovery codes', here: 'account', codes };
}
