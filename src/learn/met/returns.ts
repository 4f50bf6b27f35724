import { isAskable, type Question } from '../../bank/model.ts';
import { dayName } from '../../base/time.ts';
import type { SetCard } from '../../practice/model.ts';

/** What it takes to say when a question comes back to a learner. */
export type ReturnGiven = {
  /** The question as it is now; undefined when it is no longer in the bank. */
  live: Question | undefined;
  card: SetCard | undefined;
  isSetAside: boolean;
  day: number;
};

/** Whether a question has a date on which it comes back, so that a page can explain that date. */
export function hasReturn({ live, card, isSetAside }: ReturnGiven): boolean {
  return live !== undefined && isAskable(live) && !isSetAside && !card?.asleep && card?.dueDay != null;
}

/** When a question comes back, in one sentence. */
export function returnSentence({ live, card, isSetAside, day }: ReturnGiven): string {
  if (!live) return 'It is no longer in the bank.';
  if (isSetAside) return 'You chose not to be asked this again.';
  if (!isAskable(live) || card?.asleep) return 'Practice does not ask this question at present.';
  if (card?.dueDay == null) return 'You will be asked this as if it were new.';
  // Nobody knows when: what was missed is asked early where nothing else is left, and late where minutes are tight.
  if (card.readyAt !== null) return 'It comes back soon.';
  const days = card.dueDay - day;
  if (days <= 0) return 'It comes back today.';
  return days === 1
    ? 'It comes back tomorrow.'
    : `It comes back on ${dayName(card.dueDay)}, in ${days} days.`;
}
