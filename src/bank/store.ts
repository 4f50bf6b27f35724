import type { Change, Database } from '../base/database.ts';
import type { LiveQuestion } from './bank.ts';
import type { Gone } from './gone.ts';
import { isAskable, type Question } from './model.ts';

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
     from bank_question join question_text on question_text.hash = bank_question.hash`,
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
  const answered = db.all<{ id: string; learners: number; body: string }>(
    `select counted.id, counted.learners, question_text.body
     from (
       select wanted.value as id, (
         select count(*) from ${someLearners} as learner
         where exists (
           select 1 from review where review.learner = learner.id and review.question = wanted.value)) as learners
       from json_each(:names) as wanted) as counted
     join question_text on question_text.hash = (
       select last.hash from question_text as last where last.question = counted.id
       order by last.stored_at desc, last.edition desc, last.hash limit 1)
     where counted.learners > 0
     order by counted.learners desc, counted.id`,
  );
  const learnersWho = db.one<{ learners: number }>(
    `select count(*) as learners from ${someLearners} as learner
     where exists (
       select 1 from json_each(:names) as wanted
       cross join review on review.learner = learner.id and review.question = wanted.value)`,
  );
  const insertText = db.change(
    `insert into question_text (hash, question, edition, body, stored_at)
     values (:hash, :question, :edition, :body, :now) on conflict do nothing`,
  );
  const forgetBank = db.change('delete from bank_question');
  const insertPast = db.change(
    `insert into bank_question (question, concept, hash, edition, askable)
     values (:question, :concept, :hash, :edition, :askable)`,
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
    past: async (): Promise<PastQuestion[]> =>
      (await past({})).map(({ body, ...row }) => ({
        ...row,
        formerly: JSON.parse(body).formerly,
        askable: row.askable === 1,
      })),
    /** The questions that were last live. */
    live: async (): Promise<Question[]> => (await live({})).map(({ body }) => JSON.parse(body)),
    /** Every text that was ever live under the present or a former id of some questions and their edition: the oldest first, the one that was live last at the end. */
    async sameEdition(questions: readonly Question[]): Promise<Question[]> {
      const names = questions.flatMap(({ id, formerly, edition }) =>
        [id, ...formerly].map((name) => [name, edition]),
      );
      const rows = await texts({ names: JSON.stringify(names) });
      return rows.map(({ body }) => JSON.parse(body));
    },
    /** The name of every question that was ever live. */
    everLive: async (): Promise<string[]> => (await everLive({})).map(({ question }) => question),
    /** Of some names those under which learners have answered, with the text that was last live under each. */
    async answered(names: readonly string[]): Promise<Gone[]> {
      const rows = await answered({ names: JSON.stringify(names) });
      return rows.map(({ body, ...row }) => ({ ...row, text: JSON.parse(body) }));
    },
    /** How many learners have answered under one of some names. */
    learnersWho: async (names: readonly string[]): Promise<number> =>
      (await learnersWho({ names: JSON.stringify(names) }))!.learners,
    saveTexts: (live: readonly LiveQuestion[], now: number): Change[] =>
      live.map(({ question, hash }) =>
        insertText({
          hash,
          question: question.id,
          edition: question.edition,
          body: JSON.stringify(question),
          now,
        }),
      ),
    savePast: (live: readonly LiveQuestion[]): Change[] => [
      forgetBank({}),
      ...live.map(({ question, hash }) =>
        insertPast({
          question: question.id,
          concept: question.concept,
          hash,
          edition: question.edition,
          askable: Number(isAskable(question)),
        }),
      ),
    ],
  };
}

export type BankStore = ReturnType<typeof bankStore>;
