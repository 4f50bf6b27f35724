import { isBlank } from '../../bank/kinds/kind.ts';
import type { Question } from '../../bank/model.ts';
import { dayName } from '../../base/time.ts';
import type { Learner } from '../../learner/model.ts';
import type { PastReview, StoredCard } from '../../memory/model.ts';
import { ratings } from '../../memory/schedule.ts';

/** What is needed to say when the idea behind an answer comes back. */
export type ReturnsGiven = {
  learner: Learner;
  review: PastReview;
  /** The question and its card as they are today; undefined when it is no longer in the bank. */
  live: Question | undefined;
  stored: StoredCard | undefined;
  /** Whether the learner does not want to be asked this question again. */
  isSetAside: boolean;
  isLatestOfConcept: boolean;
  /** Today, as the learner's calendar has it. */
  day: number;
  progress: { repeatsMisses: boolean };
};

/** When an idea comes back: in short, and in full with the reason. Only what has a date can be explained further. */
type Returns = { short: string; full: string; comesBack: boolean; isDated: boolean };

/** When the idea behind an answer comes back, if it does. */
export function returnsOf(given: ReturnsGiven): Returns {
  const { review, live, stored } = given;
  const never = (short: string) => ({ short, full: '', comesBack: false, isDated: false });
  const someTime = (full: string) => ({
    short: 'You’ll be asked again.',
    full,
    comesBack: true,
    isDated: false,
  });
  if (review.undone) return never('You undid this answer, so it doesn’t count.');
  if (!live || !stored) return never('This question is no longer in the bank, so you won’t see it again.');
  if (given.isSetAside) return never(asideSentence(given, stored));
  if (stored.asleep) return never('This question isn’t in your practice at present.');
  if (live.edition !== review.edition)
    return someTime(
      'The question has changed since, so this answer no longer counts and you’ll be asked again.',
    );
  if (!stored.card) return someTime('You’ll be asked it again as if it were new.');
  return { ...datesOf(given, stored.card), comesBack: true, isDated: true };
}

type Card = NonNullable<StoredCard['card']>;

/** What becomes of a question that the learner does not want to be asked again, and of its idea. */
function asideSentence(given: ReturnsGiven, { asleep, card }: StoredCard): string {
  const only = 'You won’t be asked this question again.';
  if (asleep) return only;
  const when = card ? `${whenOf(given, card)} ` : '';
  return `${only} The idea comes back ${when}in different words.`;
}

function datesOf(given: ReturnsGiven, card: Card) {
  const { review, learner, day } = given;
  const when = whenOf(given, card);
  if (card.readyAt !== undefined) return { short: `Back ${when}.`, full: missedSentence(review, when) };
  const days = card.dueDay - day;
  // The last answer set the date; an older one, or a date that has passed, has no reason to give.
  const why = given.isLatestOfConcept && days > 0 ? `, ${reason(review, learner)}` : '';
  return {
    short: `Back ${when}${days > 1 ? `, in ${days} days` : ''}.`,
    full: `It comes back ${when}${why}.`,
  };
}

function whenOf({ day, progress }: ReturnsGiven, { readyAt, dueDay }: Card): string {
  if (readyAt !== undefined) return progress.repeatsMisses ? 'today' : 'soon';
  if (dueDay <= day) return 'today';
  return dueDay === day + 1 ? 'tomorrow' : `on ${dayName(dueDay)}`;
}

function missedSentence({ correct, response }: PastReview, when: string): string {
  const again = `so you’ll see it again ${when}.`;
  if (correct) return `You guessed right. That may have been luck, ${again}`;
  return isBlank(response) ? `You asked for the answer, ${again}` : `You missed it, ${again}`;
}

function reason(review: PastReview, learner: Learner): string {
  if (review.easy) return 'later than otherwise because you found it easy';
  if (!review.correct) return 'now that you have seen it again';
  if (review.rating === ratings.good) {
    return `when your chance of still knowing it will be about ${Math.round(learner.retention * 100)}%`;
  }
  return review.certainty === 'none'
    ? 'a little sooner, in case it was luck'
    : 'sooner than if you had been sure';
}
