import type { Database } from '../base/data/database.ts';
import { nextTurn } from '../base/turns.ts';

/** How many pairs of learner and question, and how many concepts, are looked up in one turn of the event loop. */
const lookUps = 2_000;
const conceptsInOneTurn = 100;

/** Whom a change of the bank concerns. */
export function touchedStore(db: Database) {
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

  return {
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
  };
}
