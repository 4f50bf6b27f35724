import type { Database, Value, Values } from '../../base/data/database.ts';
import { type CardRow, cardColumns } from '../../memory/card.store.ts';
import type { Mistake } from '../../memory/mistake.store.ts';
import type { Tally } from '../../memory/model.ts';
import type { LoggedReview } from './replay.ts';

/** The learners after one and up to another. */
export type Slice = { after: string; last: string };

type ReviewRow = Omit<LoggedReview, 'undone' | 'easy'> & { undone: number; easy: number };
type OwnedCard = CardRow & { learner: string };
type OwnedTally = Tally & { learner: string };
type OwnedMistake = Mistake & { learner: string };

/** This many rows are in memory at a time, however many a learner has. */
const rowsAtOnce = 2_000;

/** No id or name that Etude makes comes after this text or number. */
const lastText = '\u{10ffff}';
const lastNumber = Number.MAX_SAFE_INTEGER;

const amended = (kind: 'undo' | 'easy') => `case when exists (
  select 1 from amendment
  where amendment.review = review.id and amendment.learner = review.learner and amendment.kind = '${kind}')
  then 1 else 0 end as ${kind === 'undo' ? 'undone' : kind}`;

/** Reads everything of many learners in few statements, to prove it. */
export function logStore(db: Database) {
  const reviews = pagesOf<ReviewRow>(
    db,
    { learner: '', answeredAt: lastNumber, id: lastText },
    `select review.learner, review.id, review.question, review.edition, review.kind, review.answered_at as "answeredAt",
       review.day, review.correct, review.certainty, review.rating, review.domain, review.first,
       review.took_ms as "tookMs", case when review.correct = 0 then review.response else '[]' end as missed,
       ${amended('undo')}, ${amended('easy')}
     from review
     where review.learner <= cast(:last as text) and (review.learner, review.answered_at, review.id)
       > (cast(:learner as text), cast(:answeredAt as bigint), cast(:id as text))
     order by review.learner, review.answered_at, review.id`,
  );
  const cards = pagesOf<OwnedCard>(
    db,
    { learner: '', concept: lastText },
    `select learner, ${cardColumns} from card
     where learner <= cast(:last as text) and (learner, concept) > (cast(:learner as text), cast(:concept as text))
     order by learner, concept`,
  );
  const tallies = pagesOf<OwnedTally>(
    db,
    { learner: '', day: lastNumber, domain: lastText, kind: lastText, certainty: lastText },
    `select learner, day, domain, kind, certainty, answers, correct, first, took_ms as "tookMs" from tally
     where learner <= cast(:last as text) and (learner, day, domain, kind, certainty)
       > (cast(:learner as text), cast(:day as bigint), cast(:domain as text), cast(:kind as text), cast(:certainty as text))
     order by learner, day, domain, kind, certainty`,
  );
  const mistakes = pagesOf<OwnedMistake>(
    db,
    { learner: '', question: lastText, edition: lastNumber, response: lastText },
    `select learner, question, edition, response, times from mistake
     where learner <= cast(:last as text) and (learner, question, edition, response)
       > (cast(:learner as text), cast(:question as text), cast(:edition as bigint), cast(:response as text))
     order by learner, question, edition, response`,
  );
  const asides = db.all<{ learner: string; question: string }>(
    `select learner, question from set_aside
     where learner > cast(:after as text) and learner <= cast(:last as text)`,
  );
  const sittings = pagesOf<{ learner: string; startedAt: number; id: string }>(
    db,
    { learner: '', startedAt: lastNumber, id: lastText },
    `select learner, started_at as "startedAt", id from sitting
     where learner <= cast(:last as text)
       and (learner, started_at, id) > (cast(:learner as text), cast(:startedAt as bigint), cast(:id as text))
     order by learner, started_at, id`,
  );
  const examAnswers = db.all<{ learner: string; count: number }>(
    `select learner, count(*) as count from review
     where kind = 'exam' and learner > cast(:after as text) and learner <= cast(:last as text) group by learner`,
  );
  const countLearners = db.one<{ count: number }>('select count(*) as count from learner');

  return {
    learners: async () => (await countLearners({}))!.count,
    /** The reviews of each learner in the order of the fold. */
    async *reviews(slice: Slice): AsyncGenerator<LoggedReview[]> {
      for await (const rows of reviews(slice))
        yield rows.map((row) => ({ ...row, undone: row.undone === 1, easy: row.easy === 1 }));
    },
    cards,
    tallies,
    mistakes,
    /** The questions that each learner has set aside; leaves out those who have set none aside. */
    async asides(slice: Slice): Promise<Map<string, string[]>> {
      const rows = Map.groupBy(await asides(slice), ({ learner }) => learner);
      return new Map([...rows].map(([learner, some]) => [learner, some.map(({ question }) => question)]));
    },
    sittings,
    /** How many answers of exams each learner has in the log; leaves out those who have none. */
    examAnswers: async (slice: Slice) =>
      new Map((await examAnswers(slice)).map(({ learner, count }) => [learner, count])),
  };
}

export type LogStore = ReturnType<typeof logStore>;

/** Reads rows in the order of a key, a page at a time; each page begins after the key of the last row. */
function pagesOf<Row extends { learner: string }>(db: Database, afterAll: Values, sql: string) {
  const read = db.all<Row>(`${sql} limit ${rowsAtOnce}`);
  return async function* ({ after, last }: Slice): AsyncGenerator<Row[]> {
    for (let key: Values = { ...afterAll, learner: after }; ; ) {
      const rows = await read({ ...key, last });
      yield rows;
      if (rows.length < rowsAtOnce) return;
      key = keyOf(rows.at(-1)!, Object.keys(afterAll));
    }
  };
}

function keyOf(row: object, names: readonly string[]): Values {
  const values = row as Record<string, Value>;
  return Object.fromEntries(names.map((name) => [name, values[name]!]));
}
