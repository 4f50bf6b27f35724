import type { BankStore } from '../bank/past/store.ts';
import { Failure } from '../base/failure.ts';
import type { ClockAndIds } from '../base/world.ts';
import type { ExamStore } from '../exam/store.ts';
import { type MergeDeps, mergeLearners } from '../learner/merge/merge.load.ts';
import { defaults } from '../learner/model.ts';
import type { MemoryStore } from '../memory/store.ts';
import { sittingFindings, strayFindings } from '../service/examine/findings.ts';
import type { Collection } from './anki/model.ts';
import { isAnki, readAnki } from './anki/read.load.ts';
import { everythingOf, noneMatches } from './from-anki.ts';
import { hashesOf, keptOf, readEverything } from './kept.ts';
import type { ExchangeStore } from './store.ts';
import { type Everything, tables } from './tables.ts';
import { mainFile } from './take.load.ts';
import { isZip, openZip } from './zip/read.door.ts';

/** What bringing progress in takes. */
export type BringDeps = MergeDeps & {
  texts: BankStore;
  memory: MemoryStore;
  exams: ExamStore;
  exchange: ExchangeStore;
  world: ClockAndIds;
};

/** What came of it: how many answers are new here, and how many had questions that this Etude has never had. */
export type Brought = { learner: string; answers: number; leftOut: number };

/** Most bytes of a file once it is unpacked. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Brings a learner's progress in from a file: into a learner who is here, whose log keeps each answer once, or as a new
 * learner. A file that does not hold together changes nothing.
 */
export async function bringIn(deps: BringDeps, file: Buffer, into?: string): Promise<Brought> {
  const { everything, leftOut } = await readKept(deps, file, into);
  const id = deps.world.id();
  await make(deps, id, everything);
  try {
    await prove(deps, id);
    if (into === undefined) await deps.merging.after(id);
    else await mergeLearners(deps, id, into);
  } catch (error) {
    await deps.db.commit([deps.learners.removeIfThere(id)]);
    throw error;
  }
  return { learner: into ?? id, answers: everything.tables.review!.length, leftOut };
}

async function readKept({ texts, world, live, learners }: BringDeps, file: Buffer, into?: string) {
  const clock = (into === undefined ? undefined : await learners.byId(into)) ?? { ...defaults, zone: 'UTC' };
  const everything = await readAll(file, (collection) =>
    everythingOf(collection, live.current().questions, clock, world.now()),
  );
  if (typeof everything === 'string') throw new Failure('invalid', everything);
  const kept = keptOf(everything, await texts.named(hashesOf(everything)), world.now());
  if (typeof kept === 'string') throw new Failure('invalid', kept);
  return kept;
}

/** The progress in a file of Etude, or in a package of Anki. */
async function readAll(
  file: Buffer,
  fromAnki: (collection: Collection) => Everything | undefined,
): Promise<Everything | string> {
  if (!isZip(file)) return readEverything(file.toString());
  const zip = await openZip(file);
  try {
    if (isAnki(zip)) return fromAnki(await readAnki(zip)) ?? noneMatches;
    const name = zip.names.find((each) => each === mainFile || each.endsWith(`/${mainFile}`));
    return readEverything(name ? (await zip.read(name, mostBytes))!.toString() : '');
  } finally {
    zip.close();
  }
}

/** Makes a learner by a file, whom nobody else knows yet. */
async function make({ db, exchange, memory }: BringDeps, id: string, everything: Everything): Promise<void> {
  const rows = Object.keys(tables).flatMap((table) =>
    everything.tables[table]!.map((row) => exchange.write(table, id, row)),
  );
  const save = [exchange.makeLearner(id, everything.learner), ...rows, ...memory.recount(id)];
  if (!(await db.tryCommit(save))) throw altered();
}

/** Proves that exams and log belong together, as doctor would. */
async function prove({ exams, texts }: BringDeps, learner: string): Promise<void> {
  let given = 0;
  for (const id of await exams.sittingsOf(learner)) {
    const key = { learner, id };
    const items = await exams.paper(key);
    const logged = await exams.logged(key);
    const findings = sittingFindings({
      sitting: (await exams.sitting(learner, id))!,
      items,
      results: await exams.results(key),
      logged,
      texts: await texts.named(items.map(({ hash }) => hash)),
    });
    if (findings.length > 0) throw altered();
    given += logged.length;
  }
  if (strayFindings(learner, await exams.countLogged(learner), given).length > 0) throw altered();
}

function altered(): Failure {
  return new Failure(
    'invalid',
    'This file was changed after it was downloaded, so nothing was imported. Download it again.',
  );
}
