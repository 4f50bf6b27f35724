import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { clockTime, isoDay, MINUTE } from '../../base/time.ts';
import { isLoopback } from '../../base/web/addresses.ts';
import { type Reach, reachedBy } from '../../base/web/reach.ts';
import type { Logged, Result } from '../../exam/model.ts';
import { countOf, isPassed } from '../../exam/score.ts';
import type { PaperItem, Sitting } from '../../exam/sitting.ts';
import { type AccessSettings, accessProblem } from '../../learner/access.ts';

/** Something that is wrong, and what to do about it unless that is said already. */
export type Finding = { what: string; mend?: string };

/** A finding in a line. */
export function findingLine({ what, mend }: Finding): string {
  return mend === undefined ? what : `${what} What to do: ${mend}.`;
}

export const restore = 'restore the newest good backup';

/** Something of the database that cannot be as Etude left it. */
export function damaged(how: string): Finding {
  return { what: `The database is damaged: ${how}.`, mend: restore };
}

/** SQLite's codes for trouble that passes or lies in disk and permissions, and says nothing of what is in the file. */
const outside = /^SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|IOERR|READONLY|CANTOPEN|PERM|AUTH|NOMEM)/;

/** What kept SQLite from looking or repairing. */
export function sqliteFinding({ code, message }: { code: string; message: string }): Finding {
  if (!outside.test(code)) return damaged(message);
  const mend = 'check its disk, its permissions and what else uses it, then run etude doctor again';
  return { what: `The database cannot be used at the moment: ${message}.`, mend };
}

/** Magic numbers of file systems over a network, on which SQLite's locks cannot be relied on (statfs(2)). */
const networkFilesystems: Record<number, string> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  16914839: '9P',
  12805120: 'Ceph',
  1397113167: 'AFS',
  1702057286: 'FUSE',
};

/** Bytes to keep free for answers. */
export const leastSpace = 100 * 1024 * 1024;

/** What is wrong with the file system under a folder. */
export function filesystemFindings(folder: string, type: number, freeBytes: number): Finding[] {
  const findings: Finding[] = [];
  const network = networkFilesystems[type >>> 0];
  if (network) {
    const mend = 'move it to a local disk: over a network SQLite can lose or damage data';
    findings.push({ what: `The folder ${folder} is on ${network}.`, mend });
  }
  if (freeBytes < leastSpace) {
    const what = `Only ${Math.floor(freeBytes / 1024 / 1024)} MB are free under ${folder}.`;
    findings.push({ what, mend: 'free some space: Etude needs 100 MB' });
  }
  return findings;
}

/** So far a clock may fall behind when it is set right by the network. */
const settlingTime = MINUTE;

/** What is wrong with a clock that stands before the newest moment that was stored. */
export function clockFindings(now: number, newest: number): Finding[] {
  if (now >= newest - settlingTime) return [];
  const told = (moment: number) => `${isoDay(moment)} ${clockTime(moment, 'UTC')} UTC`;
  const what = `The clock says ${told(now)}, but the latest answers are from ${told(newest)}: nothing is lost. If the clock is now correct, Etude will correct each learner’s days on their next visit.`;
  return [{ what, mend: 'if this machine’s clock is wrong, set it' }];
}

/** Learners whose day lies ahead of the clock, because a clock was ahead when they last answered. */
export function frozenFindings(learners: number): Finding[] {
  if (learners === 0) return [];
  const whose = learners === 1 ? 'One learner’s day is' : `The days of ${learners} learners are`;
  const mend =
    'if this machine’s clock is right, run etude doctor --repair; the same happens on their next visit';
  return [{ what: `${whose} ahead of the clock, which was wrong when they answered.`, mend }];
}

/** What is odd about settings that are each sound in themselves. */
export function settingFindings(settings: Reach & AccessSettings): Finding[] {
  const { host, baseUrl } = settings;
  const problem = accessProblem(settings, reachedBy(settings));
  const open = problem === undefined ? [] : [{ what: problem }];
  if (baseUrl !== '' || isLoopback(host)) return open;
  const what = `ETUDE_HOST is ${host}, but without ETUDE_BASE_URL Etude answers only requests from this machine.`;
  return [...open, { what, mend: 'set ETUDE_BASE_URL to the address that people use' }];
}

/** Everything about one sitting that must tell the same. */
export type Sat = {
  sitting: Sitting;
  items: readonly PaperItem[];
  results: readonly Result[];
  logged: readonly Logged[];
  /** The questions as they were asked, by hash. */
  texts: ReadonlyMap<string, Question>;
};

/** Where a sitting, its results and the log do not tell the same: before its end it has neither. */
export function sittingFindings({ sitting, items, results, logged, texts }: Sat): Finding[] {
  const name = `exam ${sitting.id} taken by learner ${sitting.learner}`;
  const isSettled = sitting.settledAt !== undefined;
  const answered = items.filter(
    ({ hash, response }) => isSettled && kindOf(texts.get(hash)!).isComplete(response),
  );
  const text = (answers: readonly Logged[]) =>
    JSON.stringify(
      answers.map((each) => [each.number, each.question, each.response, each.answeredAt, each.day]),
    );
  return [
    ...(isMarked(sitting, items, results)
      ? []
      : [{ what: `The result of ${name} does not match its marks.`, mend: restore }]),
    ...(text(logged) === text(answered)
      ? []
      : [{ what: `The log does not match the answers given in ${name}.`, mend: restore }]),
  ];
}

/** Whether a settled sitting's last result is what its marks add up to, and an open one has neither. */
function isMarked(sitting: Sitting, items: readonly PaperItem[], results: readonly Result[]): boolean {
  const marked = items.filter(({ markedEdition }) => markedEdition !== undefined);
  if (sitting.settledAt === undefined) return marked.length === 0 && results.length === 0;
  const last = results.at(-1);
  const count = countOf(items);
  return (
    marked.length === items.length &&
    last?.correct === count.correct &&
    last.scored === count.scored &&
    last.passed === isPassed(sitting.terms, count)
  );
}

/** Answers of exams in the log that no exam of the learner's has given. */
export function strayFindings(learner: string, logged: number, given: number): Finding[] {
  if (logged === given) return [];
  return [{ what: `The log holds answers from exams that learner ${learner} has not taken.`, mend: restore }];
}
