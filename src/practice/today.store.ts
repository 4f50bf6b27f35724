import type { Database } from '../base/data/database.ts';
import type { Certainty } from '../memory/rate.ts';
import { isUndone } from '../memory/undone.ts';
import type { Ahead } from '../plan/ahead/model.ts';
import { countCap, type DomainTally, type MelodyAnswer, type Outlook, type WrongAnswer } from './model.ts';

/** Most cards or tallies to read for the days ahead or behind. */
const rowCap = 1000;

/** Most answers to count of which the learner was sure. */
const sureCap = 10;

/** Most flags to read. */
const mostFlags = 200;

/** A row of a query that reads several kinds of things at once. */
type OutlookRow = { kind: string; name: string; day: number; amount: number; correct: number };

/** What Today shows beside the queue. */
export function todayStore(db: Database) {
  const ofLearner = 'learner = cast(:learner as text)';
  const wrongAnswers = `select question, edition, day from review
     where ${ofLearner} and correct = 0 and day > cast(:missedAfter as bigint) and not ${isUndone}
     order by review.day desc limit cast(:most as bigint)`;
  const wrong = db.all<WrongAnswer>(wrongAnswers);
  const sureAndWrong = `select question, edition, day from review
     where ${ofLearner} and correct = 0 and certainty = 'sure' and day > cast(:sureAfter as bigint) and not ${isUndone}
     order by review.day desc limit cast(:mostSure as bigint)`;
  const sure = db.all<WrongAnswer>(sureAndWrong);
  const outlook = db.all<OutlookRow>(
    `select 'ahead' as kind, '' as name, falling.day, falling.amount, 0 as correct from (
       select due_day as day, count(*) as amount from (
         select due_day from card
         where ${ofLearner} and asleep = 0 and ready_at is null
           and due_day > cast(:after as bigint) and due_day <= cast(:until as bigint)
         order by card.due_day nulls last limit cast(:rows as bigint)) as soon
       group by due_day) as falling
     union all
     select 'wrong', question, day, edition, 0 from (${wrongAnswers}) as missed
     union all
     select 'sure', '', 0, count(*), 0 from (${sureAndWrong}) as surely
     union all
     select 'flag', question, 0, 0, 0 from (
       select question from flag where ${ofLearner}
       order by flagged_at desc, question desc limit cast(:flags as bigint)) as flagged
     union all
     select 'domain', domains.domain, 0, domains.answers, domains.correct from (
       select domain, sum(answers) as answers, sum(correct) as correct from (
         select domain, answers, correct from tally where ${ofLearner} and day > cast(:weakAfter as bigint)
         order by tally.day desc limit cast(:rows as bigint)) as recent
       group by domain) as domains
     union all
     select 'exam', '', day, 0, 0 from exam_day where ${ofLearner}
     union all
     select 'on the day', body, 0, 0, 0 from ahead where ${ofLearner}
     union all
     select 'met', '', 0, count(*), 0 from card where ${ofLearner} and asleep = 0 and stability is not null`,
  );
  const played = db.all<{ question: string; correct: number; certainty: Certainty; tookMs: number }>(
    `select question, correct, certainty, took_ms as "tookMs" from (
       select review.id, review.question, review.answered_at, review.day, review.correct, review.certainty, review.took_ms from review
       where review.learner = cast(:learner as text) and review.kind = 'practice' and not ${isUndone}
       order by review.answered_at desc, review.id desc limit cast(:limit as bigint)) as recent
     where day = cast(:day as bigint) order by answered_at, id`,
  );

  return {
    /** The last wrong answers after a day, at most as many as are counted. */
    wrong: (learner: string, missedAfter: number) => wrong({ learner, missedAfter, most: countCap }),
    /** What a learner was sure of and got wrong, the newest first. */
    sureAndWrong: (learner: string) => sure({ learner, sureAfter: -1, mostSure: countCap }),
    /** What Today looks at beside the queue: the cards that fall due after one day and until another, and what went wrong. */
    async outlook(
      learner: string,
      days: { after: number; until: number; missedAfter: number; weakAfter: number },
    ): Promise<Outlook> {
      const rows = await outlook({
        learner,
        ...days,
        sureAfter: days.missedAfter,
        mostSure: sureCap,
        rows: rowCap,
        most: countCap,
        flags: mostFlags,
      });
      const of = (kind: string) => rows.filter((row) => row.kind === kind);
      return {
        ahead: of('ahead').map(({ day, amount }) => ({ day, count: amount })),
        wrong: of('wrong').map(({ name, day, amount }) => ({ question: name, edition: amount, day })),
        sureAndWrong: of('sure')[0]!.amount,
        flags: of('flag').map(({ name }) => name),
        domains: of('domain')
          .map(({ name, amount, correct }): DomainTally => ({ domain: name, answers: amount, correct }))
          .sort((a, b) => (a.domain < b.domain ? -1 : 1)),
        examDay: of('exam')[0]?.day,
        met: of('met')[0]!.amount,
        onTheDay: of('on the day').map(({ name }) => JSON.parse(name) as Ahead)[0],
      };
    },
    /** The answers of the learner's last day, up to a limit. */
    async played(learner: string, day: number, limit: number): Promise<MelodyAnswer[]> {
      const rows = await played({ learner, day, limit });
      return rows.map((row) => ({ ...row, correct: row.correct === 1 }));
    },
  };
}
