import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createBank } from '../bank/bank.ts';
import type { Checked } from '../bank/check.ts';
import { problemLines } from '../bank/command.ts';
import type { BankStore } from '../bank/store.ts';
import { createDatabase, type Database, openHandle, openReadOnly } from '../base/database.ts';
import { inspect, isBehind, type Migration } from '../base/migrate.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { MemoryStore } from '../memory/store.ts';
import { examineBank, examineFile, examineFolder, examineMemory, repairMemory } from './doctor.load.ts';
import { type Finding, settingFindings } from './findings.ts';

/** What doctor examines, and how the rooms open their stores. */
export type Patient = {
  host: string;
  baseUrl: string;
  data: string;
  secretFile: string;
  checked: Checked;
  migrations: readonly Migration[];
  openStores(db: Database): { texts: BankStore; learners: LearnerStore; memory: MemoryStore };
};

/** Examines everything that Etude relies on; with `repair`, cards and tallies are made anew from the log. */
export async function doctor(
  patient: Patient,
  repair: boolean,
): Promise<{ findings: Finding[]; repaired: number }> {
  const { data, secretFile, checked } = patient;
  const file = join(data, 'etude.db');
  const findings = [...settingFindings(patient), ...examineFolder(data, secretFile)];
  findings.push(...checked.problems.map((each) => ({ what: problemLines([each]), mend: 'mend the file' })));
  if (!existsSync(file) || checked.problems.length > 0) return { findings, repaired: 0 };
  const inside = await examineDatabase(file, patient, repair);
  return { findings: [...findings, ...inside.findings], repaired: inside.repaired };
}

async function examineDatabase(file: string, { checked, migrations, openStores }: Patient, repair: boolean) {
  inspect(file, migrations);
  const handle = repair ? openHandle(file) : openReadOnly(file);
  try {
    const damage = examineFile(handle);
    if (damage.length > 0) return { findings: damage, repaired: 0 };
    if (isBehind(handle, migrations)) return { findings: [earlier], repaired: 0 };
    const db = createDatabase(handle);
    const rooms = {
      db,
      bank: createBank(checked.taxonomy, checked.questions, checked.lessons),
      ...openStores(db),
    };
    // One look at everything at once, so that a running server cannot change half of it meanwhile.
    if (!repair) handle.exec('begin');
    const { findings, changed } = await examineBank(rooms.texts, rooms.bank);
    const found = await examineMemory(rooms, changed);
    if (!repair) return { findings: [...findings, ...found.findings], repaired: 0 };
    await repairMemory(rooms, found.broken);
    const left = await examineMemory(rooms, changed);
    const repaired = found.findings.length - left.findings.length;
    return { findings: [...findings, ...left.findings], repaired };
  } finally {
    handle.close();
  }
}

const earlier: Finding = {
  what: 'The database is of an earlier Etude.',
  mend: 'start the server, which brings it up to date',
};
