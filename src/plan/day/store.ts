import type { Change, Database } from '../../base/data/database.ts';
import { readExam } from '../../exam/real.ts';
import type { Learner } from '../../learner/model.ts';
import { type CardRow, cardColumns, toStored } from '../../memory/card.store.ts';
import type { StoredCard } from '../../memory/model.ts';
import { isUndone } from '../../memory/undone.ts';
import { decodeBelief, noBelief } from '../belief/belief.ts';
import { mocksSql } from '../predictions/store.ts';
import type { Ground, KeptOrder } from './model.ts';

type GroundRow = CardRow & { kind: string; body: string; amount: number };

/** So many mock exams are looked at to see when the next is proposed. */
const sittingsRead = 8;

const noCard = `'' as concept, 0 as revision, null as stability, null as difficulty, null as day, null as "answeredAt",
  null as "dueDay", null as "readyAt", 0 as answers, 0 as lapses, 0 as returns, 0 as asleep`;

/** What the plan keeps of a learner's day, and what it is made of. */
export function dayStore(db: Database) {
  const ofLearner = 'learner = cast(:learner as text)';
  const hasExam = `exists (select 1 from exam_day where ${ofLearner})`;
  const todays = `(select 'exam/' || day || '/' || cast(:today as bigint) from exam_day where ${ofLearner})`;
  const ground = db.all<GroundRow>(
    `select 'card' as kind, '' as body, 0 as amount, ${cardColumns} from card
     where ${ofLearner} and concept = cast(:concept as text)
     union all
     select 'card', '', 0, ${cardColumns} from card
     where ${ofLearner} and concept <> cast(:concept as text) and ${hasExam}
     union all
     select 'belief', sums, 0, ${noCard} from belief where ${ofLearner}
     union all
     select 'exam', settings, day, ${noCard} from exam_day where ${ofLearner}
     union all
     select 'sitting', id, started_at, ${noCard} from (
       select id, started_at from sitting
       where ${ofLearner} and settled_at is not null and ${hasExam}
       order by started_at desc limit cast(:sittings as bigint)) as sat
     union all
     select 'seen', wanted.value, 0, ${noCard} from json_each(:stems) as wanted
     where exists (
       select 1 from review where review.${ofLearner} and review.question = wanted.value
         and review.edition = cast(:edition as bigint) and not ${isUndone})
     union all
     select 'predicted', id, 0, ${noCard} from prediction
     where ${ofLearner} and id = ${todays}
     union all
     select 'mock', cast(expected as text), answered, ${noCard.replace('0 as revision', '"right" as revision')}
     from (${mocksSql}) as mock
     where ${hasExam}`,
  );
  const order = db.one<{ revision: number; day: number; bank: string; body: string }>(
    'select revision, day, bank, body from day_order where learner = cast(:learner as text)',
  );
  const saveOrder = db.change(
    `insert into day_order (learner, revision, day, bank, body) values (:learner, :revision, :day, :bank, :body)
     on conflict (learner) do update set revision = excluded.revision, day = excluded.day, bank = excluded.bank,
       body = excluded.body`,
    1,
  );
  const carryOrder = db.change(
    'update day_order set revision = revision + 1 where learner = :learner and revision = :revision',
  );
  const forgetOrder = db.change('delete from day_order where learner = :learner');

  return {
    /**
     * What an answer to a concept and the order of a day rest on. All cards are read where there is an exam, and only
     * that of the concept where there is none.
     */
    async ground(
      learner: string,
      today: number,
      { concept, stems, edition } = { concept: '', stems: [] as readonly string[], edition: 0 },
    ): Promise<Ground> {
      const rows = await ground({
        learner,
        today,
        concept,
        edition,
        stems: JSON.stringify(stems),
        sittings: sittingsRead,
      });
      const of = (kind: string) => rows.filter((row) => row.kind === kind);
      const cards = of('card').map((row): [string, StoredCard] => [row.concept, toStored(row)]);
      const [belief] = of('belief');
      const [exam] = of('exam');
      return {
        cards: new Map(cards),
        belief: belief ? decodeBelief(belief.body) : noBelief,
        exam: exam && readExam(exam.amount, exam.body),
        sittings: of('sitting').map(({ amount }) => amount),
        isNewStem: of('seen').length === 0,
        isPredicted: of('predicted').length > 0,
        mocks: of('mock').map(({ body, amount, revision }) => ({
          expected: Number(body),
          answered: amount,
          right: revision,
        })),
      };
    },
    /** The order that is kept for a learner. */
    order: (learner: string) => order({ learner }),
    /** Keeps the order of a learner's day, true at a revision of theirs. */
    saveOrder: (learner: string, revision: number, kept: KeptOrder): Change =>
      saveOrder({
        learner,
        revision,
        day: kept.order.day,
        bank: kept.bank,
        body: JSON.stringify(kept),
      }),
    /** Keeps the order true beyond a decision that touches nothing it rests on. */
    carryOrder: ({ id, revision }: Learner): Change => carryOrder({ learner: id, revision }),
    forgetOrder: (learner: string): Change => forgetOrder({ learner }),
  };
}

export type DayStore = ReturnType<typeof dayStore>;
