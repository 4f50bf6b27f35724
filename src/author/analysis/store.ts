import type { Change, Database } from '../../base/data/database.ts';
import { caps as shown } from '../model.ts';
import { countColumns, countedResponses } from './counted.ts';
import type { Difficulty, Flag, ResponseCount } from './model.ts';

/** What is known of a question by its counts, and the hash of the text that it was worked out by. */
export type Known = { hash: string; flags: readonly Flag[]; difficulty: Difficulty | undefined };

/** A question whose counts have changed, and how often. */
export type Due = { question: string; changes: number };

/** The most rows that are read of one question, of what is due, and of flagged questions. */
export const caps = { counts: 20_000, due: 20, known: 500, differences: 1_000 } as const;

type CountRow = Omit<ResponseCount, 'response'> & { response: string };

/** The counts of responses, and what they say. */
export function analysisStore(db: Database) {
  const counts = db.all<CountRow>(
    `select response_count.source, response_count.response, response_count.rest, response_count.rest_of as "restOf",
       response_count.answers, response_count.guesses, response_count.took_log as "tookLog"
     from json_each(:questions) as wanted join response_count on response_count.question = wanted.value
       and response_count.edition = cast(:edition as bigint)
     limit ${caps.counts}`,
  );
  const due = db.all<Due>(`select question, changes from analysis_due order by question limit ${caps.due}`);
  const hashes = db.all<{ question: string; hash: string }>(
    `select question, hash from question_analysis where question > cast(:after as text)
     order by question limit ${caps.known}`,
  );
  const flagged = db.all<{ question: string; hash: string; flags: string }>(
    `select question, hash, flags from question_analysis where flags <> '[]' and question > cast(:after as text)
     order by question limit ${shown.flagged + 1}`,
  );
  const save = db.change(
    `insert into question_analysis (question, hash, flags, difficulty, error)
     values (:question, :hash, :flags, :difficulty, :error)
     on conflict (question) do update set hash = excluded.hash, flags = excluded.flags,
       difficulty = excluded.difficulty, error = excluded.error`,
    1,
  );
  const done = db.change('delete from analysis_due where question = :question and changes = :changes');
  const markDue = db.change(
    `insert into analysis_due (question, changes) values (:question, 1)
     on conflict (question) do update set changes = analysis_due.changes + 1`,
    1,
  );
  const different = db.all<{ question: string }>(
    `select missing.question from (
       select ${countColumns} from (${countedResponses}) as counted
       except select ${countColumns} from response_count) as missing
     union select strange.question from (
       select ${countColumns} from response_count
       except select ${countColumns} from (${countedResponses}) as counted) as strange
     order by 1 limit ${caps.differences}`,
  );
  const forgetCounts = db.change('delete from response_count');
  const insertCounts = db.change(
    `insert into response_count (${countColumns})
     select ${countColumns} from (${countedResponses}) as counted`,
  );
  const total = `(select count(*) from paper as other where other.learner = paper.learner
    and other.sitting = paper.sitting and other.scored = 1`;
  const restateRests = db.change(
    `update paper set
       rest = case when scored = 1 and correct is not null then ${total} and other.correct = 1) - correct end,
       rest_of = case when scored = 1 and correct is not null then ${total} and other.correct is not null) - 1 end
     where marked_edition is not null`,
  );

  return {
    /** How often each response to an edition of a question was given, under any of its ids. */
    async counts(questions: readonly string[], edition: number): Promise<ResponseCount[]> {
      const rows = await counts({ questions: JSON.stringify(questions), edition });
      return rows.map((row) => ({ ...row, response: JSON.parse(row.response) }));
    },
    /** Some questions whose counts have changed. */
    due: () => due({}),
    /** By which texts some questions after one were looked at. */
    hashes: (after: string) => hashes({ after }),
    /** Some questions after one that an author should look at; one more than a page has if there are more. */
    async flagged(after: string): Promise<{ question: string; hash: string; flags: Flag[] }[]> {
      return (await flagged({ after })).map((row) => ({ ...row, flags: JSON.parse(row.flags) }));
    },
    /** The questions whose counts are not what log and papers come to; never read for a page. */
    different: async () => (await different({})).map(({ question }) => question),

    /** Keeps what is known of a question. */
    save: (question: string, { hash, flags, difficulty }: Known): Change =>
      save({
        question,
        hash,
        flags: JSON.stringify(flags),
        difficulty: difficulty?.value ?? null,
        error: difficulty?.error ?? null,
      }),
    /** Takes a question off the list unless its counts have changed once more. */
    done: ({ question, changes }: Due): Change => done({ question, changes }),
    /** Has a question looked at again. */
    markDue: (question: string): Change => markDue({ question }),
    /** Counts everything again from log and papers. */
    recount: (): Change[] => [restateRests({}), forgetCounts({}), insertCounts({})],
  };
}

export type AnalysisStore = ReturnType<typeof analysisStore>;
