import type { Question } from '../../bank/model.ts';
import type { BankStore } from '../../bank/past/store.ts';
import type { Database } from '../../base/data/database.ts';
import { type Progress, silent } from '../../base/process/progress.ts';
import type { ExamStore } from '../../exam/store.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { type Finding, type Sat, sittingFindings, strayFindings } from './findings.ts';
import { type LogStore, logStore, type Slice } from './log.store.ts';
import { slicesOf } from './slices.load.ts';

type ExamRooms = { db: Database; learners: LearnerStore; exams: ExamStore; texts: BankStore };

/** Finds the texts of questions by hash. */
type FindTexts = (hashes: readonly string[]) => Promise<ReadonlyMap<string, Question>>;

/** Compares every sitting with its results and with the log. */
export async function examineExams(rooms: ExamRooms, progress: Progress = silent): Promise<Finding[]> {
  const log = logStore(rooms.db);
  const texts = rememberTexts(rooms.texts);
  const findings: Finding[] = [];
  for await (const slice of slicesOf(rooms.learners, await log.learners(), progress)) {
    const given = new Map<string, number>();
    findings.push(...(await examineSittings(rooms, log, texts, slice, given)));
    const logged = await log.examAnswers(slice);
    for (const { id } of slice.learners)
      findings.push(...strayFindings(id, logged.get(id) ?? 0, given.get(id) ?? 0));
  }
  return findings;
}

/** Examines the sittings of a slice, and adds up how many answers of each learner they have given. */
async function examineSittings(
  rooms: ExamRooms,
  log: LogStore,
  texts: FindTexts,
  slice: Slice,
  given: Map<string, number>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const rows of log.sittings(slice))
    for (const { learner, id } of rows) {
      const sat = await loadSat(rooms, texts, learner, id);
      given.set(learner, (given.get(learner) ?? 0) + sat.logged.length);
      findings.push(...sittingFindings(sat));
    }
  return findings;
}

async function loadSat({ exams }: ExamRooms, texts: FindTexts, learner: string, id: string): Promise<Sat> {
  const items = await exams.paper({ learner, id });
  return {
    sitting: (await exams.sitting(learner, id))!,
    items,
    results: await exams.results({ learner, id }),
    logged: await exams.logged({ learner, id }),
    texts: await texts(items.map(({ hash }) => hash)),
  };
}

/** The most texts that are remembered: about as many as a large bank has. */
const mostTexts = 20_000;

/** Reads each text once, as papers are drawn from the same questions. */
function rememberTexts(store: BankStore): FindTexts {
  let known = new Map<string, Question>();
  return async (hashes) => {
    if (known.size > mostTexts) known = new Map();
    const missing = hashes.filter((hash) => !known.has(hash));
    if (missing.length > 0) for (const [hash, text] of await store.named(missing)) known.set(hash, text);
    return known;
  };
}
