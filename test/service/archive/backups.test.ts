import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/base/time.ts';
import {
  type BackupFile,
  backupFindings,
  backupName,
  backupNamed,
  newestBackup,
  toThin,
  whatIsDue,
} from '../../../src/service/archive/backups.ts';
import { monday } from '../../support/house.ts';

const file = (at: number, before?: string): BackupFile => ({ name: backupName(at, before), at, before });

/** Backups made at every pause over some time, thinned after each as the server does. */
function kept(pause: number, until: number, from = 0): BackupFile[] {
  let files: BackupFile[] = [];
  for (let at = monday + from; at <= monday + until; at += pause) {
    files.push(file(at));
    const gone = new Set(toThin(files, at));
    files = files.filter((each) => !gone.has(each));
  }
  return files;
}

const agesOf = (files: BackupFile[], now: number) => files.map(({ at }) => (now - at) / DAY);

describe('names', () => {
  test('say when, sort by it, and are read again', () => {
    expect(backupName(monday)).toBe('2026-03-02T09-00-00.000Z.db');
    expect(backupName(monday, '3-to-4')).toBe('before-3-to-4-2026-03-02T09-00-00.000Z.db');
    const times = fc.integer({ min: 0, max: Date.UTC(9999, 0) });
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(backupNamed(backupName(a))).toEqual(file(a));
        expect(backupName(a) < backupName(b)).toBe(a < b);
      }),
    );
  });

  test.each(['outcomes.json', '2026-03-02T09-00-00.000Z.db.part', 'x.db', '2026-13-40T09-00-00.000Z.db'])(
    '%s is none',
    (name) => expect(backupNamed(name)).toBeUndefined(),
  );
});

describe('thinning', () => {
  test('a year of backups every three hours leaves three days, 12 days, 10 weeks and 9 months', () => {
    const now = monday + 365 * DAY;
    const ages = agesOf(kept(3 * HOUR, 365 * DAY), now).toSorted((a, b) => b - a);
    expect(ages.filter((age) => age < 2)).toHaveLength(16);
    // Sunday from midnight on, and of Saturday its last.
    expect(ages.filter((age) => age >= 2 && age < 3)).toHaveLength(5);
    const older = ages.filter((age) => age >= 3).map(Math.floor);
    // The last of each of twelve days (it is Tuesday, at nine), of ten weeks, of nine months, back to 31 July.
    expect(older).toEqual([213, 182, 152, 121, 91, 60, 57, 50, 43, 36, 29, 22, 15, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  test('while a server makes them daily, one older than nine months goes and every week and month has its own', () => {
    const files = kept(DAY, 730 * DAY);
    const now = monday + 730 * DAY;
    const ages = agesOf(files, now);
    expect(files.length).toBeLessThanOrEqual(2 + 12 + 10 + 9);
    for (let day = 0; day < 11; day++) expect(ages).toContain(day);
    for (let week = 0; week < 9; week++)
      expect(
        ages.some((age) => age >= week * 7 && age < week * 7 + 7),
        `week ${week}`,
      ).toBe(true);
    expect(Math.max(...ages)).toBeGreaterThan(8 * 28 - 31);
    expect(Math.max(...ages)).toBeLessThan(9 * 31);
  });

  const moments = fc.array(fc.integer({ min: monday - 500 * DAY, max: monday + 100 * DAY }), {
    maxLength: 300,
  });

  test('whatever there is, and wherever the clock stands: the newest, two days and the future stay; the rest is bounded', () => {
    fc.assert(
      fc.property(moments, (times) => {
        const files = [...new Set(times)].map((at) => file(at));
        const gone = new Set(toThin(files, monday));
        const left = files.filter((each) => !gone.has(each));
        const past = left.filter(({ at }) => at <= monday);
        expect(newestBackup(left, monday)).toEqual(newestBackup(files, monday));
        for (const each of files) if (each.at > monday - 2 * DAY) expect(left).toContain(each);
        expect(past.filter(({ at }) => at <= monday - 2 * DAY).length).toBeLessThanOrEqual(12 + 10 + 9);
        expect(toThin(left, monday), 'what is thinned is thin').toEqual([]);
      }),
    );
  });

  test('of those before a migration the last two stay, for 90 days, and none of them takes the place of a backup', () => {
    const copies = [1, 2, 3].map((age) => file(monday - age * DAY, '3-to-4'));
    const other = file(monday - 4 * DAY, '2-to-3');
    const day = file(monday - 5 * DAY);
    expect(toThin([...copies, other, day], monday)).toEqual([copies[2]]);
    expect(toThin([...copies, other, day], monday + 91 * DAY)).toEqual([copies[2]]);
    const later = Array.from({ length: 12 }, (_, i) => file(monday + i * DAY));
    expect(toThin([...copies, other, day, ...later], monday + 91 * DAY)).toEqual([...copies, other]);
  });

  test('a leap of the clock deletes nothing: a day counts only where a backup was made on it', () => {
    const files = Array.from({ length: 17 }, (_, i) => file(monday - i * 3 * HOUR));
    const copies = [file(monday - DAY, '3-to-4'), file(monday - 2 * DAY, '2-to-3')];
    const leap = monday + 400 * DAY;
    const leapt = [...files, ...copies, file(leap), file(leap + HOUR)];
    const gone = toThin(leapt, leap + HOUR);
    expect(gone.filter(({ before }) => before !== undefined)).toEqual([]);
    expect(gone.filter(({ at }) => at > monday - DAY)).toEqual([]);
  });
});

describe('what is due', () => {
  const drilled = { drill: { at: monday - DAY } };

  test.each([
    { what: 'none yet', files: [], due: 'backup' },
    { what: 'one of less than a day', files: [file(monday - DAY + 1)], due: undefined },
    { what: 'one of a day', files: [file(monday - DAY)], due: 'backup' },
    { what: 'one of the future', files: [file(monday + DAY)], due: 'backup' },
    { what: 'one before a migration', files: [file(monday - 1, '3-to-4')], due: 'backup' },
  ])('$what', ({ files, due }) => {
    expect(whatIsDue(files, drilled, DAY, monday)).toBe(due);
    expect(whatIsDue(files, drilled, 0, monday), 'nothing where it is off').toBeUndefined();
  });

  test.each([
    { what: 'none yet', drill: undefined, due: 'drill' },
    { what: 'of this week', drill: { at: monday - 7 * DAY + 1 }, due: undefined },
    { what: 'of a week ago', drill: { at: monday - 7 * DAY }, due: 'drill' },
    { what: 'of the future', drill: { at: monday + DAY }, due: 'drill' },
    { what: 'failed today', drill: { at: monday - HOUR, failure: 'No.' }, due: undefined },
    { what: 'failed yesterday', drill: { at: monday - DAY, failure: 'No.' }, due: 'drill' },
  ])('a drill: $what', ({ drill, due }) => {
    expect(whatIsDue([file(monday - MINUTE)], drill ? { drill } : {}, DAY, monday)).toBe(due);
  });
});

describe('what doctor says of them', () => {
  const times = { every: DAY, since: monday - 30 * DAY, now: monday };
  const says = (files: BackupFile[], outcomes = {}, changes = {}) =>
    backupFindings(files, outcomes, { ...times, ...changes }).map(({ what }) => what);

  test('nothing of fresh ones, of a new folder, or where they are off', () => {
    expect(says([file(monday - DAY)])).toEqual([]);
    expect(says([], {}, { since: monday - DAY })).toEqual([]);
    expect(says([], {}, { every: 0 })).toEqual([]);
  });

  test('that there is none, or none of late', () => {
    expect(says([])).toEqual(['There is no backup yet.']);
    expect(says([file(monday - 3 * DAY)])).toEqual(['The newest backup is 3 days old.']);
    expect(says([file(monday - 5 * HOUR)], {}, { every: 2 * HOUR })).toEqual([]);
    expect(says([file(monday - 6 * HOUR)], {}, { every: 2 * HOUR })).toEqual([
      'The newest backup is 6 hours old.',
    ]);
  });

  test('that the last one failed, until there is a newer one', () => {
    const backup = { at: monday - HOUR, failure: 'The disk is full.' };
    expect(says([file(monday - 2 * HOUR)], { backup })).toEqual([
      'The last backup failed on 2026-03-02 08:00 UTC: The disk is full.',
    ]);
    expect(says([file(monday)], { backup })).toEqual([]);
  });

  test('that a drill failed', () => {
    const drill = { at: monday - HOUR, failure: 'It is damaged.' };
    expect(says([file(monday)], { drill })).toEqual([
      'The last restore drill failed on 2026-03-02 08:00 UTC: It is damaged.',
    ]);
  });
});
