import type { Bank, Topic } from '../../bank/bank.ts';
import { nameOf } from '../../bank/concept-name.ts';
import { oneOrMany } from '../../base/text/words.ts';
import type { Page } from '../../base/web/pages.ts';
import { percent } from '../../exam/span.page.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { type Card, type Met, recallAt } from '../../memory/fold.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { alongWidth } from '../chart/scale.ts';
import { whenDue } from './due.ts';

type Given = {
  bank: Bank;
  learner: Learner;
  topic: Topic;
  cards: ReadonlyMap<string, Card>;
  now: number;
};

/** The ideas of a topic that the learner has met, the least remembered first. */
export function topicPage({ bank, learner, topic, cards, now }: Given): Page & Record<string, unknown> {
  const day = learnerDay(learner, now);
  const schedule = scheduleFor(learner);
  const x = alongWidth(0, 1000);
  const met = topic.concepts.flatMap((concept): { concept: string; card: Met }[] => {
    const card = cards.get(concept);
    return card ? [{ concept, card }] : [];
  });
  const left = topic.concepts.length - met.length;
  return {
    title: topic.title,
    here: 'progress',
    keys: keysOf(learner.keysOff),
    heading: topic.title,
    lead: `You have met ${met.length} of ${topic.concepts.length} ${oneOrMany(topic.concepts.length, 'idea', 'ideas')}.${left > 0 && met.length > 0 ? ' Those you have not met are not listed.' : ''}`,
    rows: met
      .map(({ concept, card }) => ({
        concept,
        recall: card.readyAt === undefined ? (recallAt(card, now, schedule) ?? 0) : 0,
        card,
      }))
      .sort((a, b) => a.recall - b.recall)
      .map(({ concept, recall, card }) => ({
        path: `/progress/concepts/${concept}`,
        name: nameOf(bank, concept),
        recall: card.readyAt === undefined ? percent(recall) : 'Missed',
        width: x(recall * 1000),
        due: whenDue(card, day),
      })),
  };
}
