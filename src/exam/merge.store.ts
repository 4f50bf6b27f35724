import type { Change, Database } from '../base/data/database.ts';

/** A row of one learner's table as another's; whatever the other has already stays as it is. */
const copied = (table: string, columns: string, where = '') =>
  `insert into ${table} (learner, ${columns})
   select cast(:into as text), ${columns} from ${table} where learner = cast(:from as text)${where}
   on conflict do nothing`;

const sittingColumns = `id, blueprint, terms, seed, started_at, time_percent, deadline, revision, moved_at,
  current_number, settled_at, ending`;
const paperColumns = `sitting, number, question, hash, edition, domain, scored, seen, response, first_response,
  answered_at, day, flagged, struck, took_ms, marked_edition, correct, in_grace, late_response, late_at`;
const resultColumns = 'sitting, number, marked_at, correct, scored, passed, revised';

/** Moving exams from one learner to another. */
export function examMergeStore(db: Database) {
  const ofOne = ` and sitting = cast(:sitting as text)`;
  const moveSitting = db.change(copied('sitting', sittingColumns, ' and id = cast(:sitting as text)'), 1);
  const parts = [
    db.change(copied('paper', paperColumns, ofOne)),
    db.change(copied('move', 'sitting, revision, number, kind, value, moved_at', ofOne)),
    db.change(copied('result', resultColumns, ofOne)),
  ];
  const restateAnswer = db.change(
    `update paper set answered_at = :answeredAt, day = :day
     where learner = :learner and sitting = :sitting and number = :number`,
    1,
  );
  const moveOutcomes = db.change(copied('outcome', 'id, day, taken, passed, score, told_at'));
  const moveExamDay = db.change(copied('exam_day', 'day, settings'));

  return {
    /** Moves a sitting with its paper, its clicks and its results. */
    moveSitting: (from: string, into: string, sitting: string): Change[] =>
      [moveSitting, ...parts].map((each) => each({ from, into, sitting })),
    /** Writes the moment and the day of an answer of a paper as the log of its owner numbers them. */
    restateAnswer: (
      learner: string,
      sitting: string,
      { number, answeredAt, day }: { number: number; answeredAt: number; day: number },
    ): Change => restateAnswer({ learner, sitting, number, answeredAt, day }),
    /** Moves what was told of real exams, and the exam to come unless the other learner has one. */
    moveRealExams: (from: string, into: string): Change[] => [
      moveOutcomes({ from, into }),
      moveExamDay({ from, into }),
    ],
  };
}
