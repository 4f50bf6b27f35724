import type { Trouble } from '../../base/data/place.ts';

/** What readiness is judged by. */
export type Condition = {
  /** Why the data folder cannot be written, if it cannot. */
  unwritable: string | undefined;
  freeBytes: number;
  /** What happened to the files of the database, if they are not as they were opened. */
  lost?: Trouble['kind'];
  /** A commit failed a moment ago, and none has succeeded since. */
  hasFailed: boolean;
  isLate: boolean;
  /** What keeps it from showing the bank that is live. */
  unshown?: string | undefined;
  questions: number;
};

/** Below this no more answers are promised to find room: as much as the write-ahead log may take. */
export const scantSpace = 16 * 1024 * 1024;

/** The sentence on whether Etude can do its work, and what is in the way if it cannot. */
export function readiness(condition: Condition): { isReady: boolean; sentence: string } {
  const problems = problemsOf(condition);
  const isReady = problems.length === 0;
  return { isReady, sentence: isReady ? 'Etude is ready.' : `Etude is not ready: ${problems.join('; ')}.` };
}

function problemsOf({
  unwritable,
  freeBytes,
  lost,
  hasFailed,
  isLate,
  unshown,
  questions,
}: Condition): string[] {
  return [
    unwritable !== undefined && `its data folder cannot be written to (${unwritable})`,
    freeBytes < scantSpace && `its disk has only ${Math.floor(freeBytes / 1024 / 1024)} MB left`,
    lost !== undefined && losses[lost],
    lost === undefined && hasFailed && 'its last write failed',
    isLate && 'it is overloaded',
    unshown !== undefined && unshown,
    questions === 0 && 'its bank has no questions',
  ].filter((problem) => problem !== false);
}

const losses: Record<Trouble['kind'], string> = {
  moved: 'its database is no longer in place',
  deleted: 'its database is no longer in place',
  log: 'the write-ahead log of its database is no longer in place',
  overwritten: 'another program has overwritten its database',
  unreachable: 'its database cannot be reached',
  moving: '"etude move" is reading or filling its database',
};
