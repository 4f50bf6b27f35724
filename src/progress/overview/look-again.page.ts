import { placedName } from '../../bank/concept-name.ts';
import { oneOrMany } from '../../base/text/words.ts';
import { dayName } from '../../base/time.ts';
import type { ProgressGiven } from './load.ts';

/** So many ideas are listed; the drill asks all of them. */
const mostListed = 12;

/** What is worth another look: sure and wrong, and what is taken for something else; each with a drill. */
export function lookAgainParts(given: ProgressGiven) {
  return { sure: surePart(given), confusions: confusionPart(given) };
}

function surePart({ bank, sureAndWrong }: ProgressGiven) {
  const count = sureAndWrong.length;
  return {
    sentence:
      count === 0
        ? 'There are no ideas left that you were sure of and got wrong.'
        : `You were sure of ${count === 1 ? 'this idea and got it' : `these ${count} ideas and got them`} wrong, and ${oneOrMany(count, 'it has', 'they have')} not been answered right on a later day yet.`,
    drill: count > 0 ? '/practice?set=sure' : '',
    items: sureAndWrong.slice(0, mostListed).map(({ concept, day }) => ({
      name: placedName(bank, concept),
      path: `/progress/concepts/${concept}`,
      day: dayName(day),
    })),
  };
}

function confusionPart({ bank, confusions }: ProgressGiven) {
  return {
    sentence:
      confusions.length === 0
        ? 'You have not mixed up the same two ideas twice.'
        : 'Each line shows what was asked and what you mixed it up with.',
    items: confusions.map(({ asked, taken, times }) => ({
      asked: placedName(bank, asked),
      taken: placedName(bank, taken),
      times: `${times} times`,
      path: `/progress/concepts/${asked}`,
      drill:
        isAskable(bank, taken) && isAskable(bank, asked)
          ? `/practice?${new URLSearchParams({ set: `${asked} ${taken}`, length: '10' })}`
          : '',
    })),
  };
}

function isAskable(bank: ProgressGiven['bank'], id: string): boolean {
  const topic = bank.topic(id);
  return topic ? topic.concepts.length > 0 : (bank.concepts.get(id)?.askable.length ?? 0) > 0;
}
