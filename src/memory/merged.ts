/** What the order of a log goes by. */
type Logged = { id: string; answeredAt: number; day: number };

/**
 * Entries that join a log, with days that fit between those of their neighbours: two learners may have begun their days
 * at different hours, but in one log no day is earlier than the one before. Both lists are in the order of the fold.
 */
export function joining<T extends Logged>(entries: readonly T[], log: readonly Logged[]): T[] {
  let next = 0;
  let day = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return entries.map((each) => {
    // Moments that a clock put right has made the same keep their order.
    const entry = { ...each, answeredAt: Math.max(each.answeredAt, last + 1) };
    last = entry.answeredAt;
    while (next < log.length && byTime(log[next]!, entry) < 0) day = Math.max(day, log[next++]!.day);
    const latest = log[next]?.day ?? Number.POSITIVE_INFINITY;
    day = Math.max(day, Math.min(entry.day, latest));
    return { ...entry, day };
  });
}

/** The order of the fold. */
function byTime(a: Logged, b: Logged): number {
  return a.answeredAt - b.answeredAt || (a.id < b.id ? -1 : 1);
}
