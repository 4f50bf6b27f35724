import type { Database } from '../base/data/database.ts';
import type { Mistake } from '../memory/mistake.store.ts';
import { undone } from '../memory/undone.ts';
import { type CertaintyAnswers, type ConceptAnswer, caps, type DayAnswers, type Expected } from './model.ts';

type AnswerRow = Omit<
  ConceptAnswer,
  'correct' | 'undone' | 'easy' | 'revealed' | 'recall' | 'before' | 'after' | 'dueBefore' | 'dueAfter'
> & {
  correct: number;
  undone: number;
  easy: number;
  revealed: number;
  recall: number | null;
  before: number | null;
  after: number | null;
  dueBefore: number | null;
  dueAfter: number | null;
};

/** How a learner is doing: nothing here writes, and no statement reads more than a capped part of a history. */
export function progressStore(db: Database) {
  const practised = `select day, certainty, answers, correct, took_ms from tally
    where learner = cast(:learner as text) and day > cast(:after as bigint) and kind = 'practice' and answers > 0
    order by tally.day desc limit ${caps.tallies}`;
  const days = db.all<DayAnswers>(
    `select day, sum(answers) as answers, sum(correct) as correct, sum(took_ms) as "tookMs"
     from (${practised}) as recent group by day order by day`,
  );
  const certainties = db.all<CertaintyAnswers>(
    `select certainty, sum(answers) as answers, sum(correct) as correct
     from (${practised}) as recent group by certainty`,
  );
  const mistakes = db.all<Mistake>(
    `select question, edition, response, times from mistake
     where learner = cast(:learner as text) and times > 0 order by mistake.times desc limit ${caps.mistakes}`,
  );
  const expected = db.all<Expected>(
    `select made_at as "madeAt", day, score, low, high from prediction
     where learner = cast(:learner as text) and kind = 'exam'
     order by prediction.made_at desc limit ${caps.predictions}`,
  );
  const answers = db.all<AnswerRow>(
    `select review.id, review.question, review.edition, review.kind, review.answered_at as "answeredAt", review.day,
       review.correct, review.certainty, review.rating, review.recall, review.stability_before as before,
       review.stability_after as after, review.due_before as "dueBefore", review.due_after as "dueAfter", ${undone},
       case when exists (
         select 1 from amendment where amendment.learner = review.learner and amendment.review = review.id
           and amendment.kind = 'easy') then 1 else 0 end as easy,
       case when review.response = '[]' then 1 else 0 end as revealed
     from json_each(:questions) as wanted
     cross join review where review.learner = cast(:learner as text) and review.id in (
       select given.id from review as given
       where given.learner = cast(:learner as text) and given.question = wanted.value
       order by given.answered_at desc, given.id desc limit ${caps.answers})
     order by review.answered_at desc, review.id desc limit ${caps.answers}`,
  );

  return {
    /** What was answered in practice after a day of the log, by day. */
    days: (learner: string, after: number) => days({ learner, after }),
    /** The same by certainty. */
    certainties: (learner: string, after: number) => certainties({ learner, after }),
    /** The wrong responses that a learner has given most often. */
    mistakes: (learner: string) => mistakes({ learner }),
    /** What was expected of the real exam, the newest first. */
    expected: (learner: string) => expected({ learner }),
    /** The last answers to some questions, the newest first. */
    async answers(learner: string, questions: readonly string[]): Promise<ConceptAnswer[]> {
      return (await answers({ learner, questions: JSON.stringify(questions) })).map(toAnswer);
    },
  };
}

export type ProgressStore = ReturnType<typeof progressStore>;

function toAnswer({
  correct,
  undone,
  easy,
  revealed,
  recall,
  before,
  after,
  dueBefore,
  dueAfter,
  ...row
}: AnswerRow) {
  return {
    ...row,
    correct: correct === 1,
    undone: undone === 1,
    easy: easy === 1,
    revealed: revealed === 1,
    recall: recall ?? undefined,
    before: before ?? undefined,
    after: after ?? undefined,
    dueBefore: dueBefore ?? undefined,
    dueAfter: dueAfter ?? undefined,
  };
}
