import type { Question } from '../bank/model.ts';
import type { Database } from '../base/data/database.ts';
import { isUndone } from '../memory/undone.ts';
import { caps, type Report, type StoredText, type Use } from './model.ts';

/** So much of the reports is looked at: the newest. */
const recentReports = `
  from (select report.learner, report.review, report.message, report.reported_at from report
        order by report.reported_at desc, report.review desc limit ${caps.recentReports}) as recent
  join review on review.learner = recent.learner and review.id = recent.review`;

/** What authors read of the texts, the reports and the log. Nothing here writes. */
export function authorStore(db: Database) {
  const texts = db.all<{ hash: string; body: string; storedAt: number }>(
    `select question_text.hash, question_text.body, question_text.stored_at as "storedAt"
     from json_each(:questions) as wanted join question_text on question_text.question = wanted.value
     left join bank_question on bank_question.question = question_text.question and bank_question.hash = question_text.hash
     order by case when bank_question.hash is null then 1 else 0 end, question_text.stored_at desc, question_text.edition desc, question_text.hash limit ${caps.texts}`,
  );
  const reportColumns = 'recent.message, recent.reported_at as "reportedAt", review.question, review.hash';
  const reports = db.all<Report>(
    `select ${reportColumns} ${recentReports} order by recent.reported_at desc, recent.review desc`,
  );
  const reportsOn = db.all<Report & { body: string }>(
    `select ${reportColumns}, question_text.body ${recentReports}
     join question_text on question_text.hash = review.hash
     where review.question in (select wanted.value from json_each(:questions) as wanted)
     order by recent.reported_at desc, recent.review desc limit ${caps.reports}`,
  );
  // No index leads from a question to its reviews; the cards of its concept lead to the learners who may have any.
  const use = db.one<Use>(
    `select count(*) as answers, coalesce(sum(first.correct), 0) as correct
     from (select card.learner from card where card.concept = cast(:concept as text)
           limit ${caps.candidates}) as met
     join review as first on first.learner = met.learner and first.id = (
       select review.id from json_each(:questions) as wanted
       cross join review
       where review.learner = met.learner and review.question = wanted.value
         and review.edition = cast(:edition as bigint) and not ${isUndone}
       order by review.answered_at, review.id limit 1)`,
  );

  return {
    /** The texts of a question that were ever live: the one that is first, then the newest. */
    async texts(questions: readonly string[]): Promise<StoredText[]> {
      const rows = await texts({ questions: JSON.stringify(questions) });
      return rows.map(({ body, ...row }) => ({ ...row, question: JSON.parse(body) }));
    },
    /** The newest reports about anything. */
    reports: () => reports({}),
    /** The newest reports about a question, each with the text that was seen. */
    async reportsOn(questions: readonly string[]): Promise<(Report & { seen: Question })[]> {
      const rows = await reportsOn({ questions: JSON.stringify(questions) });
      return rows.map(({ body, ...row }) => ({ ...row, seen: JSON.parse(body) }));
    },
    /** How the candidates who have met a concept answered one of its questions when they first met an edition of it. */
    use: async (concept: string, questions: readonly string[], edition: number): Promise<Use> =>
      (await use({ concept, questions: JSON.stringify(questions), edition }))!,
  };
}

export type AuthorStore = ReturnType<typeof authorStore>;
