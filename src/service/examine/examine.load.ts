import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bank } from '../../bank/bank.ts';
import { holdBank } from '../../bank/live/live.ts';
import { type BankChanged, bankChanged, keepFairKeys } from '../../bank/past/reconcile.ts';
import type { BankStore } from '../../bank/past/store.ts';
import { type Handle, sqliteErrorIn } from '../../base/data/database.ts';
import { codeOf, readSecret } from '../../base/data/folder.ts';
import { type Migration, partsOfSchema, schemaOf } from '../../base/data/migrate.ts';
import { Refusal } from '../../base/failure.ts';
import type { ExamStore } from '../../exam/store.ts';
import { mendClock } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { isAsleep } from '../../memory/asked.ts';
import { sameCard } from '../../memory/fold.ts';
import { foldConcept, type Rooms, refoldLearner, refoldSlices } from '../../memory/load.ts';
import type { MemoryOccasions } from '../../memory/model.ts';
import { diskOf } from '../health/health.load.ts';
import {
  damaged,
  type Finding,
  filesystemFindings,
  findingLine,
  frozenFindings,
  restore,
  type Sat,
  sittingFindings,
  sqliteFinding,
  standingFindings,
  strayFindings,
  tallyFindings,
} from './findings.ts';
import { compareSchema, type SchemaFindings } from './schema.ts';

/** What an error that stopped doctor says is wrong; an error that says nothing of the kind is a bug, and thrown. */
export function findingOf(error: unknown): Finding {
  if (error instanceof Refusal) return { what: error.message };
  // All that doctor parses is what the database holds of questions.
  if (error instanceof SyntaxError) return damaged('the text of a question cannot be read');
  const told = sqliteErrorIn(error);
  if (told) return sqliteFinding(told);
  if (error instanceof Error && 'syscall' in error) return systemFinding(error as NodeJS.ErrnoException);
  throw error;
}

function systemFinding({ code, path }: NodeJS.ErrnoException): Finding {
  const mend = 'see to its permissions and its disk';
  if (code !== 'ENOSPC' && code !== 'EDQUOT')
    return { what: `${path ?? 'A file'} cannot be used (${code}).`, mend };
  return { what: 'The disk is full.', mend: 'make room' };
}

/** What is wrong with the folder and the secret in it. */
export function examineFolder(folder: string, secretFile: string): Finding[] {
  if (!existsSync(folder)) {
    const mend = 'start the server, which makes it, or set ETUDE_DATA to the right one';
    return [{ what: `There is no folder ${folder}.`, mend }];
  }
  const files = ['etude.db', 'etude.db-wal', 'etude.db-shm'].map((name) => join(folder, name));
  return [
    ...folderFindings(folder),
    ...files.filter((file) => existsSync(file)).flatMap(fileFindings),
    ...secretFindings(secretFile),
  ];
}

function folderFindings(folder: string): Finding[] {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const open = { what: `Others may write to the folder ${folder}.`, mend: `run chmod go-w ${folder}` };
    return [...((statSync(folder).mode & 0o022) === 0 ? [] : [open]), ...examineDisk(folder)];
  } catch (error) {
    const mend = 'give the user that runs Etude the right to read and write there';
    return [{ what: `The folder ${folder} cannot be used (${codeOf(error)}).`, mend }];
  }
}

/** What is wrong with the disk that a folder lies on. */
export function examineDisk(folder: string): Finding[] {
  const { type, freeBytes } = diskOf(folder);
  return filesystemFindings(folder, type, freeBytes);
}

/** What keeps us from using a file of data. */
export function fileFindings(file: string): Finding[] {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return [];
  } catch (error) {
    const mend = 'make the user that runs Etude its owner';
    return [{ what: `${file} cannot be read and written (${codeOf(error)}).`, mend }];
  }
}

function secretFindings(file: string): Finding[] {
  if (!existsSync(file)) {
    const mend =
      'restore it from a backup; without it a new one is made at the next start and everyone is signed out';
    return [{ what: `There is no secret ${file}.`, mend }];
  }
  const open = { what: `Others may read the secret ${file}.`, mend: `run chmod 600 ${file}` };
  return [...((statSync(file).mode & 0o077) === 0 ? [] : [open]), ...contentFindings(file)];
}

function contentFindings(file: string): Finding[] {
  try {
    readSecret(file);
    return [];
  } catch (error) {
    return [findingOf(error)];
  }
}

/** What SQLite itself finds wrong with the file; where it cannot even look, that is the finding. */
export function examineFile(handle: Handle): Finding[] {
  try {
    const damage = handle.pragma('integrity_check') as { integrity_check: string }[];
    const orphans = handle.pragma('foreign_key_check') as { table: string }[];
    return [
      ...damage
        .filter(({ integrity_check: line }) => line !== 'ok')
        .map(({ integrity_check }) => damaged(integrity_check)),
      ...orphans.map(({ table }) => ({ what: `A row of ${table} belongs to nothing.`, mend: restore })),
    ];
  } catch (error) {
    return [findingOf(error)];
  }
}

/** How the schema differs from the one that the migrations make which the database has had. */
export function examineSchema(handle: Handle, migrations: readonly Migration[]): SchemaFindings {
  const version = handle.pragma('user_version', { simple: true }) as number;
  return compareSchema(schemaOf(migrations.slice(0, version)), partsOfSchema(handle));
}

/** Refuses a database in which triggers can change answers. Returns what else is strange about its schema. */
export function refuseTriggers(handle: Handle, migrations: readonly Migration[]): Finding[] {
  const { damage, triggers, others } = examineSchema(handle, migrations);
  if (triggers.length === 0) return [...damage, ...others];
  throw new Refusal(`ETUDE_DATA: ${handle.name} is not served. ${triggers.map(findingLine).join(' ')}`);
}

/** What the files of the bank and the bank that was last live have between them. */
export async function examineBank(
  texts: BankStore,
  bank: Bank,
): Promise<{ findings: Finding[]; changed: BankChanged }> {
  const questions = bank.questions.map(({ question }) => question);
  const { warnings } = keepFairKeys(questions, await texts.sameEdition(questions));
  const changed = bankChanged(await texts.past(), bank.questions);
  const findings = warnings.map((what) => ({ what, mend: 'raise the edition, or put the key back' }));
  if (changed.concepts.length > 0) {
    const what = `The question files have changed since they were last live (${changed.concepts.length} concepts).`;
    findings.push({ what, mend: 'restart the server, so that it takes them up' });
  }
  return { findings, changed };
}

/** Which learners' days lie ahead of the clock. */
export async function examineClocks(
  { learners }: Pick<Rooms, 'learners'>,
  now: number,
): Promise<{ findings: Finding[]; frozen: string[] }> {
  const ahead = await Promise.all((await learners.aheadOf(now)).map((id) => learners.byId(id)));
  const frozen = ahead.flatMap((learner) => (learner && mendClock(learner, now) ? [learner.id] : []));
  return { findings: frozenFindings(frozen.length), frozen };
}

/** Puts the clocks of some learners right and folds their cards again; the log itself is never touched. */
export async function repairClocks(
  rooms: Rooms & { occasions: MemoryOccasions },
  frozen: readonly string[],
  now: number,
): Promise<void> {
  for (const id of frozen) {
    const learner = await rooms.learners.byId(id);
    const mended = learner && mendClock(learner, now);
    if (!mended) continue;
    await rooms.db.commit([rooms.learners.mendClock(learner, mended)]);
    await refoldLearner({ ...rooms, live: holdBank(rooms.bank) }, id);
  }
}

/** Folds the whole log again and compares it with every card, tally and summary; what the files have changed is left out, and so are the cards of those for whom they are being folded again. */
export async function examineMemory(
  rooms: Rooms,
  changed: Pick<BankChanged, 'concepts'>,
): Promise<{ findings: Finding[]; broken: { learner: string; concepts: string[] }[] }> {
  const findings: Finding[] = [];
  const broken: { learner: string; concepts: string[] }[] = [];
  const waiting = new Set(await rooms.learners.toRefold());
  for (const id of await rooms.learners.all()) {
    const learner = (await rooms.learners.byId(id))!;
    const concepts = waiting.has(id) ? [] : await brokenCards(rooms, learner, new Set(changed.concepts));
    const counted = await rooms.memory.countedTallies(id);
    const sums = [
      ...tallyFindings(id, await rooms.memory.tallies(id), counted),
      ...standingFindings(id, learner.standing, await rooms.memory.countedStanding(id, counted)),
    ];
    if (concepts.length > 0 || sums.length > 0) broken.push({ learner: id, concepts });
    findings.push(...sums);
    for (const concept of concepts) {
      const what = `The card of learner ${id} for ${concept} is not what the log says.`;
      findings.push({ what, mend: 'run etude doctor --repair' });
    }
  }
  return { findings, broken };
}

async function brokenCards(rooms: Rooms, learner: Learner, changed: ReadonlySet<string>): Promise<string[]> {
  const asides = await rooms.learners.asides(learner.id);
  const concepts = new Set([...rooms.bank.concepts.keys(), ...(await rooms.memory.concepts(learner.id))]);
  const broken: string[] = [];
  for (const concept of concepts) {
    if (changed.has(concept)) continue;
    const stored = await rooms.memory.card(learner.id, concept);
    const card = await foldConcept(rooms, learner, concept);
    const isMissing = stored.revision === 0 && card !== undefined;
    const sleeps = isAsleep(rooms.bank, concept, asides);
    if (isMissing || !sameCard(stored.card, card) || (stored.revision > 0 && stored.asleep !== sleeps))
      broken.push(concept);
  }
  return broken;
}

/** Compares every sitting with its results and with the log. */
export async function examineExams(rooms: {
  learners: LearnerStore;
  exams: ExamStore;
  texts: BankStore;
}): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const learner of await rooms.learners.all()) {
    let given = 0;
    for (const id of await rooms.exams.sittingsOf(learner)) {
      const sat = await loadSat(rooms, learner, id);
      given += sat.logged.length;
      findings.push(...sittingFindings(sat));
    }
    findings.push(...strayFindings(learner, await rooms.exams.countLogged(learner), given));
  }
  return findings;
}

async function loadSat(
  { exams, texts }: { exams: ExamStore; texts: BankStore },
  learner: string,
  id: string,
): Promise<Sat> {
  const entries = await exams.paper(id);
  return {
    sitting: (await exams.sitting(learner, id))!,
    entries,
    results: await exams.results(id),
    logged: await exams.logged(id),
    texts: await texts.named(entries.map(({ hash }) => hash)),
  };
}

/** Folds broken cards again and adds broken tallies up again; the log itself is never touched. */
export async function repairMemory(
  rooms: Rooms,
  broken: readonly { learner: string; concepts: string[] }[],
): Promise<void> {
  for (const { learner, concepts } of broken) {
    await refoldSlices({ ...rooms, live: holdBank(rooms.bank) }, learner, concepts);
    await rooms.db.commit(rooms.memory.rebuildTallies(learner));
  }
}
