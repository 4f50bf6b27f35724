import type { Database } from '../base/data/database.ts';
import { readExam } from '../exam/real.ts';
import { isUndone } from '../memory/undone.ts';
import { countsAtMost, decodeCounts } from '../plan/belief/belief.ts';
import type { Kept } from '../plan/day/load.ts';
import { countCap, type Marks, noMarks, type QueueRead } from './model.ts';

/** A row of a query that reads several kinds of things at once. */
type QueueRow = { kind: string; name: string; revision: number; amount: number; place: number };

/** What is due, unmet, waiting and planned on a day. */
export function queueStore(db: Database) {
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
     select 'card', card.concept, card.revision, case when card.stability is null and card.asleep = 0 then 0 else 1 end, 0
     from json_each(:concepts) as wanted
     cross join card where card.learner = cast(:learner as text) and card.concept = wanted.value
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
  const lastShown = db.all<{ question: string; shownAt: number | null }>(
    `select wanted.value as question, (
       select review.answered_at from review
       where review.learner = cast(:learner as text) and review.question = wanted.value and not ${isUndone}
       order by review.answered_at desc limit 1) as "shownAt"
     from json_each(:questions) as wanted order by wanted.key`,
  );

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
      const kinds = Map.groupBy(rows, ({ kind }) => kind);
      const of = (kind: string) => kinds.get(kind) ?? [];
      // Most of what may be unmet has no card, and no row then.
      const met = new Set(of('card').flatMap(({ name, amount }) => (amount === 1 ? [name] : [])));
      return {
        waiting: of('waiting')
          .sort((a, b) => a.amount - b.amount)
          .map(({ name, amount }) => ({ concept: name, readyAt: amount })),
        due: of('due')
          .sort((a, b) => a.amount - b.amount || a.place - b.place)
          .map(({ name }) => name),
        dueCount: of('due count')[0]!.amount,
        unmet: concepts.filter((concept) => !met.has(concept)),
        asides: of('aside').map(({ name }) => name),
        kept: keptOf(of('exam')[0], of('order')[0]),
        marks: marksOf(of('belief')[0]?.name),
        revisions: revisionsOf(concepts, [...of('waiting'), ...of('due'), ...of('card')]),
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
    /** When each of some questions was last answered. */
    lastShown: (learner: string, questions: readonly string[]) =>
      lastShown({ learner, questions: JSON.stringify(questions) }),
  };
}

/** The revisions of the cards that were read, and of concepts that may have none. */
function revisionsOf(concepts: readonly string[], cards: readonly QueueRow[]): Map<string, number> {
  const revisions = new Map<string, number>();
  for (const concept of concepts) revisions.set(concept, 0);
  for (const { name, revision } of cards) revisions.set(name, revision);
  return revisions;
}

/** The marks in the head of a belief as it is stored. */
function marksOf(head: string | undefined): Marks {
  if (head === undefined) return noMarks;
  const { rightAnswers, wrongAnswers, firsts, earlyReturns, lateReturns, returnsRight } = decodeCounts(head);
  const returns = earlyReturns + lateReturns;
  return { right: rightAnswers, wrong: wrongAnswers, firsts, returns, returnsRight };
}

function keptOf(exam: QueueRow | undefined, order: QueueRow | undefined): Kept {
  return {
    exam: exam && readExam(exam.amount, exam.name),
    order: order && { revision: order.revision, day: order.amount, body: order.name },
  };
}
