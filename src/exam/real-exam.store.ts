import type { Change, Database } from '../base/data/database.ts';
import type { Outcome, RealExam } from './model.ts';
import { examSettings, readExam } from './real.ts';

/** The day of the real exam and how it went. */
export function realExamStore(db: Database) {
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
