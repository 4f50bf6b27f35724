import type { Change, Database } from '../../base/data/database.ts';
import type { Mock } from '../readiness/model.ts';
import type { Outcome, Prediction } from './model.ts';

/** So many of the newest mock exams move the forecast. */
const mocksRead = 5;

/** So many predictions are read at most to see how they came out. */
const mostOutcomes = 200;
const mostOfAll = 10_000;

type OutcomeRow = Omit<Outcome, 'share' | 'passed'> & {
  passMark: number;
  right: number | null;
  scored: number | null;
  passed: number | null;
};

const ofPaper = `from paper where paper.learner = prediction.learner and paper.sitting = prediction.id`;
const answeredOf = `and paper.correct is not null and paper.response <> '[]'`;
const settled = `exists (
  select 1 from sitting where sitting.learner = prediction.learner and sitting.id = prediction.id
    and sitting.settled_at is not null)`;

/** A mock exam with what was expected of it. */
export type MockRow = { expected: number; answered: number; right: number };

/** The newest mock exams of a learner that are over, as tests of the forecast. */
export const mocksSql = `
  select paper as expected,
    (select count(*) ${ofPaper} ${answeredOf}) as answered,
    (select coalesce(sum(paper.correct), 0) ${ofPaper} ${answeredOf}) as "right"
  from prediction
  where learner = cast(:learner as text) and kind = 'mock' and ${settled}
  order by prediction.made_at desc, prediction.id desc limit ${mocksRead}`;

/** What was expected of exams, and what came of it. */
export function predictionStore(db: Database) {
  const mocks = db.all<MockRow>(mocksSql);
  const mockOutcomes = (whose: string) =>
    db.all<OutcomeRow>(`select kind, day, score, paper_low as "paperLow", paper_high as "paperHigh", pass, pass_mark as "passMark",
       (select sum(paper.correct) ${ofPaper} and paper.scored = 1 and paper.correct is not null) as "right",
       (select count(*) ${ofPaper} and paper.scored = 1 and paper.correct is not null) as scored, null as passed
     from prediction
     where prediction.learner ${whose} and kind = 'mock' and ${settled}
     order by prediction.made_at desc, prediction.id desc limit cast(:limit as bigint)`);
  const examOutcomes = (whose: string) =>
    db.all<OutcomeRow>(`select prediction.kind, prediction.day, prediction.score, prediction.paper_low as "paperLow",
       prediction.paper_high as "paperHigh", prediction.pass, prediction.pass_mark as "passMark",
       outcome.score as "right", 100 as scored, outcome.passed
     from outcome join prediction on prediction.learner = outcome.learner and prediction.kind = 'exam'
       and prediction.day = outcome.day
     where outcome.learner ${whose} and outcome.taken = 1
       and not exists (
         select 1 from prediction as later where later.learner = prediction.learner and later.kind = 'exam'
           and later.day = prediction.day and later.made_at > prediction.made_at)
     order by outcome.told_at desc limit cast(:limit as bigint)`);
  const ofOne = '= cast(:learner as text)';
  const ofAll = 'in (select learner from agreement)';
  const [mocksOfOne, mocksOfAll] = [mockOutcomes(ofOne), mockOutcomes(ofAll)];
  const [examsOfOne, examsOfAll] = [examOutcomes(ofOne), examOutcomes(ofAll)];
  const agreed = db.one<{ one: number }>(
    'select 1 as one from agreement where learner = cast(:learner as text)',
  );
  const agree = db.change(
    'insert into agreement (learner, agreed_at) values (:learner, :now) on conflict do nothing',
  );
  const withdraw = db.change('delete from agreement where learner = :learner');
  const insert = db.change(
    `insert into prediction (learner, id, kind, made_at, day, blueprint, score, low, high, paper_low, paper_high, pass,
       pass_mark, paper)
     values (:learner, :id, :kind, :madeAt, :day, :blueprint, :score, :low, :high, :paperLow, :paperHigh, :pass,
       :passMark, :paper)`,
    1,
  );
  const move = db.change(
    `insert into prediction (learner, id, kind, made_at, day, blueprint, score, low, high, paper_low, paper_high, pass,
       pass_mark, paper)
     select cast(:into as text), id, kind, made_at, day, blueprint, score, low, high, paper_low, paper_high, pass,
       pass_mark, paper
     from prediction where learner = cast(:from as text) and (kind = 'exam' or exists (
       select 1 from sitting where sitting.learner = cast(:into as text) and sitting.id = prediction.id))
     on conflict do nothing`,
  );

  return {
    /** The newest mock exams of a learner as tests of the forecast. */
    mocks: (learner: string): Promise<Mock[]> => mocks({ learner }),
    /** How the predictions about a learner came out, the newest first. */
    async outcomes(learner: string): Promise<Outcome[]> {
      const values = { learner, limit: mostOutcomes };
      const [mocks, exams] = await Promise.all([mocksOfOne(values), examsOfOne(values)]);
      return [...exams, ...mocks].map(toOutcome);
    },
    /** The same for everybody who agrees to be counted. */
    async outcomesOfAll(): Promise<Outcome[]> {
      const values = { limit: mostOfAll };
      const [mocks, exams] = await Promise.all([mocksOfAll(values), examsOfAll(values)]);
      return [...exams, ...mocks].map(toOutcome);
    },
    /** Whether a learner agrees to be counted. */
    agrees: async (learner: string) => (await agreed({ learner })) !== undefined,
    agree: (learner: string, now: number): Change => agree({ learner, now }),
    /** Counts a learner no longer. */
    withdraw: (learner: string): Change => withdraw({ learner }),
    /** Writes a prediction down; a conflict where one of that name stands already. */
    predict: (learner: string, { paper, ...prediction }: Prediction): Change =>
      insert({ learner, ...prediction, paper: paper ?? null }),
    /** Moves the predictions about one learner to another, those of mock exams with the exams that have been moved. */
    move: (from: string, into: string): Change => move({ from, into }),
  };
}

export type PredictionStore = ReturnType<typeof predictionStore>;

/** A real exam's score on a scale of its own says nothing about its share. */
function toOutcome({ passMark, right, scored, passed, ...row }: OutcomeRow): Outcome {
  const share = right === null || !scored || right > scored ? undefined : right / scored;
  if (row.kind === 'exam') return { ...row, share, passed: passed === null ? undefined : passed === 1 };
  return { ...row, share, passed: share === undefined ? undefined : share >= passMark - 1e-9 };
}
