import type { FailureBook, Failures, FailuresChange } from '../../base/counter.ts';
import { MINUTE, SECOND } from '../../base/time.ts';

const longestWait = 15 * MINUTE;
/** After how long without a failure the tries are forgotten. */
const forgottenAfter = 24 * 60 * MINUTE;

/** Failures of a network in all, of a network on one account, and of everybody on one account, until tries must wait. */
const freeTries = { network: 20, pair: 5 };
/** From so many failures of everybody on, a network has one try on the account before it must wait. */
const attackedAfter = 50;

/** Slows down guessing without locking anybody out: a network that has not failed on an account always has a try. */
export type Backoff = {
  /** Counts a try before it is made. Returns how many milliseconds the network must wait instead; 0 if it may try. */
  take(network: string, account: string, now: number): Promise<number>;
  /** Takes back a try that was right, so that it counts as no failure. */
  succeeded(network: string, account: string, now: number): Promise<void>;
};

/** Whoever has tried so often at the same moment as others guesses. */
const mostRaces = 20;

/** A backoff over a book of failures, which may be shared with other nodes. */
export function createBackoff(book: FailureBook): Backoff {
  /** Decides by what the book says, and once more where it says something else by then; false if it never agrees. */
  async function settle(kinds: readonly string[], decide: Decide): Promise<boolean> {
    for (let races = 0; races < mostRaces; races++) {
      const read = await book.read(kinds);
      const counts = decide(read);
      const changes = kinds.flatMap((kind, i) => changeOf(kind, read[i], counts[i]));
      if (changes.length === 0 || (await book.change(changes))) return true;
    }
    return false;
  }

  return {
    async take(network, account, now) {
      let wait = 0;
      const isCounted = await settle(kindsOf(network, account), (read) => {
        const known = read.map((each) => failuresAt(each, now));
        wait = waitOf(known, now);
        return wait > 0 ? read : known.map(({ count }) => ({ count: count + 1, at: now }));
      });
      return isCounted ? wait : SECOND;
    },
    async succeeded(network, account, now) {
      await settle(kindsOf(network, account), (read) => {
        const [own, , all] = read.map((each) => failuresAt(each, now));
        return [fewer(own!), undefined, fewer(all!)];
      });
    },
  };
}

/** What each kind should say, in the order of what was read. */
type Decide = (read: readonly (Failures | undefined)[]) => readonly (Failures | undefined)[];

const kindsOf = (network: string, account: string) => [
  `n ${network}`,
  `p ${network} ${account}`,
  `a ${account}`,
];

/** The failures that still count; a clock that is put far back or ahead forgets them. */
function failuresAt(known: Failures | undefined, now: number): Failures {
  return known && Math.abs(now - known.at) < forgottenAfter ? known : { count: 0, at: now };
}

const fewer = ({ count, at }: Failures) => (count > 1 ? { count: count - 1, at } : undefined);

function changeOf(kind: string, from: Failures | undefined, to: Failures | undefined): FailuresChange[] {
  return from === to || (from?.count === to?.count && from?.at === to?.at) ? [] : [{ kind, from, to }];
}

/** How long a network must wait, by its failures in all, those on the account, and those of everybody on it. */
function waitOf([network, pair, account]: readonly Failures[], now: number): number {
  const isAttacked = account!.count >= attackedAfter;
  return Math.max(
    waitAfter(network!, freeTries.network, now),
    waitAfter(pair!, isAttacked ? 1 : freeTries.pair, now),
  );
}

/** From the last free try on, each failure doubles the wait: 1 s, 2 s, 4 s and so on. */
function waitAfter({ count, at }: Failures, free: number, now: number): number {
  if (count < free) return 0;
  const wait = Math.min(longestWait, SECOND * 2 ** (count - free));
  return Math.max(0, wait - Math.abs(now - at));
}
