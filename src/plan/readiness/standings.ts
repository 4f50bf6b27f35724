import type { Card } from '../../memory/fold.ts';
import type { ExamConcept } from '../model.ts';
import type { Standing } from './model.ts';

/** What was answered a moment ago says little about an exam, however soon it is: it counts as half a day old. */
const leastDays = 0.5;

/** The concepts of an exam as they are remembered on a day. */
export function standingsOn(
  concepts: readonly ExamConcept[],
  cards: ReadonlyMap<string, Card>,
  day: number,
): Standing[] {
  return concepts.map((concept) => {
    const card = cards.get(concept.concept);
    const remembered = card && {
      stability: card.memory.stability,
      days: Math.max(leastDays, day - card.day),
      returns: card.returns,
    };
    return { ...concept, remembered };
  });
}
