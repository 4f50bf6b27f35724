import { oneOrMany } from '../../base/text/words.ts';
import { clockTime, DAY, HOUR, isoDay } from '../../base/time.ts';
import type { Finding } from '../examine/findings.ts';

/** A backup by its name: when it was made, and before which migration if before one ("3-to-4"). */
export type BackupFile = { name: string; at: number; before: string | undefined };

/** How the last backup or restore drill ended; with the reason where it failed. */
export type BackupRun = { at: number; file?: string; failure?: string };
export type BackupRuns = { backup?: BackupRun; drill?: BackupRun };

/** The name of a backup: names sort by the time. */
export function backupName(at: number, before?: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 });
  return `${before === undefined ? '' : `before-${before}-`}${time.replaceAll(':', '-')}.db`;
}

/** The backup that a name of a file stands for, or undefined. */
export function backupNamed(name: string): BackupFile | undefined {
  const found = /^(?:before-(\d+-to-\d+)-)?(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.db$/.exec(name);
  if (!found) return undefined;
  const [, before, day, hour, minute, second] = found;
  const at = Date.parse(`${day}T${hour}:${minute}:${second}`);
  return Number.isNaN(at) ? undefined : { name, at, before };
}

/** The newest of the backups that were not made before a migration. One of the future tells of a clock that went wrong. */
export function newestBackup(files: readonly BackupFile[], now: number): BackupFile | undefined {
  return newestFirst(files.filter(({ at, before }) => before === undefined && at <= now))[0];
}

function newestFirst(files: readonly BackupFile[]): BackupFile[] {
  return files.toSorted((a, b) => b.at - a.at);
}

/** All backups of this many latest days stay. */
const wholeDays = 3;
/** How long a copy from before a migration stays, and on how many days a later backup must have been made as well. */
const keptBeforeMigration = 90 * DAY;
const daysAfterMigration = 12;
const spans = [
  { most: 12, of: isoDay },
  // Weeks begin on Mondays, and 1 January 1970 was a Thursday.
  { most: 10, of: (at: number) => String(Math.floor((at / DAY + 3) / 7)) },
  { most: 9, of: (at: number) => isoDay(at).slice(0, 7) },
];

/**
 * The backups to delete. All of the latest three days that have one stay, then the newest of each of the latest 12 days,
 * 10 weeks and 9 months that have one; of those made before a migration the last two, for 90 days and until later
 * backups were made on 12 days. Days count only where a backup was made on them, so that no leap of the clock deletes anything. What seems
 * to lie in the future stays as well.
 */
export function toThin(files: readonly BackupFile[], now: number): BackupFile[] {
  const [copies, regular] = [true, false].map((isCopy) =>
    newestFirst(files.filter(({ at, before }) => at <= now && (before !== undefined) === isCopy)),
  ) as [BackupFile[], BackupFile[]];
  const days = [...new Set(regular.map(({ at }) => isoDay(at)))];
  const daysSince = (moment: number) => days.filter((day) => day > isoDay(moment)).length;
  const kept = new Set([
    ...regular.filter(({ at }) => days.slice(0, wholeDays).includes(isoDay(at))),
    ...spans.flatMap(({ most, of }) => newestOfEach(regular, of).slice(0, most)),
    ...[...Map.groupBy(copies, ({ before }) => before).values()].flatMap((same) =>
      same
        .slice(0, 2)
        .filter(({ at }) => now - at < keptBeforeMigration || daysSince(at) < daysAfterMigration),
    ),
  ]);
  return [...copies, ...regular].filter((file) => !kept.has(file));
}

function newestOfEach(files: readonly BackupFile[], of: (at: number) => string): BackupFile[] {
  return [...Map.groupBy(files, ({ at }) => of(at)).values()].map(([newest]) => newest!);
}

/** What is to be done now, by the files that there are and not by a timer, which knows no sleep: a backup first. */
export function whatIsDue(
  files: readonly BackupFile[],
  { drill }: BackupRuns,
  every: number,
  now: number,
): 'backup' | 'drill' | undefined {
  if (every === 0) return undefined;
  const newest = newestBackup(files, now);
  if (!newest || now - newest.at >= every) return 'backup';
  const pause = drill?.failure === undefined ? 7 * DAY : DAY;
  return !drill || drill.at > now || now - drill.at >= pause ? 'drill' : undefined;
}

/** What is wrong with the backups of a database that has been in use since a time. */
export function backupFindings(
  files: readonly BackupFile[],
  { backup, drill }: BackupRuns,
  { every, since, now }: { every: number; since: number; now: number },
): Finding[] {
  const newest = newestBackup(files, now);
  const age = now - (newest?.at ?? since);
  const findings: Finding[] = [];
  if (backup?.failure !== undefined && backup.at >= (newest?.at ?? 0)) {
    findings.push({ what: `The last backup failed on ${moment(backup.at)}: ${backup.failure}` });
  }
  if (every > 0 && age > 2 * every + HOUR) {
    const days = Math.floor(age / DAY);
    const old = days > 0 ? `${days} ${oneOrMany(days, 'day', 'days')}` : `${Math.floor(age / HOUR)} hours`;
    const what = newest ? `The newest backup is ${old} old.` : 'There is no backup yet.';
    findings.push({ what, mend: 'keep the server running, or run etude backup' });
  }
  if (drill?.failure !== undefined) {
    findings.push({ what: `The last restore drill failed on ${moment(drill.at)}: ${drill.failure}` });
  }
  return findings;
}

/** A moment to the minute: 2026-11-24 03:04 UTC. */
export function moment(at: number): string {
  return `${isoDay(at)} ${clockTime(at, 'UTC')} UTC`;
}

/** How much there is, by the number of rows in each table. */
export function countLine(rows: Readonly<Record<string, number>>): string {
  const nouns = [
    ['learner', 'learner', 'learners'],
    ['review', 'review', 'reviews'],
    ['card', 'card', 'cards'],
  ] as const;
  return nouns
    .map(([table, one, many]) => `${rows[table] ?? 0} ${oneOrMany(rows[table] ?? 0, one, many)}`)
    .join(', ');
}

/** What did not match the log and was rebuilt, in a sentence; nothing if all was well. */
export function mendedLine(mended: number, where: string): string[] {
  if (mended === 0) return [];
  const what = `${mended} of its cards and tallies did not match the log`;
  return [`${what} and ${oneOrMany(mended, 'was', 'were')} rebuilt ${where}.`];
}
