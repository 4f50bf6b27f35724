import type { Change, Database } from '../base/data/database.ts';
import type { PastReview } from './model.ts';
import { isUndone } from './undone.ts';

/** How often a learner gave a wrong response to a question; the response as the log has it. */
export type Mistake = { question: string; edition: number; response: string; times: number };

type Answer = Pick<PastReview, 'question' | 'edition' | 'response' | 'correct'>;

/** The wrong responses: counted in each answer's own commit, and again from the log. */
export function mistakeStore(db: Database) {
  const count = db.change(
    `insert into mistake (learner, question, edition, response, times)
     values (:learner, :question, :edition, :response, :sign)
     on conflict (learner, question, edition, response) do update set times = mistake.times + excluded.times`,
    1,
  );
  const forget = db.change('delete from mistake where learner = :learner');
  const countAll = db.change(
    `insert into mistake (learner, question, edition, response, times)
     select cast(:learner as text), question, edition, response, count(*) from review
     where review.learner = cast(:learner as text) and review.correct = 0 and review.response <> '[]' and not ${isUndone}
     group by question, edition, response`,
  );

  return {
    /** Counts a wrong response, or takes it out again; nothing for a right one, or where the answer was asked for. */
    mistakes(learner: string, { question, edition, response, correct }: Answer, sign: 1 | -1): Change[] {
      const text = JSON.stringify(response);
      return correct || text === '[]' ? [] : [count({ learner, question, edition, response: text, sign })];
    },
    /** Counts them all again from the log. */
    recountMistakes: (learner: string): Change[] => [forget({ learner }), countAll({ learner })],
  };
}
