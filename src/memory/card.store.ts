import type { Change, Database } from '../base/data/database.ts';
import { hash32 } from '../base/random.ts';
import type { Card } from './fold.ts';
import { type StoredCard, unmetCard } from './model.ts';

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

/** The columns of such a row. */
export const cardColumns = `concept, revision, stability, difficulty, day, answered_at as "answeredAt", due_day as "dueDay",
  ready_at as "readyAt", answers, lapses, returns, asleep`;

/** The cards. */
export function cardStore(db: Database) {
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
  const conceptsOf = db.all<{ concept: string }>(
    'select concept from card where learner = cast(:learner as text) order by concept',
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
    concepts: async (learner: string) => (await conceptsOf({ learner })).map(({ concept }) => concept),

    /** A card's next revision; a conflict if it is no longer at the one before. */
    saveCard(learner: string, concept: string, { card, revision, asleep }: StoredCard): Change {
      const values = { learner, concept, revision: revision + 1, asleep: Number(asleep), ...toColumns(card) };
      const place = hash32(`${learner}/${values.dueDay}/${concept}`);
      return revision === 0 ? insertCard({ ...values, place }) : updateCard({ ...values, place });
    },
  };
}

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
