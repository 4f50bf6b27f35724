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

/** So many questions are read or written in one turn of the event loop. */
const inOneTurn = 250;
/** Counting ends here: what is told of more learners is no more urgent. */
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
  // A text that is live again was stored before the one it replaces.
  const texts = db.all<{ body: string }>(
    `select question_text.body from json_each(:names) as wanted
     join question_text on question_text.question = wanted.value ->> 0 and question_text.edition = wanted.value ->> 1
     left join bank_question on bank_question.question = question_text.question and bank_question.hash = question_text.hash
     order by bank_question.hash is not null, question_text.stored_at, question_text.hash`,
  );
  const everLive = db.all<{ question: string }>('select distinct question_text.question from question_text');
  // No index leads from a question to its answers; each learner's does, and so many learners are asked at most.
  const someLearners = `(select learner.id from learner order by learner.id limit ${mostLearners})`;
  const learnersOf = db.one<{ learners: string }>(
    `select json_group_array(learner.id) as learners from ${someLearners} as learner
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
    /** Every text that was ever live under the present or a former id of some questions and their edition: the oldest first, the one that was live last at the end. */
    async sameEdition(questions: readonly Question[]): Promise<Question[]> {
      const found: Question[] = [];
      for (const part of inParts(questions)) {
        const names = part.flatMap(({ id, formerly, edition }) =>
          [id, ...formerly].map((name) => [name, edition]),
        );
        const rows = await texts({ names: JSON.stringify(names) });
        for (const { body } of rows) found.push(JSON.parse(body));
        await nextTurn();
      }
      return found;
    },
    /** The name of every question that was ever live. */
    everLive: async (): Promise<string[]> => (await everLive({})).map(({ question }) => question),
    /** The learners who have answered under a name, and the text that was last live under it; nothing where nobody has. */
    async answered(question: string): Promise<{ learners: string[]; text: Question } | undefined> {
      const learners: string[] = JSON.parse((await learnersOf({ question }))!.learners);
      const last = learners.length === 0 ? undefined : await lastText({ question });
      return last && { learners, text: JSON.parse(last.body) };
    },
    /** Stores the texts of questions, in parts that are to be saved one after the other. */
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
    /** Notes what has become of the bank that was last loaded, in such parts; their texts are stored before. */
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
