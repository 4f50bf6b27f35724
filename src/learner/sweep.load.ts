import type { Database } from '../base/data/database.ts';
import { fewestSilentDays, sessionLife, silentDays } from './model.ts';
import type { LearnerStore } from './store.ts';

/** How many learners one query reads, and how many guests or exams one commit deletes: few, so that no request waits long. */
const learnersAtOnce = 200;
const guestsAtOnce = 20;
const examsAtOnce = 5;

type Guest = { id: string; exams: number };

/**
 * Deletes silent guests (none if `guestDays` is 0) and sessions unused for a year, a few in each commit.
 * SQLite reuses the pages that this frees.
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
    for (let left = exams; left > examsAtOnce; left -= examsAtOnce)
      await db.commit(learners.deleteExamsOfSilentGuest(id, days, examsAtOnce));
  }
  for (const group of fewAtOnce(guests))
    await db.commit(group.flatMap(({ id }) => learners.deleteSilentGuest(id, days)));
}

/** Guests in groups small enough for one commit; an exam counts for as much as four guests. */
function fewAtOnce(guests: readonly Guest[]): Guest[][] {
  const groups: Guest[][] = [];
  let room = 0;
  for (const guest of guests) {
    const needed = 1 + Math.min(guest.exams, examsAtOnce) * (guestsAtOnce / examsAtOnce);
    if (needed > room) {
      groups.push([]);
      room = guestsAtOnce;
    }
    groups.at(-1)!.push(guest);
    room -= needed;
  }
  return groups;
}
