/** Milliseconds since some moment, by a clock that nobody sets. */
export type Elapsed = () => number;

/** Counts in windows of time. */
export type Windows = {
  /** Counts a name once more. Returns its count in this window, and how many milliseconds the window still lasts. */
  count(name: string, spanMs: number): Promise<{ current: number; ttl: number }>;
};

/** Failed tries of one kind: how many, and when the last one was. */
export type Failures = { count: number; at: number };

/** Another number of failures of a kind, in place of those that were read; undefined for none. */
export type FailuresChange = { kind: string; from: Failures | undefined; to: Failures | undefined };

/** Remembers failed tries. */
export type FailureBook = {
  /** The failures of each kind, in the same order. */
  read(kinds: readonly string[]): Promise<(Failures | undefined)[]>;
  /** Makes all changes or none; false where somebody else has changed one of the kinds meanwhile. */
  change(changes: readonly FailuresChange[]): Promise<boolean>;
};

/** Claims work for one node, so that no other does it meanwhile. */
export type Claims = {
  /** Claims something for a while; false where another node has claimed it. */
  take(name: string, forMs: number): Promise<boolean>;
  isTaken(name: string): Promise<boolean>;
  drop(name: string): Promise<void>;
};

/** The claims of a process that is alone. */
export const claimsAlone: Claims = {
  take: async () => true,
  isTaken: async () => false,
  drop: async () => {},
};

/** What is counted for each visitor: in this process, or for all nodes together. */
export type Counter = {
  /** Windows that share no name with others. */
  windows(): Windows;
  failures: FailureBook;
};

/** The names that each windows count at once; those that were counted longest ago make room. */
export const mostCounted = 5000;

/** Most kinds of failures to remember at once; those that failed longest ago make room. */
const mostKinds = 20_000;

const elapsedHere: Elapsed = () => performance.now();

/** Counts in this process. Windows go by a clock that nobody sets, so that nobody waits a year where one is put back. */
export function countHere(elapsed = elapsedHere): Counter {
  return { windows: () => windowsHere(elapsed), failures: failuresHere() };
}

function windowsHere(elapsed: Elapsed): Windows {
  const counts = new Map<string, { current: number; since: number }>();
  return {
    async count(name, spanMs) {
      const now = elapsed();
      const known = counts.get(name);
      const isFresh = known !== undefined && now - known.since < spanMs;
      const { current, since } = isFresh ? known : { current: 0, since: now };
      putLast(counts, name, { current: current + 1, since }, mostCounted);
      return { current: current + 1, ttl: since + spanMs - now };
    },
  };
}

function failuresHere(): FailureBook {
  const kept = new Map<string, Failures>();
  return {
    read: async (kinds) => kinds.map((kind) => kept.get(kind)),
    async change(changes) {
      if (changes.some(({ kind, from }) => kept.get(kind) !== from)) return false;
      for (const { kind, to } of changes)
        if (to) putLast(kept, kind, to, mostKinds);
        else kept.delete(kind);
      return true;
    },
  };
}

/** Puts a value at the end of a map, from whose beginning others make room. */
function putLast<T>(map: Map<string, T>, name: string, value: T, most: number): void {
  map.delete(name);
  map.set(name, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
