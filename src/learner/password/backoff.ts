import { MINUTE, SECOND } from '../../base/time.ts';

/** Failed tries of one kind: how many, and when the last one was. */
type Failures = { count: number; at: number };

/** Most kinds to remember at once; those that failed longest ago make room. */
const mostKinds = 20_000;

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
  take(network: string, account: string, now: number): number;
  /** Takes back a try that was right, so that it counts as no failure. */
  succeeded(network: string, account: string, now: number): void;
};

/** A backoff that remembers failures until Etude stops. */
export function createBackoff(): Backoff {
  const kinds = new Map<string, Failures>();

  /** The failures that still count; a clock that is put far back or ahead forgets them. */
  function failuresOf(kind: string, now: number): Failures {
    const known = kinds.get(kind);
    return known && Math.abs(now - known.at) < forgottenAfter ? known : { count: 0, at: now };
  }

  function keep(kind: string, failures: Failures): void {
    kinds.delete(kind);
    if (failures.count > 0) kinds.set(kind, failures);
    if (kinds.size > mostKinds) kinds.delete(kinds.keys().next().value!);
  }

  const kindsOf = (network: string, account: string) =>
    ({ network: `n ${network}`, pair: `p ${network} ${account}`, account: `a ${account}` }) as const;

  return {
    take(network, account, now) {
      const of = kindsOf(network, account);
      const isAttacked = failuresOf(of.account, now).count >= attackedAfter;
      const wait = Math.max(
        waitAfter(failuresOf(of.network, now), freeTries.network, now),
        waitAfter(failuresOf(of.pair, now), isAttacked ? 1 : freeTries.pair, now),
      );
      if (wait > 0) return wait;
      for (const kind of Object.values(of)) keep(kind, { count: failuresOf(kind, now).count + 1, at: now });
      return 0;
    },
    succeeded(network, account, now) {
      const { network: own, pair, account: all } = kindsOf(network, account);
      kinds.delete(pair);
      for (const kind of [own, all]) {
        const { count, at } = failuresOf(kind, now);
        keep(kind, { count: count - 1, at });
      }
    },
  };
}

/** From the last free try on, each failure doubles the wait: 1 s, 2 s, 4 s and so on. */
function waitAfter({ count, at }: Failures, free: number, now: number): number {
  if (count < free) return 0;
  const wait = Math.min(longestWait, SECOND * 2 ** (count - free));
  return Math.max(0, wait - Math.abs(now - at));
}
