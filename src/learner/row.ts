import type { ClockMend } from './clock.ts';
import { type LastAnswer, type Learner, noStanding, type Role, type Standing } from './model.ts';

/** What joins a learner's account to the learner. */
export const withAccount = 'left join account on account.learner = learner.id';

/** The columns of a learner with their account, under the names of a row. */
export const learnerColumns = `
  learner.id, learner.revision, account.name, account.role, learner.zone, learner.day_start as "dayStart", learner.new_per_day as "newPerDay",
  learner.retention, learner.weights, learner.keys_off as "keysOff", learner.theme, learner.last_day as "lastDay",
  learner.last_answered_at as "lastAnsweredAt", learner.clock_mends as "clockMends",
  learner.practice_days as "practiceDays", learner.extra_new as "extraNew",
  learner.extra_day as "extraDay", learner.syllabus, learner.syllabus_met as "syllabusMet",
  learner.revised, learner.stopped,
  learner.given_review as "givenId", learner.given_question as "givenQuestion", learner.given_day as "givenDay",
  learner.kept_review as "keptId", learner.kept_question as "keptQuestion", learner.kept_day as "keptDay",
  learner.day_answers as answers, learner.day_correct as correct, learner.day_first as first,
  learner.day_ms as "tookMs",
  learner.pace_answers as "paceAnswers", learner.pace_ms as "paceMs",
  coalesce((select live_bank.epoch from live_bank), 0) as "bankEpoch"`;

type StandingRow = Pick<Standing, 'answers' | 'correct' | 'first' | 'tookMs' | 'paceAnswers' | 'paceMs'> & {
  givenId: string | null;
  givenQuestion: string | null;
  givenDay: number | null;
  keptId: string | null;
  keptQuestion: string | null;
  keptDay: number | null;
};

/** A learner as the table has it. */
export type LearnerRow = Omit<Learner, 'account' | 'keysOff' | 'stopped' | 'clockMends' | 'standing'> &
  StandingRow & {
    name: string | null;
    role: Role | null;
    keysOff: string;
    stopped: number;
    clockMends: string;
  };

const noMends: readonly ClockMend[] = [];

/** A learner as they are worked with. */
export function toLearner(row: LearnerRow): Learner {
  const given = toAnswer(row.givenId, row.givenQuestion, row.givenDay);
  const latest = toAnswer(row.keptId, row.keptQuestion, row.keptDay);
  return {
    id: row.id,
    revision: row.revision,
    account: row.name === null ? undefined : { name: row.name, role: row.role! },
    zone: row.zone,
    dayStart: row.dayStart,
    newPerDay: row.newPerDay,
    retention: row.retention,
    weights: row.weights,
    keysOff: row.keysOff.split(' ').filter(Boolean),
    theme: row.theme,
    lastDay: row.lastDay,
    lastAnsweredAt: row.lastAnsweredAt,
    clockMends: row.clockMends === '[]' ? noMends : JSON.parse(row.clockMends),
    practiceDays: row.practiceDays,
    extraNew: row.extraNew,
    extraDay: row.extraDay,
    syllabus: row.syllabus,
    syllabusMet: row.syllabusMet,
    revised: row.revised,
    stopped: row.stopped === 1,
    standing: {
      day: row.givenDay ?? noStanding.day,
      answers: row.answers,
      correct: row.correct,
      first: row.first,
      tookMs: row.tookMs,
      latest,
      takenBack: given?.id === latest?.id ? undefined : given,
      paceAnswers: row.paceAnswers,
      paceMs: row.paceMs,
    },
    bankEpoch: row.bankEpoch,
  };
}

function toAnswer(id: string | null, question: string | null, day: number | null): LastAnswer | undefined {
  return id === null ? undefined : { id, question: question!, day: day! };
}
