import { existsSync } from 'node:fs';
import { problemLines } from '../../bank/author/lines.ts';
import { type Bank, createBank } from '../../bank/bank.ts';
import { loadBank } from '../../bank/files/load.ts';
import type { Database } from '../../base/data/database.ts';
import { expectWholeReads, openHandle, openReadOnly } from '../../base/data/handle.ts';
import { inspect, isBehind } from '../../base/data/migrate.ts';
import { createDatabase } from '../../base/data/sqlite.ts';
import { type Progress, partOf, silent } from '../../base/process/progress.ts';
import type { Reach } from '../../base/web/reach.ts';
import type { AccessSettings } from '../../learner/access.ts';
import { databaseOf, examineBackups, wayBack } from '../archive/backups.load.ts';
import { isUnderWay } from '../backup/restore.load.ts';
import type { Installation } from '../deps.ts';
import { examineBank } from '../examine/bank.load.ts';
import { examineClocks, repairClocks } from '../examine/clocks.load.ts';
import { examineCounts, repairCounts } from '../examine/counts.load.ts';
import { examineFile, examineSchema } from '../examine/database.load.ts';
import { type Broken, brokenFindings, brokenSentences } from '../examine/differences.ts';
import { examineExams } from '../examine/exams.load.ts';
import { type Finding, settingFindings } from '../examine/findings.ts';
import { examineFolder } from '../examine/folder.load.ts';
import { examineMemory, repairMemory } from '../examine/memory.load.ts';
import { examinePlans, repairPlans } from '../examine/plan.load.ts';
import { findingOf } from '../examine/trouble.ts';
import { examineEmptiness, refuseLost } from '../folder/lost.load.ts';
import { examinePrivacy } from '../folder/private.load.ts';
import { examineServed } from '../folder/served.load.ts';

/** What doctor examines. */
export type DoctorInput = Installation &
  Reach &
  AccessSettings & {
    questions: string;
    backupEvery: number;
    now: number;
  };

/** Examines everything that Etude relies on; with `repair` it rebuilds cards and tallies from the log. */
export async function doctor(
  input: DoctorInput,
  repair: boolean,
  progress: Progress = silent,
): Promise<{ findings: Finding[]; repaired: number }> {
  const { data, secretFile, backupEvery: every, now } = input;
  const findings = [...settingFindings(input), ...examineFolder(data, secretFile)];
  await look(findings, () =>
    findings.push(
      ...examinePrivacy(data, secretFile),
      ...examineRestores(data),
      ...examineServed(data),
      ...examineBackups(data, { every, now }),
    ),
  );
  const bank = await look(findings, () => examineQuestions(input.questions, findings));
  const repaired = await look(findings, () =>
    examineDatabase({ ...input, repair }, bank, findings, progress),
  );
  return { findings, repaired: repaired ?? 0 };
}

/** One part of the examination; what stops it is a finding beside what it has found before. */
async function look<T>(findings: Finding[], part: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await part();
  } catch (error) {
    findings.push(findingOf(error));
    return undefined;
  }
}

/** The bank of the question files, if it is sound. */
function examineQuestions(folder: string, findings: Finding[]): Bank | undefined {
  const { problems, taxonomy, questions, lessons } = loadBank(folder);
  findings.push(...problems.map((each) => ({ what: problemLines([each]), mend: 'fix the file' })));
  return problems.length > 0 ? undefined : createBank(taxonomy, questions, lessons);
}

/** Whether a restore is half done. */
function examineRestores(data: string): Finding[] {
  const mend = 'start the server to finish it';
  return isUnderWay(data) ? [{ what: 'A restore was interrupted.', mend }] : [];
}

/** Examines the file, and with a sound bank what is in it. Returns how many findings are repaired. */
async function examineDatabase(
  { data, migrations, openStores, now, repair }: DoctorInput & { repair: boolean },
  bank: Bank | undefined,
  findings: Finding[],
  progress: Progress,
): Promise<number> {
  const file = databaseOf(data);
  if (!isUnderWay(data)) refuseLost({ data, migrations });
  if (!existsSync(file)) {
    if (existsSync(data)) findings.push(missing(data));
    return 0;
  }
  inspect(file, migrations, () => wayBack(data, migrations));
  const handle = expectWholeReads(repair ? openHandle(file) : openReadOnly(file));
  try {
    progress(0);
    const damage = examineFile(handle);
    findings.push(...damage);
    if (damage.length > 0) return 0;
    if (isBehind(handle, migrations)) {
      findings.push(earlier);
      return 0;
    }
    const { damage: altered, triggers, others } = examineSchema(handle, migrations);
    findings.push(...altered, ...triggers, ...others, ...examineEmptiness(handle, data));
    // A repair writes, and would set off the triggers.
    if (!bank || (repair && triggers.length > 0)) return 0;
    const db = createDatabase(handle);
    const rooms = { db, bank, ...openStores(db) };
    return await examineContent(rooms, { repair, now }, findings, partOf(progress, 0.3, 1));
  } finally {
    handle.close();
  }
}

function missing(folder: string): Finding {
  const mend = 'restore the newest good backup, or start the server to create an empty one';
  return { what: `There is no database in ${folder}.`, mend };
}

const earlier: Finding = {
  what: 'The database is from an earlier Etude.',
  mend: 'start the server to bring it up to date',
};

type Content = { db: Database; bank: Bank } & ReturnType<DoctorInput['openStores']>;

async function examineContent(
  rooms: Content,
  { repair, now }: { repair: boolean; now: number },
  findings: Finding[],
  progress: Progress,
): Promise<number> {
  if (!repair) {
    const found = await lookInside(rooms, now, progress);
    findings.push(...found.others, ...brokenFindings(found.broken));
    return 0;
  }
  const found = await lookInside(rooms, now, partOf(progress, 0, 0.4));
  await repairClocks(rooms, found.frozen, now);
  await repairMemory(rooms, found.broken, partOf(progress, 0.4, 0.6));
  await repairPlans(rooms, found.unplanned);
  if (found.areCountsWrong) await repairCounts(rooms);
  const left = await lookInside(rooms, now, partOf(progress, 0.6, 1));
  findings.push(...left.others, ...brokenFindings(left.broken));
  const remains = new Set(sentencesOf(left));
  return sentencesOf(found).reduce((sum, sentence) => sum + (remains.has(sentence) ? 0 : 1), 0);
}

/** What was found inside; all that is not broken memory is among the others. */
type Found = {
  others: Finding[];
  frozen: string[];
  broken: Broken[];
  unplanned: string[];
  areCountsWrong: boolean;
};

function* sentencesOf({ others, broken }: Found): Generator<string> {
  for (const { what } of others) yield what;
  yield* brokenSentences(broken);
}

/** One look at everything at once, so that a running server cannot change half of it meanwhile. */
function lookInside(rooms: Content, now: number, progress: Progress): Promise<Found> {
  return rooms.db.atOneMoment(async () => {
    const { findings, changed } = await examineBank(rooms.texts, rooms.bank);
    const clocks = await examineClocks(rooms, now);
    const broken = await examineMemory(rooms, changed, partOf(progress, 0, 0.8));
    const plans = await examinePlans(rooms, changed);
    const exams = await examineExams(rooms, partOf(progress, 0.8, 1));
    const counts = await examineCounts(rooms);
    const others = [...findings, ...clocks.findings, ...plans.findings, ...exams, ...counts];
    const areCountsWrong = counts.length > 0;
    return { others, frozen: clocks.frozen, broken, unplanned: plans.broken, areCountsWrong };
  });
}
