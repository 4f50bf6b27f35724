import type { Change, Database } from '../base/data/database.ts';

/** Most flags to read. */
const mostFlags = 200;

/** The questions that a learner has flagged, and those that they do not want to be asked again. */
export function flagStore(db: Database) {
  const asides = db.all<{ question: string }>(
    'select question from set_aside where learner = cast(:learner as text) order by set_aside_at, question',
  );
  const insertAside = db.change(
    `insert into set_aside (learner, question, set_aside_at) values (:learner, :question, :now)
     on conflict do nothing`,
  );
  const deleteAside = db.change('delete from set_aside where learner = :learner and question = :question', 1);
  const flags = db.all<{ question: string }>(
    `select question from flag where learner = cast(:learner as text)
     order by flagged_at desc, question desc limit cast(:limit as bigint)`,
  );
  const insertFlag = db.change(
    `insert into flag (learner, question, flagged_at) values (:learner, :question, :now)
     on conflict do nothing`,
  );
  const deleteFlag = db.change('delete from flag where learner = :learner and question = :question');
  const moveAsides = db.change(
    `insert into set_aside (learner, question, set_aside_at)
     select cast(:into as text), question, set_aside_at from set_aside where learner = cast(:from as text)
     on conflict do nothing`,
  );
  const moveFlags = db.change(
    `insert into flag (learner, question, flagged_at)
     select cast(:into as text), question, flagged_at from flag where learner = cast(:from as text)
     on conflict do nothing`,
  );

  return {
    /** The ids of the questions that a learner does not want to be asked again. */
    asides: async (learner: string) => (await asides({ learner })).map(({ question }) => question),
    /** The ids of the questions that a learner has flagged, the last ones first. */
    flags: async (learner: string) =>
      (await flags({ learner, limit: mostFlags })).map(({ question }) => question),

    setAside: (learner: string, question: string, now: number): Change =>
      insertAside({ learner, question, now }),
    askAgain: (learner: string, question: string): Change => deleteAside({ learner, question }),
    /** Flags a question; one that is flagged stays so. */
    flag: (learner: string, question: string, now: number): Change => insertFlag({ learner, question, now }),
    unflag: (learner: string, question: string): Change => deleteFlag({ learner, question }),
    /** Gives a learner the flags and set-aside questions of another as well. */
    moveFlags: (from: string, into: string): Change[] => [
      moveAsides({ from, into }),
      moveFlags({ from, into }),
    ],
  };
}
