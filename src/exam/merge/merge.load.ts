import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import { restated } from '../../learner/clock.ts';
import type { LearnersMerged, OnLearnersMerged } from '../../learner/merge/occasion.ts';
import { joiningEntries } from '../../memory/merge.load.ts';
import type { OwnedEntry } from '../../memory/merge.store.ts';
import type { MemoryStore } from '../../memory/store.ts';
import type { ExamDeps } from '../load.ts';
import { placeOf } from '../marking/log-answers.ts';
import { settle } from '../marking/settle.load.ts';
import type { Sitting } from '../sitting.ts';
import type { ExamStore } from '../store.ts';

type Deps = { exams: ExamStore; memory: MemoryStore };

/** Moves exams with their answers; one that the other learner has already, from a file they brought, stays as it is. */
export function onLearnersMerged({ exams, memory }: Deps): OnLearnersMerged {
  return async ({ bank }, merged) => {
    const { from, into } = merged;
    const moved = await movedSittings(exams, merged);
    const answers = answersOf(await joiningEntries({ memory, bank }, merged), moved);
    const open = moved.find(({ settledAt }) => settledAt === undefined);
    return [
      ...moved.flatMap(({ id }) => exams.moveSitting(from.id, into.id, id)),
      ...(open ? await restateOpen(exams, merged, open) : []),
      ...answers.flatMap(({ sitting, number, entry }) => [
        exams.restateAnswer(into.id, sitting, { ...entry, number }),
        memory.moveEntry(from.id, into.id, entry),
      ]),
      ...exams.moveRealExams(from.id, into.id),
    ];
  };
}

/** The entries of the log that answers of some sittings are. */
function answersOf(entries: readonly OwnedEntry[], sittings: readonly Sitting[]) {
  const ids = new Set(sittings.map(({ id }) => id));
  return entries
    .filter(({ kind }) => kind === 'exam')
    .map((entry) => ({ entry, ...placeOf(entry.id) }))
    .filter(({ sitting }) => ids.has(sitting));
}

/** The exams to move: all that the other learner does not have, without an empty one beside theirs. */
async function movedSittings(exams: ExamStore, { from, into }: LearnersMerged): Promise<Sitting[]> {
  const known = new Set(await exams.sittingsOf(into.id));
  const missing = (await exams.sittingsOf(from.id)).filter((id) => !known.has(id));
  const sittings = await Promise.all(missing.map((id) => exams.sitting(from.id, id)));
  const open = await exams.open(into.id);
  const isMoved = (sitting: Sitting) => sitting.settledAt !== undefined || open === undefined;
  const moved = sittings.filter((each) => each !== undefined).filter(isMoved);
  const lost = sittings.find((each) => each && !moved.includes(each) && each.revision > 0);
  if (lost) throw stillEnding();
  return moved;
}

function stillEnding(): Failure {
  return new Failure(
    'conflict',
    'Both learners have an exam in progress, and one exam is about to end. Nothing was changed. Try again in a minute.',
  );
}

/** The answers of an exam under way by the clock of its new owner. */
async function restateOpen(
  exams: ExamStore,
  { from, into }: LearnersMerged,
  open: Sitting,
): Promise<Change[]> {
  return (await exams.paper(open)).flatMap(({ number, answeredAt, day }) => {
    if (answeredAt === undefined || day === undefined) return [];
    return [exams.restateAnswer(into.id, open.id, restated(from, into, { number, answeredAt, day }))];
  });
}

/** Before a merge: hands in the exam of the one who goes where both have one under way, as a learner sits only one. */
export async function handInSecondExam(
  deps: ExamDeps,
  from: string,
  into: string,
  now: number,
): Promise<void> {
  const [open, other] = [await deps.exams.open(from), await deps.exams.open(into)];
  if (open && other && open.revision > 0) await settle(deps, from, open.id, now);
}
