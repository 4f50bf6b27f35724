import type { Database } from '../base/data/database.ts';
import type { CardsOfSet, SetCard } from './model.ts';

type SetRow = Omit<SetCard, 'asleep'> & { kind: string; asleep: number };

/** The cards of a set. */
export function setStore(db: Database) {
  const ofLearner = 'learner = cast(:learner as text)';
  const cardsOfSet = `select 'card' as kind, card.concept, card.revision, card.day, card.answered_at as "answeredAt",
       card.due_day as "dueDay", card.ready_at as "readyAt", card.asleep
     from json_each(:concepts) as wanted
     cross join card where card.learner = cast(:learner as text) and card.concept = wanted.value`;
  const setCards = db.all<SetRow>(cardsOfSet);
  const setCardsAndAsides = db.all<SetRow>(
    `${cardsOfSet} union all select 'aside', question, 0, 0, 0, 0, 0, 0 from set_aside where ${ofLearner}`,
  );

  const toSetCard = ({ kind, ...row }: SetRow): SetCard => ({ ...row, asleep: row.asleep === 1 });

  return {
    /** The cards of a set's concepts, as far as there are any. */
    async setCards(learner: string, concepts: readonly string[]): Promise<SetCard[]> {
      return (await setCards({ learner, concepts: JSON.stringify(concepts) })).map(toSetCard);
    },
    /** The same, with the questions that the learner does not want to be asked. */
    async setCardsAndAsides(learner: string, concepts: readonly string[]): Promise<CardsOfSet> {
      const rows = await setCardsAndAsides({ learner, concepts: JSON.stringify(concepts) });
      return {
        cards: rows.filter(({ kind }) => kind === 'card').map(toSetCard),
        asides: rows.filter(({ kind }) => kind === 'aside').map(({ concept }) => concept),
      };
    },
  };
}
