import type { Database } from '../base/data/database.ts';
import { undone } from '../memory/undone.ts';
import { caps, type LastAnswer, type PastAnswer } from './model.ts';

/** What a learner has answered, as the log has it. Nothing here writes. */
export function learnStore(db: Database) {
  // Leaps from question to question, so that it costs as much as there are questions and not answers. SQLite keeps the
  // order of a cross join; without statistics it would otherwise look up every answer for every question.
  const lastAnswers = db.all<Omit<LastAnswer, 'correct' | 'undone' | 'revealed'> & Flags>(
    `with recursive answered (question) as (
       select ''
       union all
       select (
         select review.question from review
         where review.learner = cast(:learner as text) and review.question > answered.question
         order by review.question limit 1)
       from answered where answered.question is not null)
     select review.id, review.question, review.hash, review.answered_at as "answeredAt", review.correct,
       review.certainty, ${undone},
       case when review.response = '[]' then 1 else 0 end as revealed
     from answered
     cross join review where review.learner = cast(:learner as text) and review.id = (
       select given.id from review as given
       where given.learner = cast(:learner as text) and given.question = answered.question
       order by given.answered_at desc, given.id desc limit 1)
     order by review.answered_at desc, review.id desc limit ${caps.answered}`,
  );
  const answers = db.all<Omit<PastAnswer, 'response' | 'correct' | 'undone'> & Flags & { response: string }>(
    `select review.id, review.hash, review.answered_at as "answeredAt", review.day, review.response, review.correct,
       review.certainty, review.seed, ${undone}
     from json_each(:questions) as wanted
     cross join review where review.learner = cast(:learner as text) and review.question = wanted.value
     order by review.answered_at desc, review.id desc limit ${caps.answers}`,
  );
  const ownReport = db.one<{ message: string }>(
    `select report.message from json_each(:reviews) as wanted
     join report on report.review = wanted.value and report.learner = cast(:learner as text)
     order by report.reported_at desc limit 1`,
  );

  return {
    /** The last answer of a learner under each id that they have answered, the newest first. */
    async lastAnswers(learner: string): Promise<LastAnswer[]> {
      const rows = await lastAnswers({ learner });
      return rows.map((row) => ({ ...row, ...toFlags(row), revealed: row.revealed === 1 }));
    },
    /** The last answers of a learner to a question under any of its ids, the newest first. */
    async answers(learner: string, questions: readonly string[]): Promise<PastAnswer[]> {
      const rows = await answers({ learner, questions: JSON.stringify(questions) });
      return rows.map((row) => ({ ...row, ...toFlags(row), response: JSON.parse(row.response) }));
    },
    /** A learner's latest report about some of their answers. */
    ownReport: async (learner: string, reviews: readonly string[]) =>
      (await ownReport({ learner, reviews: JSON.stringify(reviews) }))?.message,
  };
}

export type LearnStore = ReturnType<typeof learnStore>;

type Flags = { correct: number; undone: number; revealed?: number };

function toFlags({ correct, undone }: Flags) {
  return { correct: correct === 1, undone: undone === 1 };
}
