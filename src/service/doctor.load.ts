import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bank } from '../bank/bank.ts';
import { type BankChanged, bankChanged, keepFairKeys } from '../bank/reconcile.ts';
import type { BankStore } from '../bank/store.ts';
import type { Handle } from '../base/database.ts';
import { codeOf } from '../base/folder.ts';
import type { Learner } from '../learner/model.ts';
import { isAsleep } from '../memory/asked.ts';
import { sameCard } from '../memory/fold.ts';
import { foldConcept, type Rooms, refoldSlices } from '../memory/load.ts';
import { type Finding, filesystemFindings, tallyFindings } from './findings.ts';

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
    const { type, bavail, bsize } = statfsSync(folder);
    return filesystemFindings(folder, type, bavail * bsize);
  } catch (error) {
    const mend = 'give the user that runs Etude the right to read and write there';
    return [{ what: `The folder ${folder} cannot be used (${codeOf(error)}).`, mend }];
  }
}

function fileFindings(file: string): Finding[] {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    if ((statSync(file).mode & 0o007) === 0) return [];
    return [{ what: `Everyone on this machine may read ${file}.`, mend: `run chmod o= ${file}` }];
  } catch (error) {
    const mend = 'make the user that runs Etude its owner';
    return [{ what: `${file} cannot be read and written (${codeOf(error)}).`, mend }];
  }
}

function secretFindings(file: string): Finding[] {
  try {
    const { mode } = statSync(file);
    if ((mode & 0o077) === 0) return [];
    return [{ what: `Others may read the secret ${file}.`, mend: `run chmod 600 ${file}` }];
  } catch (error) {
    const mend =
      'restore it from a backup; without it a new one is made at the next start and everyone is signed out';
    return [{ what: `The secret ${file} cannot be read (${codeOf(error)}).`, mend }];
  }
}

const restore = 'restore the newest good backup';

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
    return [damaged(codeOf(error))];
  }
}

function damaged(how: string): Finding {
  return { what: `The database is damaged: ${how}.`, mend: restore };
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

/** Folds the whole log again and compares it with every card and tally; what the files have changed is left out. */
export async function examineMemory(
  rooms: Rooms,
  changed: BankChanged,
): Promise<{ findings: Finding[]; broken: { learner: string; concepts: string[] }[] }> {
  const findings: Finding[] = [];
  const broken: { learner: string; concepts: string[] }[] = [];
  for (const id of await rooms.learners.all()) {
    const learner = (await rooms.learners.byId(id))!;
    const concepts = await brokenCards(rooms, learner, new Set(changed.concepts));
    const tallies = tallyFindings(id, await rooms.memory.tallies(id), await rooms.memory.countedTallies(id));
    if (concepts.length > 0 || tallies.length > 0) broken.push({ learner: id, concepts });
    findings.push(...tallies);
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

/** Folds broken cards again and adds broken tallies up again; the log itself is never touched. */
export async function repairMemory(
  rooms: Rooms,
  broken: readonly { learner: string; concepts: string[] }[],
): Promise<void> {
  for (const { learner, concepts } of broken) {
    await refoldSlices(rooms, learner, concepts);
    await rooms.db.commit(rooms.memory.rebuildTallies(learner));
  }
}
