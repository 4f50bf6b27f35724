import type { Change, Database } from '../../base/data/database.ts';
import { nextTurn } from '../../base/turns.ts';
import type { LiveQuestion } from '../bank.ts';
import { isAskable, type Question } from '../model.ts';

/** A question as it was when the bank was last loaded. */
export type PastQuestion = {
  question: string;
  concept: string;
  formerly: string[];
  hash: string;
  edition: number;
  askable: boolean;
};

type PastRow = Omit<PastQuestion, 'askable' | 'formerly'> & { askable: number; body: string };

/** How many questions are read or written in one turn of the event loop. */
const inOneTurn = 250;
/** Counting ends here: the warning is just as urgent with more learners. */
const mostLearners = 2_000;

/** Every text that was ever live, and the bank as it was last loaded. */
export function bankStore(db: Database) {
  const text = db.one<{ body: string }>('select body from question_text where hash = cast(:hash as text)');
  const named = db.all<{ hash: string; body: string }>(
    `select question_text.hash, question_text.body
     from json_each(:hashes) as wanted join question_text on question_text.hash = wanted.value`,
  );
  const past = db.all<PastRow>(
    `select bank_question.question, bank_question.concept, bank_question.hash, bank_question.edition,
            bank_question.askable, question_text.body
     from bank_question join question_text on question_text.hash = bank_question.hash
     where bank_question.question > cast(:after as text) order by bank_question.question limit ${inOneTurn}`,
  );
  const live = db.all<{ body: string }>(
    `select question_text.body from bank_question join question_text on question_text.hash = bank_question.hash
     order by bank_question.question`,
  );
  // A text that is live again may be older than the one it replaces, so the live text is ordered last.
  const texts = db.all<{ body: string }>(
    `select question_text.body from json_each(:names) as wanted
     join question_text on question_text.question = wanted.value and question_text.edition = cast(:edition as bigint)
     left join bank_question on bank_question.question = question_text.question and bank_question.hash = question_text.hash
     order by case when bank_question.hash is null then 0 else 1 end, question_text.stored_at, question_text.hash`,
  );
  const everLive = db.all<{ question: string }>('select distinct question_text.question from question_text');
  // No index leads from a question to its answers, only from a learner, so the learners asked are limited.
  const someLearners = `(select learner.id from learner order by learner.id limit ${mostLearners})`;
  const learnersOf = db.all<{ learner: string }>(
    `select learner.id as learner from ${someLearners} as learner
     where exists (
       select 1 from review where review.learner = learner.id and review.question = cast(:question as text))`,
  );
  const lastText = db.one<{ body: string }>(
    `select question_text.body from question_text where question_text.question = cast(:question as text)
     order by question_text.stored_at desc, question_text.edition desc, question_text.hash limit 1`,
  );
  const insertText = db.change(
    `insert into question_text (hash, question, edition, body, stored_at)
     values (:hash, :question, :edition, :body, :now) on conflict do nothing`,
  );
  const forgetPast = db.change('delete from bank_question where question = :question', 1);
  // What the last bank changed may not have reached everybody before the move.
  const refoldUnsettled = db.change(
    "update learner set folded_retention = 0 where exists (select 1 from live_bank where unsettled <> '')",
  );
  const forgetLive = db.change('delete from live_bank');
  const forgetFiles = db.change('delete from bank_file');
  const savePast = db.change(
    `insert into bank_question (question, concept, hash, edition, askable)
     values (:question, :concept, :hash, :edition, :askable)
     on conflict (question) do update set concept = excluded.concept, hash = excluded.hash,
       edition = excluded.edition, askable = excluded.askable`,
    1,
  );

  return {
    /** The text that a hash names. */
    async text(hash: string): Promise<Question | undefined> {
      const row = await text({ hash });
      return row && JSON.parse(row.body);
    },
    /** The texts that some hashes name. */
    async named(hashes: readonly string[]): Promise<Map<string, Question>> {
      if (hashes.length === 0) return new Map();
      const rows = await named({ hashes: JSON.stringify(hashes) });
      return new Map(rows.map(({ hash, body }) => [hash, JSON.parse(body)]));
    },
    /** The bank as it was last loaded. */
    async past(): Promise<PastQuestion[]> {
      const all: PastQuestion[] = [];
      for (;;) {
        const rows = await past({ after: all.at(-1)?.question ?? '' });
        for (const { body, ...row } of rows)
          all.push({ ...row, formerly: JSON.parse(body).formerly, askable: row.askable === 1 });
        if (rows.length < inOneTurn) return all;
        await nextTurn();
      }
    },
    /** The questions that were last live. */
    live: async (): Promise<Question[]> => (await live({})).map(({ body }) => JSON.parse(body)),
    /** The texts that were ever live under an id, present or former, and the edition of some questions: the oldest first, the last live one at the end. */
    async sameEdition(questions: readonly Question[]): Promise<Question[]> {
      const found: Question[] = [];
      for (const [edition, alike] of Map.groupBy(questions, (question) => question.edition))
        for (const part of inParts(alike)) {
          const names = part.flatMap(({ id, formerly }) => [id, ...formerly]);
          const rows = await texts({ names: JSON.stringify(names), edition });
          for (const { body } of rows) found.push(JSON.parse(body));
          await nextTurn();
        }
      return found;
    },
    /** The name of every question that was ever live. */
    everLive: async (): Promise<string[]> => (await everLive({})).map(({ question }) => question),
    /** The learners who answered a question of a name, and the text last live under it; nothing if no learner has. */
    async answered(question: string): Promise<{ learners: string[]; text: Question } | undefined> {
      const learners = (await learnersOf({ question })).map(({ learner }) => learner);
      const last = learners.length === 0 ? undefined : await lastText({ question });
      return last && { learners, text: JSON.parse(last.body) };
    },
    /** Forgets the bank that nodes shared on PostgreSQL, from which a database may have been moved here. */
    forgetShared: (): Change[] => [refoldUnsettled({}), forgetLive({}), forgetFiles({})],
    /** Stores the texts of questions, in parts to be saved one after the other. */
    saveTexts: (live: readonly LiveQuestion[], now: number): Change[][] =>
      inParts(live).map((part) =>
        part.map(({ question, hash }) =>
          insertText({
            hash,
            question: question.id,
            edition: question.edition,
            body: JSON.stringify(question),
            now,
          }),
        ),
      ),
    /** Notes how the bank differs from the one last loaded, in such parts; the texts must be stored first. */
    savePast: (changed: readonly LiveQuestion[], gone: readonly string[]): Change[][] =>
      inParts([
        ...gone.map((question) => forgetPast({ question })),
        ...changed.map(({ question, hash }) =>
          savePast({
            question: question.id,
            concept: question.concept,
            hash,
            edition: question.edition,
            askable: Number(isAskable(question)),
          }),
        ),
      ]),
  };
}

function inParts<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / inOneTurn) }, (_, i) =>
    list.slice(i * inOneTurn, (i + 1) * inOneTurn),
  );
}

export type BankStore = ReturnType<typeof bankStore>;
