import type { Database } from '../base/database.ts';
import { fewestSilentDays, sessionLife, silentDays } from './model.ts';
import type { LearnerStore } from './store.ts';

/** Learners are looked at by so many, and guests and exams deleted by so few, that nobody waits for it. */
const learnersAtOnce = 200;
const deletedAtOnce = 20;

type Guest = { id: string; exams: number };

/**
 * Deletes silent guests (none if `guestDays` is 0) and sessions that nobody has used for a year, a few in each commit.
 * SQLite fills the pages that become free with what is stored next.
 */
export async function sweepLearners(
  db: Database,
  learners: LearnerStore,
  guestDays: number,
  now: number,
): Promise<void> {
  const days = silentDays(guestDays);
  let after = '';
  for (;;) {
    const last = (await learners.some(after, learnersAtOnce)).at(-1);
    if (last === undefined) return;
    if (guestDays > 0) await deleteGuests(db, learners, await learners.silentGuests(after, last, days), days);
    await db.commit([learners.deleteUnusedSessions(after, last, now - sessionLife, fewestSilentDays)]);
    after = last;
  }
}

async function deleteGuests(
  db: Database,
  learners: LearnerStore,
  guests: readonly Guest[],
  days: number,
): Promise<void> {
  for (const { id, exams } of guests) {
    for (let left = exams; left > deletedAtOnce; left -= deletedAtOnce)
      await db.commit([learners.deleteExamsOfSilentGuest(id, days, deletedAtOnce)]);
  }
  for (const group of fewAtOnce(guests))
    await db.commit(group.map(({ id }) => learners.deleteSilentGuest(id, days)));
}

/** Guests in groups that hold so few guests and exams together as are deleted at once; one with many exams has hardly more. */
function fewAtOnce(guests: readonly Guest[]): Guest[][] {
  const groups: Guest[][] = [];
  let weight = deletedAtOnce;
  for (const guest of guests) {
    const own = 1 + Math.min(guest.exams, deletedAtOnce);
    if (weight + own > deletedAtOnce) {
      groups.push([]);
      weight = 0;
    }
    groups.at(-1)!.push(guest);
    weight += own;
  }
  return groups;
}
