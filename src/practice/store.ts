import type { Change, Database } from '../base/data/database.ts';
import type { Certainty } from '../memory/rate.ts';
import type { DayTally, DomainTally, MelodyAnswer, SetCard } from './model.ts';
import { countCap } from './model.ts';

/** So many cards or tallies are read at most when looking at the days ahead or behind. */
const rowCap = 1000;

/** What practice asks of the store beyond cards and reviews. */
export function practiceStore(db: Database) {
  const waiting = db.all<{ concept: string; readyAt: number }>(
    `select concept, ready_at as readyAt from card
     where learner = cast(:learner as text) and asleep = 0 and ready_at is not null
     order by ready_at limit cast(:limit as integer)`,
  );
  const isDue = `learner = cast(:learner as text) and asleep = 0 and ready_at is null and due_day <= cast(:day as integer)`;
  const due = db.all<{ concept: string }>(
    `select concept from card where ${isDue} order by due_day, place limit cast(:limit as integer)`,
  );
  const countDue = db.one<{ count: number }>(
    `select count(*) as count from (select 1 from card where ${isDue} limit cast(:limit as integer))`,
  );
  const ahead = db.all<{ day: number; count: number }>(
    `select due_day as day, count(*) as count from (
       select due_day from card
       where learner = cast(:learner as text) and asleep = 0 and ready_at is null
         and due_day > cast(:after as integer) and due_day <= cast(:until as integer)
       order by due_day limit cast(:limit as integer)) as soon
     group by due_day order by due_day`,
  );
  const unmet = db.all<{ concept: string }>(
    `select wanted.value as concept from json_each(:concepts) as wanted
     where not exists (
       select 1 from card where card.learner = cast(:learner as text) and card.concept = wanted.value
         and (card.stability is not null or card.asleep = 1))`,
  );
  const setCards = db.all<Omit<SetCard, 'asleep'> & { asleep: number }>(
    `select card.concept, card.day, card.answered_at as answeredAt, card.due_day as dueDay, card.ready_at as readyAt,
       card.asleep
     from json_each(:concepts) as wanted
     join card on card.learner = cast(:learner as text) and card.concept = wanted.value`,
  );
  const wrong = db.all<{ question: string; edition: number; day: number }>(
    `select question, edition, day from review
     where learner = cast(:learner as text) and correct = 0 and day > cast(:after as integer)
       and not exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo')
     order by day desc limit cast(:limit as integer)`,
  );
  const lastShown = db.all<{ question: string; shownAt: number | null }>(
    `select wanted.value as question, (
       select review.answered_at from review
       where review.learner = cast(:learner as text) and review.question = wanted.value
         and not exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo')
       order by review.answered_at desc limit 1) as shownAt
     from json_each(:questions) as wanted order by wanted.key`,
  );
  const tally = db.one<DayTally>(
    `select coalesce(sum(answers), 0) as answers, coalesce(sum(correct), 0) as correct,
       coalesce(sum(first), 0) as first
     from tally where learner = cast(:learner as text) and day = cast(:day as integer) and kind = 'practice'`,
  );
  const byDomain = db.all<DomainTally>(
    `select domain, sum(answers) as answers, sum(correct) as correct from (
       select domain, answers, correct from tally
       where learner = cast(:learner as text) and day > cast(:after as integer)
       order by day desc limit cast(:limit as integer)) as recent
     group by domain order by domain`,
  );
  const pace = db.one<{ answers: number; tookMs: number }>(
    `select coalesce(sum(answers), 0) as answers, coalesce(sum(took_ms), 0) as tookMs from (
       select answers, took_ms from tally where learner = cast(:learner as text) and kind = 'practice'
       order by day desc limit 60)`,
  );
  const played = db.all<{ correct: number; certainty: Certainty; tookMs: number }>(
    `select correct, certainty, took_ms as tookMs from (
       select review.id, review.answered_at, review.day, review.correct, review.certainty, review.took_ms from review
       where review.learner = cast(:learner as text) and review.kind = 'practice'
         and not exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo')
       order by review.answered_at desc, review.id desc limit cast(:limit as integer)) as recent
     where day = cast(:day as integer) order by answered_at, id`,
  );
  const insertReport = db.change(
    `insert into report (review, learner, message, reported_at) values (:review, :learner, :message, :now)
     on conflict (review) do update set message = excluded.message, reported_at = excluded.reported_at`,
    1,
  );
  const report = db.one<{ message: string }>(
    'select message from report where review = cast(:review as text) and learner = cast(:learner as text)',
  );

  return {
    waiting: (learner: string) => waiting({ learner, limit: countCap }),
    /** The concepts that are due on a day, the first of them. */
    due: async (learner: string, day: number, limit: number) =>
      (await due({ learner, day, limit })).map(({ concept }) => concept),
    /** How many are due on a day, at most one more than the cap. */
    countDue: async (learner: string, day: number) =>
      (await countDue({ learner, day, limit: countCap + 1 }))!.count,
    /** How many cards fall due on each day after one and until another. */
    ahead: (learner: string, after: number, until: number) => ahead({ learner, after, until, limit: rowCap }),
    /** Those of some concepts that the learner has not met, in their order. */
    async unmet(learner: string, concepts: readonly string[]): Promise<string[]> {
      const rows = await unmet({ learner, concepts: JSON.stringify(concepts) });
      const found = new Set(rows.map(({ concept }) => concept));
      return concepts.filter((concept) => found.has(concept));
    },
    /** The last wrong answers after a day, at most as many as are counted. */
    wrong: (learner: string, after: number) => wrong({ learner, after, limit: countCap }),
    /** The cards of a set's concepts, as far as there are any. */
    async setCards(learner: string, concepts: readonly string[]): Promise<SetCard[]> {
      const rows = await setCards({ learner, concepts: JSON.stringify(concepts) });
      return rows.map((row) => ({ ...row, asleep: row.asleep === 1 }));
    },
    /** When each of some questions was last answered. */
    lastShown: (learner: string, questions: readonly string[]) =>
      lastShown({ learner, questions: JSON.stringify(questions) }),
    tally: async (learner: string, day: number): Promise<DayTally> => (await tally({ learner, day }))!,
    /** The answers after a day by domain, of so many tallies at most. */
    byDomain: (learner: string, after: number) => byDomain({ learner, after, limit: rowCap }),
    /** Answers and milliseconds of the learner's recent days. */
    pace: async (learner: string) => (await pace({ learner }))!,
    /** The answers of the learner's last day, at most so many. */
    async played(learner: string, day: number, limit: number): Promise<MelodyAnswer[]> {
      const rows = await played({ learner, day, limit });
      return rows.map((row) => ({ ...row, correct: row.correct === 1 }));
    },
    report: async (learner: string, review: string) => (await report({ learner, review }))?.message,
    saveReport: (learner: string, review: string, message: string, now: number): Change =>
      insertReport({ learner, review, message, now }),
  };
}

export type PracticeStore = ReturnType<typeof practiceStore>;
