import type { Change, Database } from '../base/data/database.ts';
import { readExam } from '../exam/real.ts';
import { type CardRow, cardColumns, toStored } from '../memory/card.store.ts';
import { type StoredCard, unmetCard } from '../memory/model.ts';
import type { Certainty } from '../memory/rate.ts';
import { isUndone } from '../memory/undone.ts';
import type { Ahead } from '../plan/ahead/model.ts';
import { countsAtMost, decodeCounts } from '../plan/belief/belief.ts';
import type { Kept } from '../plan/day/load.ts';
import type {
  CardsOfSet,
  DomainTally,
  Marks,
  MelodyAnswer,
  Outlook,
  QueueRead,
  SetCard,
  WrongAnswer,
} from './model.ts';
import { countCap, noMarks } from './model.ts';

/** Most cards or tallies to read for the days ahead or behind. */
const rowCap = 1000;

/** Most flags to read. */
const mostFlags = 200;

/** A row of a query that reads several kinds of things at once. */
type QueueRow = { kind: string; name: string; revision: number; amount: number; place: number };
type OutlookRow = { kind: string; name: string; day: number; amount: number; correct: number };
type SetRow = Omit<SetCard, 'asleep'> & { kind: string; asleep: number };

/** What practice asks of the store beyond cards and reviews. */
export function practiceStore(db: Database) {
  const ofLearner = 'learner = cast(:learner as text)';
  const isDue = `${ofLearner} and asleep = 0 and ready_at is null and due_day <= cast(:day as bigint)`;
  const isUnmet = '(met.concept is null or (met.stability is null and met.asleep = 0))';
  const withCard = `left join card as met on met.learner = cast(:learner as text) and met.concept = wanted.value`;

  const queue = db.all<QueueRow>(
    `select 'waiting' as kind, concept as name, revision, ready_at as amount, 0 as place from (
       select concept, revision, ready_at from card
       where ${ofLearner} and asleep = 0 and ready_at is not null
       order by card.ready_at nulls last limit cast(:most as bigint)) as waiting
     union all
     select 'due', concept, revision, due_day, place from (
       select concept, revision, due_day, place from card where ${isDue}
       order by card.due_day nulls last, card.place limit cast(:look as bigint)) as due
     union all
     select 'due count', '', 0, count(*), 0 from (
       select 1 as one from card where ${isDue} limit cast(:counted as bigint)) as counted
     union all
     select 'unmet', wanted.value, coalesce(met.revision, 0), 0, 0
     from json_each(:concepts) as wanted ${withCard} where ${isUnmet}
     union all
     select 'aside', question, 0, 0, 0 from set_aside where ${ofLearner}
     union all
     select 'exam', settings, 0, day, 0 from exam_day where ${ofLearner}
     union all
     select 'order', body, revision, day, 0 from day_order where ${ofLearner}
     union all
     select 'belief', substr(sums, 1, ${countsAtMost}), 0, 0, 0 from belief where ${ofLearner}`,
  );
  const due = db.all<{ concept: string }>(
    `select concept from card where ${isDue} order by card.due_day nulls last, card.place limit cast(:limit as bigint)`,
  );
  const unmet = db.all<{ concept: string }>(
    `select wanted.value as concept from json_each(:concepts) as wanted ${withCard} where ${isUnmet}`,
  );
  const cardsOfSet = `select 'card' as kind, card.concept, card.revision, card.day, card.answered_at as "answeredAt",
       card.due_day as "dueDay", card.ready_at as "readyAt", card.asleep
     from json_each(:concepts) as wanted
     cross join card where card.learner = cast(:learner as text) and card.concept = wanted.value`;
  const setCards = db.all<SetRow>(cardsOfSet);
  const setCardsAndAsides = db.all<SetRow>(
    `${cardsOfSet} union all select 'aside', question, 0, 0, 0, 0, 0, 0 from set_aside where ${ofLearner}`,
  );
  const wrongAnswers = `select question, edition, day from review
     where ${ofLearner} and correct = 0 and day > cast(:missedAfter as bigint) and not ${isUndone}
     order by review.day desc limit cast(:most as bigint)`;
  const wrong = db.all<WrongAnswer>(wrongAnswers);
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
  const lastShown = db.all<{ question: string; shownAt: number | null }>(
    `select wanted.value as question, (
       select review.answered_at from review
       where review.learner = cast(:learner as text) and review.question = wanted.value and not ${isUndone}
       order by review.answered_at desc limit 1) as "shownAt"
     from json_each(:questions) as wanted order by wanted.key`,
  );
  const played = db.all<{ question: string; correct: number; certainty: Certainty; tookMs: number }>(
    `select question, correct, certainty, took_ms as "tookMs" from (
       select review.id, review.question, review.answered_at, review.day, review.correct, review.certainty, review.took_ms from review
       where review.learner = cast(:learner as text) and review.kind = 'practice' and not ${isUndone}
       order by review.answered_at desc, review.id desc limit cast(:limit as bigint)) as recent
     where day = cast(:day as bigint) order by answered_at, id`,
  );
  const insertReport = db.change(
    `insert into report (review, learner, message, reported_at) values (:review, :learner, :message, :now)
     on conflict (learner, review) do update set message = excluded.message, reported_at = excluded.reported_at`,
    1,
  );
  const about = db.one<
    { [Column in keyof CardRow]: CardRow[Column] | null } & {
      latest: string | null;
      report: string | null;
      flagged: number;
    }
  >(
    `select ${cardColumns}, (
       select review.id from json_each(:questions) as wanted
       cross join review where review.learner = cast(:learner as text) and review.question = wanted.value
       order by review.answered_at desc, review.id desc limit 1) as latest, (
       select message from report where report.review = cast(:review as text) and report.${ofLearner}) as report,
       case when exists (
         select 1 from json_each(:ids) as wanted
         cross join flag where flag.learner = cast(:learner as text) and flag.question = wanted.value
       ) then 1 else 0 end as flagged
     from (select 1 as one) as answer
     left join card on card.learner = cast(:learner as text) and card.concept = cast(:concept as text)`,
  );

  const toSetCard = ({ kind, ...row }: SetRow): SetCard => ({ ...row, asleep: row.asleep === 1 });

  return {
    /** What a day's queue is made of: as much of what is due as is looked at, and which of some concepts are unmet. */
    async queue(learner: string, day: number, look: number, concepts: readonly string[]): Promise<QueueRead> {
      const rows = await queue({
        learner,
        day,
        look,
        most: countCap,
        counted: countCap + 1,
        concepts: JSON.stringify(concepts),
      });
      const of = (kind: string) => rows.filter((row) => row.kind === kind);
      const found = new Set(of('unmet').map(({ name }) => name));
      return {
        waiting: of('waiting')
          .sort((a, b) => a.amount - b.amount)
          .map(({ name, amount }) => ({ concept: name, readyAt: amount })),
        due: of('due')
          .sort((a, b) => a.amount - b.amount || a.place - b.place)
          .map(({ name }) => name),
        dueCount: of('due count')[0]!.amount,
        unmet: concepts.filter((concept) => found.has(concept)),
        asides: of('aside').map(({ name }) => name),
        kept: keptOf(of('exam')[0], of('order')[0]),
        marks: marksOf(of('belief')[0]?.name),
        revisions: new Map(
          rows
            .filter(({ kind }) => ['waiting', 'due', 'unmet'].includes(kind))
            .map(({ name, revision }) => [name, revision]),
        ),
      };
    },
    /** The concepts that are due on a day, the first of them. */
    due: async (learner: string, day: number, limit: number) =>
      (await due({ learner, day, limit })).map(({ concept }) => concept),
    /** Those of some concepts that the learner has not met, in their order. */
    async unmet(learner: string, concepts: readonly string[]): Promise<string[]> {
      const rows = await unmet({ learner, concepts: JSON.stringify(concepts) });
      const found = new Set(rows.map(({ concept }) => concept));
      return concepts.filter((concept) => found.has(concept));
    },
    /** The last wrong answers after a day, at most as many as are counted. */
    wrong: (learner: string, missedAfter: number) => wrong({ learner, missedAfter, most: countCap }),
    /** The cards of a set's concepts, as far as there are any. */
    async setCards(learner: string, concepts: readonly string[]): Promise<SetCard[]> {
      return (await setCards({ learner, concepts: JSON.stringify(concepts) })).map(toSetCard);
    },
    /** The same, with the questions that the learner does not want to be asked. */
    async setCardsAndAsides(learner: string, concepts: readonly string[]): Promise<CardsOfSet> {
      const rows = await setCardsAndAsides({ learner, concepts: JSON.stringify(concepts) });
      return {
        cards: rows.filter(({ kind }) => kind === 'card').map(toSetCard),
        asides: rows.filter(({ kind }) => kind === 'aside').map(({ concept }) => concept),
      };
    },
    /** What Today looks at beside the queue: the cards that fall due after one day and until another, and what went wrong. */
    async outlook(
      learner: string,
      days: { after: number; until: number; missedAfter: number; weakAfter: number },
    ): Promise<Outlook> {
      const rows = await outlook({ learner, ...days, rows: rowCap, most: countCap, flags: mostFlags });
      const of = (kind: string) => rows.filter((row) => row.kind === kind);
      return {
        ahead: of('ahead').map(({ day, amount }) => ({ day, count: amount })),
        wrong: of('wrong').map(({ name, day, amount }) => ({ question: name, edition: amount, day })),
        flags: of('flag').map(({ name }) => name),
        domains: of('domain')
          .map(({ name, amount, correct }): DomainTally => ({ domain: name, answers: amount, correct }))
          .sort((a, b) => (a.domain < b.domain ? -1 : 1)),
        examDay: of('exam')[0]?.day,
        met: of('met')[0]!.amount,
        onTheDay: of('on the day').map(({ name }) => JSON.parse(name) as Ahead)[0],
      };
    },
    /** When each of some questions was last answered. */
    lastShown: (learner: string, questions: readonly string[]) =>
      lastShown({ learner, questions: JSON.stringify(questions) }),
    /** The answers of the learner's last day, up to a limit. */
    async played(learner: string, day: number, limit: number): Promise<MelodyAnswer[]> {
      const rows = await played({ learner, day, limit });
      return rows.map((row) => ({ ...row, correct: row.correct === 1 }));
    },
    /**
     * What stands beside an answer: the card of its concept and the last answer to any of its questions, what was
     * reported, and whether the question is flagged under any of its ids.
     */
    async about(
      learner: string,
      review: string,
      concept: { id: string; questions: readonly string[] } | undefined,
      ids: readonly string[],
    ) {
      const row = (await about({
        learner,
        review,
        concept: concept?.id ?? '',
        questions: JSON.stringify(concept?.questions ?? []),
        ids: JSON.stringify(ids),
      }))!;
      const stored: StoredCard = row.revision === null ? unmetCard : toStored(row as unknown as CardRow);
      return {
        stored,
        latest: row.latest ?? undefined,
        report: row.report ?? '',
        isFlagged: row.flagged === 1,
      };
    },
    saveReport: (learner: string, review: string, message: string, now: number): Change =>
      insertReport({ learner, review, message, now }),
  };
}

function keptOf(exam: QueueRow | undefined, order: QueueRow | undefined): Kept {
  return {
    exam: exam && readExam(exam.amount, exam.name),
    order: order && { revision: order.revision, day: order.amount, body: order.name },
  };
}

/** The marks in the head of a belief as it is stored. */
function marksOf(head: string | undefined): Marks {
  if (head === undefined) return noMarks;
  const { rightAnswers: right, wrongAnswers: wrong, firsts } = decodeCounts(head);
  return { right, wrong, firsts };
}

export type PracticeStore = ReturnType<typeof practiceStore>;
