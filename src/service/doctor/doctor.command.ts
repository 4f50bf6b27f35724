import { existsSync } from 'node:fs';
import { problemLines } from '../../bank/author/check.command.ts';
import { type Bank, createBank } from '../../bank/bank.ts';
import { loadBank } from '../../bank/files/load.ts';
import { createDatabase, type Database, openHandle, openReadOnly } from '../../base/data/database.ts';
import { inspect, isBehind } from '../../base/data/migrate.ts';
import { databaseOf, examineBackups, wayBack } from '../archive/backups.load.ts';
import { isUnderWay } from '../backup/restore.load.ts';
import type { Installation } from '../deps.ts';
import {
  examineBank,
  examineClocks,
  examineExams,
  examineFile,
  examineFolder,
  examineMemory,
  examineSchema,
  findingOf,
  repairClocks,
  repairMemory,
} from '../examine/examine.load.ts';
import { type Finding, settingFindings } from '../examine/findings.ts';
import { examinePlans, repairPlans } from '../examine/plan.load.ts';
import { examineEmptiness, refuseLost } from '../folder/lost.load.ts';
import { examinePrivacy } from '../folder/private.load.ts';
import { examineServed } from '../folder/served.load.ts';

/** What doctor examines. */
export type Patient = Installation & {
  host: string;
  baseUrl: string;
  questions: string;
  backupEvery: number;
  now: number;
};

/** Examines everything that Etude relies on; with `repair`, cards and tallies are made anew from the log. */
export async function doctor(
  patient: Patient,
  repair: boolean,
): Promise<{ findings: Finding[]; repaired: number }> {
  const { data, secretFile } = patient;
  const findings = [...settingFindings(patient), ...examineFolder(data, secretFile)];
  await look(findings, () =>
    findings.push(
      ...examinePrivacy(data, secretFile),
      ...examineRestores(patient.data),
      ...examineServed(patient.data),
      ...examineBackups(patient.data, { every: patient.backupEvery, now: patient.now }),
    ),
  );
  const bank = await look(findings, () => examineQuestions(patient.questions, findings));
  const repaired = await look(findings, () => examineDatabase(patient, bank, repair, findings));
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
  findings.push(...problems.map((each) => ({ what: problemLines([each]), mend: 'mend the file' })));
  return problems.length > 0 ? undefined : createBank(taxonomy, questions, lessons);
}

/** Whether a restore is half done. */
function examineRestores(data: string): Finding[] {
  const mend = 'start the server, which finishes it';
  return isUnderWay(data) ? [{ what: 'A restore was interrupted.', mend }] : [];
}

/** Examines the file, and with a sound bank what is in it. Returns how many findings are repaired. */
async function examineDatabase(
  { data, migrations, openStores, now }: Patient,
  bank: Bank | undefined,
  repair: boolean,
  findings: Finding[],
): Promise<number> {
  const file = databaseOf(data);
  if (!isUnderWay(data)) refuseLost({ data, migrations });
  if (!existsSync(file)) {
    if (existsSync(data)) findings.push(missing(data));
    return 0;
  }
  inspect(file, migrations, () => wayBack(data, migrations));
  const handle = repair ? openHandle(file) : openReadOnly(file);
  try {
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
    return await examineContent({ db, bank, ...openStores(db) }, repair, now, findings);
  } finally {
    handle.close();
  }
}

function missing(folder: string): Finding {
  const mend = 'restore the newest good backup, or start the server, which begins anew';
  return { what: `There is no database in ${folder}.`, mend };
}

const earlier: Finding = {
  what: 'The database is of an earlier Etude.',
  mend: 'start the server, which brings it up to date',
};

type Content = { db: Database; bank: Bank } & ReturnType<Patient['openStores']>;

async function examineContent(rooms: Content, repair: boolean, now: number, findings: Finding[]) {
  const found = await lookInside(rooms, now);
  if (!repair) {
    findings.push(...found.findings);
    return 0;
  }
  await repairClocks(rooms, found.frozen, now);
  await repairMemory(rooms, found.broken);
  await repairPlans(rooms, found.unplanned);
  const left = await lookInside(rooms, now);
  findings.push(...left.findings);
  const remains = new Set(left.findings.map(({ what }) => what));
  return found.findings.filter(({ what }) => !remains.has(what)).length;
}

/** One look at everything at once, so that a running server cannot change half of it meanwhile. */
function lookInside(rooms: Content, now: number) {
  return rooms.db.atOneMoment(async () => {
    const { findings, changed } = await examineBank(rooms.texts, rooms.bank);
    const clocks = await examineClocks(rooms, now);
    const memory = await examineMemory(rooms, changed);
    const plans = await examinePlans(rooms, changed);
    const exams = await examineExams(rooms);
    return {
      findings: [...findings, ...clocks.findings, ...memory.findings, ...plans.findings, ...exams],
      frozen: clocks.frozen,
      broken: memory.broken,
      unplanned: plans.broken,
    };
  });
}
