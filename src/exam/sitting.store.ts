import type { Change, Database } from '../base/data/database.ts';
import { paperStore } from './paper.store.ts';
import type { Ending, LateChoice, Move, PaperItem, Sitting } from './sitting.ts';

type SittingRow = Record<'id' | 'learner' | 'terms' | 'seed', string> &
  Record<'startedAt' | 'revision' | 'movedAt' | 'currentNumber', number> &
  Record<'timePercent' | 'deadline' | 'settledAt', number | null> & { ending: Ending | null };

const sittingColumns = `sitting.id, sitting.learner, sitting.terms, sitting.seed, sitting.started_at as "startedAt",
  sitting.time_percent as "timePercent", sitting.deadline, sitting.revision, sitting.moved_at as "movedAt", sitting.current_number as "currentNumber",
  sitting.settled_at as "settledAt", sitting.ending`;

/** Sittings with their papers and moves. */
export function sittingStore(db: Database) {
  const papers = paperStore(db);
  const open = db.one<SittingRow>(
    `select ${sittingColumns} from sitting where learner = cast(:learner as text) and settled_at is null`,
  );
  const sitting = db.one<SittingRow>(
    `select ${sittingColumns} from sitting where id = cast(:id as text) and learner = cast(:learner as text)`,
  );
  const overdue = db.all<{ id: string; learner: string }>(
    `select id, learner from sitting where settled_at is null and deadline <= cast(:now as bigint)
     order by deadline nulls last limit 50`,
  );
  // A move raises the revision, and so does the end of the sitting.
  const isUnclicked = `(revision = 0 or (revision = 1 and ending = 'time up'))`;
  const unclicked = db.all<{ id: string; learner: string }>(
    `select id, learner from sitting
     where ${isUnclicked} and started_at > cast(:after as bigint) and started_at < cast(:before as bigint)
     order by started_at limit cast(:limit as bigint)`,
  );
  const deleteUnclicked = db.change(
    `delete from sitting where learner = :learner and id = :id and ${isUnclicked}`,
  );
  // In PostgreSQL the next statement then sees what was waiting for the learner's row, such as a first answer.
  const hold = db.change('update learner set revision = revision where id = :learner');
  const deleteIfNothingElse = db.change(
    `delete from learner where id = :learner
       and not exists (select 1 from review where review.learner = learner.id)
       and not exists (select 1 from sitting where sitting.learner = learner.id)`,
  );
  const countPast = db.one<{ count: number }>(
    `select count(*) as count from (
       select 1 from sitting where learner = cast(:learner as text) and started_at <= cast(:upTo as bigint)
       limit cast(:limit as bigint)) as counted`,
  );
  const sittingsOf = db.all<{ id: string }>(
    'select id from sitting where learner = cast(:learner as text) order by started_at, id',
  );
  const insertSitting = db.change(
    `insert into sitting (id, learner, blueprint, terms, seed, started_at, time_percent, deadline, revision, moved_at, current_number)
     values (:id, :learner, :blueprint, :terms, :seed, :startedAt, :timePercent, :deadline, 0, :startedAt, 1)`,
    1,
  );
  const advance = db.change(
    `update sitting set revision = revision + 1, current_number = :number,
       moved_at = case when moved_at < :now then :now else moved_at end
     where learner = :learner and id = :id and revision = :revision and settled_at is null`,
    1,
  );
  const raise = db.change(
    'update sitting set revision = revision + 1 where learner = :learner and id = :id and revision = :revision',
    1,
  );
  const insertMove = db.change(
    `insert into move (learner, sitting, revision, number, kind, value, moved_at)
     values (:learner, :sitting, :revision, :number, :kind, :value, :now)`,
    1,
  );
  const close = db.change(
    `update sitting set revision = revision + 1, settled_at = :now, ending = :ending
     where learner = :learner and id = :id and revision = :revision and settled_at is null`,
    1,
  );

  return {
    ...papers,
    /** The learner's sitting that has not ended. */
    async open(learner: string): Promise<Sitting | undefined> {
      const row = await open({ learner });
      return row && toSitting(row);
    },
    async sitting(learner: string, id: string): Promise<Sitting | undefined> {
      const row = await sitting({ learner, id });
      return row && toSitting(row);
    },
    /** Some sittings whose time is up but which nobody has ended, the earliest deadline first. */
    overdue: (now: number) => overdue({ now }),
    /** Some sittings without a click that began after one moment and before another. */
    unclicked: (after: number, before: number, limit: number) => unclicked({ after, before, limit }),
    /** How many of the learner's sittings began at or before a moment, counted up to a thousand. */
    countUpTo: async (learner: string, upTo: number) =>
      (await countPast({ learner, upTo, limit: 1000 }))!.count,
    /** The ids of all sittings of a learner. */
    sittingsOf: async (learner: string) => (await sittingsOf({ learner })).map(({ id }) => id),

    begin: (sitting: Sitting, items: readonly PaperItem[]): Change[] => [
      insertSitting({
        id: sitting.id,
        learner: sitting.learner,
        blueprint: sitting.terms.id,
        terms: JSON.stringify(sitting.terms),
        seed: sitting.seed,
        startedAt: sitting.startedAt,
        timePercent: sitting.timePercent ?? null,
        deadline: sitting.deadline ?? null,
      }),
      ...papers.savePaper(sitting, items),
    ],
    /** Saves a move: the sitting's next revision, the question as it is now and every click. A conflict if another move came first. */
    move: (
      { learner, id, revision }: Sitting,
      item: PaperItem,
      moves: readonly Move[],
      { now, next }: { now: number; next: number },
    ): Change[] => [
      advance({ learner, id, revision, now, number: next }),
      papers.saveItem({ learner, id }, item),
      ...moves.map(({ kind, value }) =>
        insertMove({ learner, sitting: id, revision: revision + 1, number: item.number, kind, value, now }),
      ),
    ],
    /** Notes a choice that came too late to count. Raises the revision, as every click does. */
    noteLate: ({ learner, id, revision }: Sitting, number: number, late: LateChoice): Change[] => [
      raise({ learner, id, revision }),
      papers.saveLate({ learner, id }, number, late),
    ],
    /** Ends a sitting; a conflict if another move or end came first. */
    close: ({ learner, id, revision }: Sitting, ending: Ending, now: number): Change =>
      close({ learner, id, revision, ending, now }),
    /** Deletes a sitting if there is still no click in it. */
    deleteUnclicked: (learner: string, id: string): Change => deleteUnclicked({ learner, id }),
    /** Deletes a learner who has neither an answer nor a sitting. */
    deleteIfNothingElse: (learner: string): Change[] => [hold({ learner }), deleteIfNothingElse({ learner })],
  };
}

function toSitting({ terms, timePercent, deadline, settledAt, ending, ...row }: SittingRow): Sitting {
  return {
    ...row,
    terms: JSON.parse(terms),
    timePercent: timePercent ?? undefined,
    deadline: deadline ?? undefined,
    settledAt: settledAt ?? undefined,
    ending: ending ?? undefined,
  };
}
