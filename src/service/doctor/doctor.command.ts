import { existsSync } from 'node:fs';
import type { Bank } from '../../bank/bank.ts';
import { compiledLate } from '../../base/data/compiled-late.ts';
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
import { examineFolder } from '../examine/folder.load.ts';
import { examineEmptiness, refuseLost } from '../folder/lost.load.ts';
import { examinePrivacy } from '../folder/private.load.ts';
import { examineServed } from '../folder/served.load.ts';
import { examineContent } from './content.load.ts';
import { examineQuestions, look } from './look.load.ts';
import { examineServer, type Server } from './server.load.ts';

/** What doctor examines. */
export type DoctorInput = Installation &
  Reach &
  AccessSettings & {
    questions: string;
    backupEvery: number;
    now: number;
    /** Opens the database where it is none of SQLite's. */
    openServer?: (() => Promise<Server>) | undefined;
  };

/** What doctor has found, what it says besides, and how many findings it has repaired. */
export type Diagnosis = { findings: Finding[]; notes: string[]; repaired: number };

/** Examines everything that Etude relies on; with `repair` it rebuilds cards and tallies from the log. */
export async function doctor(
  input: DoctorInput,
  repair: boolean,
  progress: Progress = silent,
): Promise<Diagnosis> {
  const { data, secretFile, backupEvery: every, now, openServer } = input;
  const findings = settingFindings(input);
  if (openServer) {
    const examined = await examineServer({ ...input, openServer }, findings, repair, progress);
    return { findings, ...examined };
  }
  findings.push(...examineFolder(data, secretFile));
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
  return { findings, notes: [], repaired: repaired ?? 0 };
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
    const db = compiledLate(createDatabase(handle));
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
