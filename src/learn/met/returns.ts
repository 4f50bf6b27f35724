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

/** When a question comes back, in one sentence, and whether that is planned, so that a page can explain it. */
export function returnOf({ live, card, isSetAside, day }: ReturnGiven) {
  const unplanned = (sentence: string) => ({ sentence, isPlanned: false });
  const planned = (sentence: string) => ({ sentence, isPlanned: true });
  if (!live) return unplanned('It is no longer in the bank.');
  if (isSetAside) return unplanned('You chose not to be asked this again.');
  if (!isAskable(live) || card?.asleep) return unplanned('Practice does not ask this question at present.');
  if (card?.dueDay == null) return unplanned('You will be asked this as if it were new.');
  // Nobody knows when: what was missed is asked early where nothing else is left, and late where minutes are tight.
  if (card.readyAt !== null) return planned('It comes back soon.');
  const days = card.dueDay - day;
  if (days <= 0) return planned('It comes back today.');
  if (days === 1) return planned('It comes back tomorrow.');
  return planned(`It comes back on ${dayName(card.dueDay)}, in ${days} days.`);
}
