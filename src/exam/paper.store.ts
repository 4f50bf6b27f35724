import type { Change, Database } from '../base/data/database.ts';
import type { LateChoice, PaperItem, Sitting } from './sitting.ts';

/** What a sitting is found by. */
export type SittingKey = Pick<Sitting, 'learner' | 'id'>;

/** The same as the tables of what belongs to a sitting have it. */
export const keyOf = ({ learner, id }: SittingKey) => ({ learner, sitting: id });

/** The rows of a sitting in such a table. */
export const ofSitting = 'learner = cast(:learner as text) and sitting = cast(:sitting as text)';

type PaperItemRow = Pick<PaperItem, 'number' | 'question' | 'hash' | 'edition' | 'domain' | 'tookMs'> &
  Record<'scored' | 'seen' | 'flagged' | 'inGrace', number> &
  Record<'response' | 'struck', string> & {
    firstResponse: string | null;
    lateResponse: string | null;
    lateAt: number | null;
    answeredAt: number | null;
    day: number | null;
    correct: number | null;
    markedEdition: number | null;
  };

const itemColumns = `number, question, hash, edition, domain, scored, seen, response, first_response as "firstResponse",
  answered_at as "answeredAt", day, flagged, struck, took_ms as "tookMs", in_grace as "inGrace",
  late_response as "lateResponse", late_at as "lateAt", correct, marked_edition as "markedEdition"`;

/** The papers of sittings: the drawn questions, with what the learner has done with each. */
export function paperStore(db: Database) {
  const paper = db.all<PaperItemRow>(`select ${itemColumns} from paper where ${ofSitting} order by number`);
  const item = db.one<PaperItemRow>(
    `select ${itemColumns} from paper where ${ofSitting} and number = cast(:number as bigint)`,
  );
  const seen = db.all<{ question: string; answeredAt: number | null; drawnAt: number | null }>(
    `select wanted.value as question,
       (select max(review.answered_at) from review
        where review.learner = cast(:learner as text) and review.question = wanted.value) as "answeredAt",
       (select sitting.started_at from paper join sitting on sitting.learner = paper.learner and sitting.id = paper.sitting
        where paper.learner = cast(:learner as text) and paper.question = wanted.value
        order by paper.sitting desc limit 1) as "drawnAt"
     from json_each(:questions) as wanted`,
  );
  const stale = db.all<{ sitting: string; learner: string }>(
    `select distinct paper.sitting, paper.learner from json_each(:questions) as wanted
     cross join paper where paper.question = wanted.value and paper.marked_edition < cast(:edition as bigint) limit 20`,
  );
  const insertItem = db.change(
    `insert into paper (sitting, number, learner, question, hash, edition, domain, scored, seen)
     values (:sitting, :number, :learner, :question, :hash, :edition, :domain, :scored, :seen)`,
    1,
  );
  const saveItem = db.change(
    `update paper set response = :response, first_response = :firstResponse, answered_at = :answeredAt, day = :day,
       flagged = :flagged, struck = :struck, took_ms = :tookMs, in_grace = :inGrace
     where learner = :learner and sitting = :sitting and number = :number`,
    1,
  );
  const saveLate = db.change(
    `update paper set late_response = :response, late_at = :at
     where learner = :learner and sitting = :sitting and number = :number`,
    1,
  );
  const saveMark = db.change(
    `update paper set correct = :correct, marked_edition = :edition
     where learner = :learner and sitting = :sitting and number = :number and coalesce(marked_edition, 0) <> :edition`,
    1,
  );

  return {
    /** The questions of a sitting in their order. */
    paper: async (sitting: SittingKey): Promise<PaperItem[]> => (await paper(keyOf(sitting))).map(toItem),
    async item(sitting: SittingKey, number: number): Promise<PaperItem | undefined> {
      const row = await item({ ...keyOf(sitting), number });
      return row && toItem(row);
    },
    /** When a learner last saw each of some questions, in an answer or in a paper; leaves out those never seen. */
    async seen(learner: string, questions: readonly string[]): Promise<Map<string, number>> {
      const rows = await seen({ learner, questions: JSON.stringify(questions) });
      return new Map(
        rows.flatMap(({ question, answeredAt, drawnAt }): [string, number][] => {
          const moments = [answeredAt, drawnAt].filter((moment) => moment !== null);
          return moments.length === 0 ? [] : [[question, Math.max(...moments)]];
        }),
      );
    },
    /** Some sittings in which one of a question's ids was marked under an earlier edition. */
    stale: (questions: readonly string[], edition: number) =>
      stale({ questions: JSON.stringify(questions), edition }),

    /** Stores the drawn questions of a sitting. */
    savePaper: (sitting: Sitting, items: readonly PaperItem[]): Change[] =>
      items.map(({ number, question, hash, edition, domain, scored, seen }) =>
        insertItem({
          sitting: sitting.id,
          number,
          learner: sitting.learner,
          question,
          hash,
          edition,
          domain,
          scored: Number(scored),
          seen: Number(seen),
        }),
      ),
    /** Saves a question as a move has left it. */
    saveItem: ({ learner, id }: SittingKey, item: PaperItem): Change =>
      saveItem({
        learner,
        sitting: id,
        number: item.number,
        response: JSON.stringify(item.response),
        firstResponse: item.firstResponse ? JSON.stringify(item.firstResponse) : null,
        answeredAt: item.answeredAt ?? null,
        day: item.day ?? null,
        flagged: Number(item.flagged),
        struck: JSON.stringify(item.struck),
        tookMs: item.tookMs,
        inGrace: Number(item.inGrace),
      }),
    /** Notes a choice that came too late to count. */
    saveLate: (sitting: SittingKey, number: number, { response, at }: LateChoice): Change =>
      saveLate({ ...keyOf(sitting), number, response: JSON.stringify(response), at }),
    /** Marks a question under an edition; a conflict if it is marked under that edition already. */
    saveMark: (sitting: SittingKey, number: number, edition: number, correct: boolean | undefined): Change =>
      saveMark({
        ...keyOf(sitting),
        number,
        edition,
        correct: correct === undefined ? null : Number(correct),
      }),
  };
}

function toItem({ lateResponse, lateAt, ...row }: PaperItemRow): PaperItem {
  return {
    ...row,
    scored: row.scored === 1,
    seen: row.seen === 1,
    flagged: row.flagged === 1,
    inGrace: row.inGrace === 1,
    late: lateAt === null ? undefined : { response: JSON.parse(lateResponse!), at: lateAt },
    response: JSON.parse(row.response),
    firstResponse: row.firstResponse === null ? undefined : JSON.parse(row.firstResponse),
    struck: JSON.parse(row.struck),
    answeredAt: row.answeredAt ?? undefined,
    day: row.day ?? undefined,
    correct: row.correct === null ? undefined : row.correct === 1,
    markedEdition: row.markedEdition ?? undefined,
  };
}
