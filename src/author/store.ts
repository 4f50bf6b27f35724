import type { Question } from '../bank/model.ts';
import type { Database } from '../base/data/database.ts';
import { caps, type Report, type StoredText } from './model.ts';

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
  };
}

export type AuthorStore = ReturnType<typeof authorStore>;
