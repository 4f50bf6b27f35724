import type { Choice } from './model.ts';

/** Two concepts of one objective follow each other only where none of the next few is of another. */
const look = 4;

/**
 * The concept to ask next. Missed ones come first while minutes are spare, then the day's new concepts, then what gains
 * most, then more new ones; missed ones wait for the end where minutes are tight.
 */
export function chooseByPlan(choice: Choice): string | undefined {
  const { order, waiting } = choice;
  const missed = waiting.filter(({ isReady }) => isReady).map(({ concept }) => concept);
  const resting = waiting.filter(({ isReady }) => !isReady).map(({ concept }) => concept);
  const steps = [
    order.isSpare ? missed : [],
    order.newLeft > 0 ? order.fresh : [],
    order.again,
    order.fresh,
    missed,
    resting,
  ];
  for (const step of steps) {
    const chosen = chooseFrom(step, choice);
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

function chooseFrom(concepts: readonly string[], { last, objectiveOf }: Choice): string | undefined {
  const askable = concepts.filter(
    (concept) => objectiveOf(concept) !== undefined && concept !== last?.concept,
  );
  const next = askable.slice(0, look);
  return next.find((concept) => objectiveOf(concept) !== last?.objective) ?? next[0];
}
