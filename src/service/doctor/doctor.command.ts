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
import { examineFile, examineSchema } from '../examine/database.load.ts';
import { type Finding, settingFindings } from '../examine/findings.ts';
import { examineFolder, secretFindings } from '../examine/folder.load.ts';
import { findingOf } from '../examine/trouble.ts';
import { examineEmptiness, refuseLost } from '../folder/lost.load.ts';
import { examinePrivacy } from '../folder/private.load.ts';
import { examineServed } from '../folder/served.load.ts';
import { examineContent } from './content.load.ts';

/** What doctor examines. */
export type DoctorInput = Installation &
  Reach &
  AccessSettings & {
    questions: string;
    backupEvery: number;
    now: number;
    /** Opens the database where it is none of SQLite's. */
    openServer?: () => Promise<Database>;
  };

/** Examines everything that Etude relies on; with `repair` it rebuilds cards and tallies from the log. */
export async function doctor(
  input: DoctorInput,
  repair: boolean,
  progress: Progress = silent,
): Promise<{ findings: Finding[]; repaired: number }> {
  const { data, secretFile, backupEvery: every, now, openServer } = input;
  if (openServer) return examineServer(input, openServer, repair, progress);
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

/** Examines what lies on a server: all that is in the database, but not how the server keeps it. */
async function examineServer(
  input: DoctorInput,
  openServer: () => Promise<Database>,
  repair: boolean,
  progress: Progress,
): Promise<{ findings: Finding[]; repaired: number }> {
  const findings = [...settingFindings(input), ...secretFindings(input.secretFile)];
  const bank = await look(findings, () => examineQuestions(input.questions, findings));
  const repaired = await look(findings, async () => {
    const db = await openServer();
    try {
      if (!bank) return 0;
      const rooms = { db, bank, ...input.openStores(db) };
      return await examineContent(rooms, { repair, now: input.now }, findings, progress);
    } finally {
      db.close();
    }
  });
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
  what: 'The database is from an earlier version of Etude.',
  mend: 'start the server to bring it up to date',
};
