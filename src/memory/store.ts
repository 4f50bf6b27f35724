import type { Change, Database } from '../base/data/database.ts';
import { hash32 } from '../base/random.ts';
import { nextTurn } from '../base/turns.ts';
import type { Card } from './fold.ts';
import {
  type LoggedReview,
  type PastReview,
  type Review,
  type StoredCard,
  type Tally,
  unmetCard,
} from './model.ts';
import { ratings } from './schedule.ts';
import { standingStore } from './standing.store.ts';

/** A card as its table has it. */
export type CardRow = {
  concept: string;
  revision: number;
  stability: number | null;
  difficulty: number | null;
  day: number | null;
  answeredAt: number | null;
  dueDay: number | null;
  readyAt: number | null;
  answers: number;
  lapses: number;
  returns: number;
  asleep: number;
};

type ReviewRow = Omit<PastReview, 'response' | 'correct' | 'first' | 'undone' | 'easy' | 'recall'> & {
  response: string;
  correct: number;
  first: number;
  undone: number;
  easy: number;
  recall: number | null;
};

/** The columns of such a row. */
export const cardColumns = `concept, revision, stability, difficulty, day, answered_at as "answeredAt", due_day as "dueDay",
  ready_at as "readyAt", answers, lapses, returns, asleep`;

const isUndone = `exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo')`;
const isEasy = `exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'easy')`;
const undone = `case when ${isUndone} then 1 else 0 end as undone`;
const easy = `case when ${isEasy} then 1 else 0 end as easy`;

const reviewColumns = `review.id, review.question, review.hash, review.edition, review.answered_at as "answeredAt",
  review.day, review.response, review.correct, review.certainty, review.rating, review.seed, review.recall,
  review.first, review.domain, review.took_ms as "tookMs", ${undone}, ${easy}`;

/** The most that one answer adds to a day's practice time, in milliseconds: a page may be left open. */
const longestAnswer = 180_000;

const tallyColumns = 'day, domain, kind, certainty';
const countTallies = `
  select ${tallyColumns}, count(*) as answers, sum(correct) as correct, sum(first) as first,
    sum(case when took_ms > ${longestAnswer} then ${longestAnswer} else took_ms end) as "tookMs"
  from review
  where learner = cast(:learner as text)
    and not ${isUndone}
  group by ${tallyColumns} order by ${tallyColumns}`;

/** How many pairs of learner and question, and how many concepts, are looked up in one turn of the event loop. */
const lookUps = 2_000;
const conceptsInOneTurn = 100;

/** The review log, the cards and the tallies. */
export function memoryStore(db: Database) {
  const standing = standingStore(db);
  const card = db.one<CardRow>(
    `select ${cardColumns} from card where learner = cast(:learner as text) and concept = cast(:concept as text)`,
  );
  const cards = db.all<CardRow>(
    `select ${cardColumns} from json_each(:concepts) as wanted
     join card on card.learner = cast(:learner as text) and card.concept = wanted.value`,
  );
  const revision = db.one<{ revision: number }>(
    `select revision from card where learner = cast(:learner as text) and concept = cast(:concept as text)`,
  );
  const review = db.one<ReviewRow>(
    `select ${reviewColumns} from review where id = cast(:id as text) and learner = cast(:learner as text)`,
  );
  const latestOf = db.one<{ id: string; answeredAt: number }>(
    `select review.id, review.answered_at as "answeredAt" from json_each(:questions) as wanted
     cross join review where review.learner = cast(:learner as text) and review.question = wanted.value
     order by review.answered_at desc, review.id desc limit 1`,
  );
  const toFold = db.all<Omit<LoggedReview, 'correct'> & { correct: number; easy: number }>(
    `select review.id, review.question, review.edition, review.hash, review.kind, review.correct,
       review.took_ms as "tookMs", review.day, review.answered_at as "answeredAt", review.rating, ${easy}
     from json_each(:questions) as wanted cross join review
     where review.learner = cast(:learner as text) and review.question = wanted.value and not ${isUndone}
     order by review.answered_at, review.id`,
  );
  const learnersOf = db.all<{ learner: string }>(
    `select learner.id as learner from learner
     where learner.id > cast(:after as text) and learner.id <= cast(:last as text) and exists (
       select 1 from json_each(:questions) as wanted
       cross join review where review.learner = learner.id and review.question = wanted.value)`,
  );
  const nextLearners = db.all<{ id: string }>(
    'select id from learner where id > cast(:after as text) order by id limit cast(:count as bigint)',
  );
  const cardsOf = db.all<{ learner: string }>(
    `select distinct card.learner from json_each(:concepts) as wanted
     join card on card.concept = wanted.value order by card.learner`,
  );
  const conceptsOf = db.all<{ concept: string }>(
    'select concept from card where learner = cast(:learner as text) order by concept',
  );
  const insertReview = db.change(
    `insert into review (id, learner, question, hash, edition, kind, answered_at, day, response, correct, certainty,
       rating, domain, first, took_ms, zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before,
       stability_after, difficulty_after, due_before, due_after)
     values (:id, :learner, :question, :hash, :edition, :kind, :answeredAt, :day, :response, :correct, :certainty,
       :rating, :domain, :first, :tookMs, :zone, :shownAt, :seed, :algorithm, :recall, :stabilityBefore,
       :difficultyBefore, :stabilityAfter, :difficultyAfter, :dueBefore, :dueAfter)`,
    1,
  );
  const insertCard = db.change(
    `insert into card (learner, concept, revision, stability, difficulty, day, answered_at, due_day, ready_at, answers,
       lapses, returns, asleep, place)
     values (:learner, :concept, :revision, :stability, :difficulty, :day, :answeredAt, :dueDay, :readyAt, :answers,
       :lapses, :returns, :asleep, :place)`,
    1,
  );
  const updateCard = db.change(
    `update card set revision = :revision, stability = :stability, difficulty = :difficulty, day = :day,
       answered_at = :answeredAt, due_day = :dueDay, ready_at = :readyAt, answers = :answers, lapses = :lapses,
       returns = :returns, asleep = :asleep, place = :place
     where learner = :learner and concept = :concept and revision + 1 = :revision`,
    1,
  );
  const addTally = db.change(
    `insert into tally (learner, day, domain, kind, certainty, answers, correct, first, took_ms)
     values (:learner, :day, :domain, :kind, :certainty, :answers, :correct, :first, :tookMs)
     on conflict (learner, day, domain, kind, certainty) do update set
       answers = tally.answers + excluded.answers, correct = tally.correct + excluded.correct,
       first = tally.first + excluded.first, took_ms = tally.took_ms + excluded.took_ms`,
    1,
  );
  const insertAmendment = db.change(
    'insert into amendment (review, kind, learner, amended_at) values (:review, :kind, :learner, :now)',
    1,
  );

  const tallies = db.all<Tally>(
    `select ${tallyColumns}, answers, correct, first, took_ms as "tookMs" from tally
     where learner = cast(:learner as text) order by ${tallyColumns}`,
  );
  const countedTallies = db.all<Tally>(countTallies);
  const forgetTallies = db.change('delete from tally where learner = :learner');
  const insertTallies = db.change(
    `insert into tally (learner, ${tallyColumns}, answers, correct, first, took_ms)
     select cast(:learner as text), counted.* from (${countTallies}) as counted`,
  );

  const tally = (r: TalliedReview, sign: 1 | -1): Change =>
    addTally({
      learner: r.learner,
      day: r.day,
      domain: r.domain,
      kind: r.kind,
      certainty: r.certainty,
      answers: sign,
      correct: r.correct ? sign : 0,
      first: r.first ? sign : 0,
      tookMs: sign * Math.min(r.tookMs, longestAnswer),
    });

  return {
    async card(learner: string, concept: string): Promise<StoredCard> {
      const row = await card({ learner, concept });
      return row ? toStored(row) : unmetCard;
    },
    /** The cards of some concepts; leaves out those never met. */
    async cards(learner: string, concepts: readonly string[]): Promise<Map<string, Card>> {
      const rows = await cards({ learner, concepts: JSON.stringify(concepts) });
      return new Map(rows.map((row) => [row.concept, toCard(row)]));
    },
    /** The revision of a card; 0 before there is one. */
    revision: async (learner: string, concept: string) =>
      (await revision({ learner, concept }))?.revision ?? 0,
    async review(learner: string, id: string): Promise<PastReview | undefined> {
      const row = await review({ learner, id });
      return row && toReview(row);
    },
    /** The last review, taken back or not, of any of some questions. */
    latestOf: (learner: string, questions: readonly string[]) =>
      latestOf({ learner, questions: JSON.stringify(questions) }),
    /** The reviews of some questions in the order of the fold, without those taken back; rated Easy where the learner said so. */
    async toFold(learner: string, questions: readonly string[]): Promise<LoggedReview[]> {
      const rows = await toFold({ learner, questions: JSON.stringify(questions) });
      return rows.map(({ easy, ...row }) => ({
        ...row,
        correct: row.correct === 1,
        rating: easy ? ratings.easy : row.rating,
      }));
    },
    /** Everyone who has answered one of some questions or has a card of one of some concepts. */
    async touched(questions: readonly string[], concepts: readonly string[]): Promise<string[]> {
      if (questions.length === 0 && concepts.length === 0) return [];
      const found = new Set<string>();
      const add = (rows: { learner: string }[]) => {
        for (const { learner } of rows) found.add(learner);
      };
      // No index leads from a question to its reviews, so each question is looked up for each learner.
      const count = Math.max(1, Math.floor(lookUps / Math.max(1, questions.length)));
      const names = JSON.stringify(questions);
      for (let after = ''; questions.length > 0; ) {
        const ids = (await nextLearners({ after, count })).map(({ id }) => id);
        const last = ids.at(-1);
        if (last === undefined) break;
        add(await learnersOf({ questions: names, after, last }));
        after = last;
        await nextTurn();
      }
      for (let i = 0; i < concepts.length; i += conceptsInOneTurn) {
        add(await cardsOf({ concepts: JSON.stringify(concepts.slice(i, i + conceptsInOneTurn)) }));
        await nextTurn();
      }
      return [...found];
    },
    /** The tallies as they are stored, and as the log gives them. */
    tallies: (learner: string) => tallies({ learner }),
    countedTallies: (learner: string) => countedTallies({ learner }),
    /** Where a learner's practice stands by the log, of which the tallies were counted. */
    countedStanding: standing.counted,
    /** Makes a learner's tallies anew from the log, and what is added up of them. */
    rebuildTallies: (learner: string): Change[] => [
      forgetTallies({ learner }),
      insertTallies({ learner }),
      ...standing.recount(learner),
    ],
    concepts: async (learner: string) => (await conceptsOf({ learner })).map(({ concept }) => concept),

    /** A review and what it adds to the day's tally; an answer in practice is noted as the learner's last. */
    record: (r: Review): Change[] => [
      insertReview({
        id: r.id,
        learner: r.learner,
        question: r.question,
        hash: r.hash,
        edition: r.edition,
        kind: r.kind,
        answeredAt: r.answeredAt,
        day: r.day,
        response: JSON.stringify(r.response),
        correct: Number(r.correct),
        certainty: r.certainty,
        rating: r.rating,
        domain: r.domain,
        first: Number(r.first),
        tookMs: r.tookMs,
        zone: r.zone,
        shownAt: r.shownAt,
        seed: r.seed,
        algorithm: r.algorithm,
        recall: r.recall ?? null,
        stabilityBefore: r.before?.memory.stability ?? null,
        difficultyBefore: r.before?.memory.difficulty ?? null,
        stabilityAfter: r.after?.memory.stability ?? null,
        difficultyAfter: r.after?.memory.difficulty ?? null,
        dueBefore: r.before?.dueDay ?? null,
        dueAfter: r.after?.dueDay ?? null,
      }),
      tally(r, 1),
      ...(r.kind === 'practice' ? [standing.note(r, Math.min(r.tookMs, longestAnswer))] : []),
    ],
    /** A card's next revision; a conflict if it is no longer at the one before. */
    saveCard(learner: string, concept: string, { card, revision, asleep }: StoredCard): Change {
      const values = { learner, concept, revision: revision + 1, asleep: Number(asleep), ...toColumns(card) };
      const place = hash32(`${learner}/${values.dueDay}/${concept}`);
      return revision === 0 ? insertCard({ ...values, place }) : updateCard({ ...values, place });
    },
    /** Takes a practice answer back, and out of the day's tally. */
    undo: (learner: string, past: PastReview, now: number): Change[] => [
      insertAmendment({ review: past.id, kind: 'undo', learner, now }),
      tally({ ...past, learner, kind: 'practice' }, -1),
      ...standing.recount(learner),
    ],
    /** Notes that an answer was too easy. */
    easy: (learner: string, review: string, now: number): Change =>
      insertAmendment({ review, kind: 'easy', learner, now }),
  };
}

export type MemoryStore = ReturnType<typeof memoryStore>;

type TalliedReview = Pick<
  Review,
  'learner' | 'day' | 'domain' | 'kind' | 'certainty' | 'correct' | 'first' | 'tookMs'
>;

/** A card as it is worked with. */
export function toStored(row: CardRow): StoredCard {
  return { card: toCard(row), revision: row.revision, asleep: row.asleep === 1 };
}

function toCard(row: CardRow): Card {
  const { stability, difficulty, day, answeredAt, dueDay, readyAt, answers, lapses, returns } = row;
  if (stability === null) return undefined;
  return {
    memory: { stability, difficulty: difficulty! },
    day: day!,
    answeredAt: answeredAt!,
    dueDay: dueDay!,
    readyAt: readyAt ?? undefined,
    answers,
    lapses,
    returns,
  };
}

function toColumns(card: Card) {
  return {
    stability: card?.memory.stability ?? null,
    difficulty: card?.memory.difficulty ?? null,
    day: card?.day ?? null,
    answeredAt: card?.answeredAt ?? null,
    dueDay: card?.dueDay ?? null,
    readyAt: card?.readyAt ?? null,
    answers: card?.answers ?? 0,
    lapses: card?.lapses ?? 0,
    returns: card?.returns ?? 0,
  };
}

function toReview({ response, correct, first, undone, easy, recall, ...row }: ReviewRow): PastReview {
  return {
    ...row,
    response: JSON.parse(response),
    correct: correct === 1,
    first: first === 1,
    undone: undone === 1,
    easy: easy === 1,
    recall: recall ?? undefined,
  };
}
