import type { Change, Database } from '../base/data/database.ts';
import type { Logged, Outcome, Past, RealExam, Result } from './model.ts';
import { examSettings, readExam } from './real.ts';
import type { Count } from './score.ts';
import type { Ending, Entry, Move, Sitting } from './sitting.ts';

type SittingRow = Record<'id' | 'learner' | 'terms' | 'seed', string> &
  Record<'startedAt' | 'revision' | 'movedAt' | 'place', number> &
  Record<'timePercent' | 'deadline' | 'settledAt', number | null> & { ending: Ending | null };

type EntryRow = Pick<Entry, 'number' | 'question' | 'hash' | 'edition' | 'domain' | 'tookMs'> &
  Record<'scored' | 'seen' | 'flagged', number> &
  Record<'response' | 'struck', string> & {
    firstResponse: string | null;
    answeredAt: number | null;
    day: number | null;
    correct: number | null;
    markedEdition: number | null;
  };

const sittingColumns = `sitting.id, sitting.learner, sitting.terms, sitting.seed, sitting.started_at as "startedAt",
  sitting.time_percent as "timePercent", sitting.deadline, sitting.revision, sitting.moved_at as "movedAt", sitting.place,
  sitting.settled_at as "settledAt", sitting.ending`;

const entryColumns = `number, question, hash, edition, domain, scored, seen, response, first_response as "firstResponse",
  answered_at as "answeredAt", day, flagged, struck, took_ms as "tookMs", correct,
  marked_edition as "markedEdition"`;

/** The number of sittings on one page of the list. */
export const listed = 20;

/** Sittings, their papers, moves and results; the day of the real exam and how it went. */
export function examStore(db: Database) {
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
  const deleteUnclicked = db.change(`delete from sitting where id = :id and ${isUnclicked}`);
  const deleteIfNothingElse = db.change(
    `delete from learner where id = :learner
       and not exists (select 1 from review where review.learner = learner.id)
       and not exists (select 1 from sitting where sitting.learner = learner.id)`,
  );
  const paper = db.all<EntryRow>(
    `select ${entryColumns} from paper where sitting = cast(:sitting as text) order by number`,
  );
  const entry = db.one<EntryRow>(
    `select ${entryColumns} from paper where sitting = cast(:sitting as text) and number = cast(:number as bigint)`,
  );
  const seen = db.all<{ question: string; answeredAt: number | null; drawnAt: number | null }>(
    `select wanted.value as question,
       (select max(review.answered_at) from review
        where review.learner = cast(:learner as text) and review.question = wanted.value) as "answeredAt",
       (select sitting.started_at from paper join sitting on sitting.id = paper.sitting
        where paper.learner = cast(:learner as text) and paper.question = wanted.value
        order by paper.sitting desc limit 1) as "drawnAt"
     from json_each(:questions) as wanted`,
  );
  const past = db.all<
    { id: string; terms: string; startedAt: number; settledAt: number } & Count & { passed: number }
  >(
    `select sitting.id, sitting.terms, sitting.started_at as "startedAt", sitting.settled_at as "settledAt",
       result.correct, result.scored, result.passed
     from sitting join result on result.sitting = sitting.id
       and result.number = (select max(last.number) from result as last where last.sitting = sitting.id)
     where sitting.learner = cast(:learner as text) and sitting.started_at < cast(:before as bigint)
     order by sitting.started_at desc, sitting.id desc limit cast(:limit as bigint)`,
  );
  const countPast = db.one<{ count: number }>(
    `select count(*) as count from (
       select 1 from sitting where learner = cast(:learner as text) and started_at <= cast(:upTo as bigint)
       limit cast(:limit as bigint)) as counted`,
  );
  const results = db.all<{ number: number; markedAt: number; passed: number; revised: string } & Count>(
    `select number, marked_at as "markedAt", correct, scored, passed, revised from result
     where sitting = cast(:sitting as text) order by number`,
  );
  const stale = db.all<{ sitting: string; learner: string }>(
    `select distinct paper.sitting, paper.learner from json_each(:questions) as wanted
     cross join paper where paper.question = wanted.value and paper.marked_edition < cast(:edition as bigint) limit 20`,
  );
  const sittingsOf = db.all<{ id: string }>(
    'select id from sitting where learner = cast(:learner as text) order by started_at, id',
  );
  const logged = db.all<Omit<Logged, 'response'> & { response: string }>(
    `select paper.number, review.question, review.response, review.answered_at as "answeredAt", review.day
     from paper join review on review.id = paper.sitting || '-' || paper.number
       and review.learner = paper.learner and review.kind = 'exam'
     where paper.sitting = cast(:sitting as text) order by paper.number`,
  );
  const countLogged = db.one<{ count: number }>(
    `select count(*) as count from review where learner = cast(:learner as text) and kind = 'exam'`,
  );
  const insertSitting = db.change(
    `insert into sitting (id, learner, blueprint, terms, seed, started_at, time_percent, deadline, revision, moved_at, place)
     values (:id, :learner, :blueprint, :terms, :seed, :startedAt, :timePercent, :deadline, 0, :startedAt, 1)`,
    1,
  );
  const insertEntry = db.change(
    `insert into paper (sitting, number, learner, question, hash, edition, domain, scored, seen)
     values (:sitting, :number, :learner, :question, :hash, :edition, :domain, :scored, :seen)`,
    1,
  );
  const advance = db.change(
    `update sitting set revision = revision + 1, place = :place,
       moved_at = case when moved_at < :now then :now else moved_at end
     where id = :id and revision = :revision and settled_at is null`,
    1,
  );
  const saveEntry = db.change(
    `update paper set response = :response, first_response = :firstResponse, answered_at = :answeredAt, day = :day,
       flagged = :flagged, struck = :struck, took_ms = :tookMs
     where sitting = :sitting and number = :number`,
    1,
  );
  const insertMove = db.change(
    `insert into move (sitting, revision, number, kind, value, moved_at)
     values (:sitting, :revision, :number, :kind, :value, :now)`,
    1,
  );
  const close = db.change(
    `update sitting set revision = revision + 1, settled_at = :now, ending = :ending
     where id = :id and revision = :revision and settled_at is null`,
    1,
  );
  const saveMark = db.change(
    `update paper set correct = :correct, marked_edition = :edition
     where sitting = :sitting and number = :number and coalesce(marked_edition, 0) <> :edition`,
    1,
  );
  const insertResult = db.change(
    `insert into result (sitting, number, marked_at, correct, scored, passed, revised)
     values (:sitting, :number, :now, :correct, :scored, :passed, :revised)`,
    1,
  );
  const examDay = db.one<{ day: number }>('select day from exam_day where learner = cast(:learner as text)');
  const realExam = db.one<{ day: number; settings: string }>(
    'select day, settings from exam_day where learner = cast(:learner as text)',
  );
  const saveRealExam = db.change(
    `insert into exam_day (learner, day, settings) values (:learner, :day, :settings)
     on conflict (learner) do update set day = excluded.day, settings = excluded.settings`,
    1,
  );
  const forgetExamDay = db.change('delete from exam_day where learner = :learner');
  const lastOutcome = db.one<{ day: number; taken: number; passed: number | null; score: number | null }>(
    `select day, taken, passed, score from outcome where learner = cast(:learner as text)
     order by told_at desc, id desc limit 1`,
  );
  const insertOutcome = db.change(
    `insert into outcome (id, learner, day, taken, passed, score, told_at)
     values (:id, :learner, :day, :taken, :passed, :score, :now)`,
    1,
  );

  return {
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
    /** The questions of a sitting in their order. */
    paper: async (sitting: string): Promise<Entry[]> => (await paper({ sitting })).map(toEntry),
    async entry(sitting: string, number: number): Promise<Entry | undefined> {
      const row = await entry({ sitting, number });
      return row && toEntry(row);
    },
    /** When a learner last saw each of some questions, in an answer or in a paper; leaves out those never seen. */
    async seen(learner: string, questions: readonly string[]): Promise<Map<string, number>> {
      const rows = await seen({ learner, questions: JSON.stringify(questions) });
      return new Map(
        rows.flatMap(({ question, answeredAt, drawnAt }): [string, number][] => {
          const moments = [answeredAt, drawnAt].filter((moment) => moment !== null);
          return moments.length === 0 ? [] : [[question, Math.max(...moments)]];
        }),
      );
    },
    /** The settled sittings that began before a moment, the newest first; one more than is listed if there are older ones. */
    async past(learner: string, before: number): Promise<Past[]> {
      const rows = await past({ learner, before, limit: listed + 1 });
      return rows.map((row) => ({ ...row, terms: JSON.parse(row.terms), passed: row.passed === 1 }));
    },
    /** How many of the learner's sittings began at or before a moment, counted up to a thousand. */
    countUpTo: async (learner: string, upTo: number) =>
      (await countPast({ learner, upTo, limit: 1000 }))!.count,
    async results(sitting: string): Promise<Result[]> {
      const rows = await results({ sitting });
      return rows.map((row) => ({ ...row, passed: row.passed === 1, revised: JSON.parse(row.revised) }));
    },
    /** Some sittings in which one of a question's ids was marked under an earlier edition. */
    stale: (questions: readonly string[], edition: number) =>
      stale({ questions: JSON.stringify(questions), edition }),

    /** The ids of all sittings of a learner. */
    sittingsOf: async (learner: string) => (await sittingsOf({ learner })).map(({ id }) => id),
    /** The answers of a sitting that are in the log, by number. */
    async logged(sitting: string): Promise<Logged[]> {
      return (await logged({ sitting })).map((row) => ({ ...row, response: JSON.parse(row.response) }));
    },
    /** How many answers of a learner's exams are in the log. */
    countLogged: async (learner: string) => (await countLogged({ learner }))!.count,

    begin: (sitting: Sitting, entries: readonly Entry[]): Change[] => [
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
      ...entries.map(({ number, question, hash, edition, domain, scored, seen }) =>
        insertEntry({
          sitting: sitting.id,
          number,
          learner: sitting.learner,
          question,
          hash,
          edition,
          domain,
          scored: Number(scored),
          seen: Number(seen),
        }),
      ),
    ],
    /** Saves a move: the sitting's next revision, the question as it is now and every click. A conflict if another move came first. */
    move: (
      { id, revision }: Sitting,
      entry: Entry,
      moves: readonly Move[],
      { now, place }: { now: number; place: number },
    ): Change[] => [
      advance({ id, revision, now, place }),
      saveEntry({
        sitting: id,
        number: entry.number,
        response: JSON.stringify(entry.response),
        firstResponse: entry.firstResponse ? JSON.stringify(entry.firstResponse) : null,
        answeredAt: entry.answeredAt ?? null,
        day: entry.day ?? null,
        flagged: Number(entry.flagged),
        struck: JSON.stringify(entry.struck),
        tookMs: entry.tookMs,
      }),
      ...moves.map(({ kind, value }) =>
        insertMove({ sitting: id, revision: revision + 1, number: entry.number, kind, value, now }),
      ),
    ],
    /** Ends a sitting; a conflict if another move or end came first. */
    close: ({ id, revision }: Sitting, ending: Ending, now: number): Change =>
      close({ id, revision, ending, now }),
    /** Deletes a sitting if there is still no click in it. */
    deleteUnclicked: (id: string): Change => deleteUnclicked({ id }),
    /** Deletes a learner who has neither an answer nor a sitting. */
    deleteIfNothingElse: (learner: string): Change => deleteIfNothingElse({ learner }),
    /** Marks a question under an edition; a conflict if it is marked under that edition already. */
    saveMark: (sitting: string, number: number, edition: number, correct: boolean | undefined): Change =>
      saveMark({ sitting, number, edition, correct: correct === undefined ? null : Number(correct) }),
    saveResult: (sitting: string, { number, markedAt, correct, scored, passed, revised }: Result): Change =>
      insertResult({
        sitting,
        number,
        now: markedAt,
        correct,
        scored,
        passed: Number(passed),
        revised: JSON.stringify(revised),
      }),

    /** The day of the learner's real exam, if they have named it. */
    examDay: async (learner: string) => (await examDay({ learner }))?.day,
    /** The same with the time that they have for it. */
    async realExam(learner: string): Promise<RealExam | undefined> {
      const row = await realExam({ learner });
      return row && readExam(row.day, row.settings);
    },
    saveRealExam: (learner: string, exam: RealExam): Change =>
      saveRealExam({ learner, day: exam.day, settings: examSettings(exam) }),
    forgetExamDay: (learner: string): Change => forgetExamDay({ learner }),
    async lastOutcome(learner: string): Promise<Outcome | undefined> {
      const row = await lastOutcome({ learner });
      if (!row) return undefined;
      const { day, taken, passed, score } = row;
      return {
        day,
        taken: taken === 1,
        passed: passed === null ? undefined : passed === 1,
        score: score ?? undefined,
      };
    },
    saveOutcome: (id: string, learner: string, { day, taken, passed, score }: Outcome, now: number): Change =>
      insertOutcome({
        id,
        learner,
        day,
        taken: Number(taken),
        passed: passed === undefined ? null : Number(passed),
        score: score ?? null,
        now,
      }),
  };
}

export type ExamStore = ReturnType<typeof examStore>;

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

function toEntry(row: EntryRow): Entry {
  return {
    ...row,
    scored: row.scored === 1,
    seen: row.seen === 1,
    flagged: row.flagged === 1,
    response: JSON.parse(row.response),
    firstResponse: row.firstResponse === null ? undefined : JSON.parse(row.firstResponse),
    struck: JSON.parse(row.struck),
    answeredAt: row.answeredAt ?? undefined,
    day: row.day ?? undefined,
    correct: row.correct === null ? undefined : row.correct === 1,
    markedEdition: row.markedEdition ?? undefined,
  };
}
