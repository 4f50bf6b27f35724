import type { Bank } from '../../bank/bank.ts';
import type { Sitting } from '../../exam/sitting.ts';
import type { Learner } from '../../learner/model.ts';
import type { Beyond, Day } from '../day/load.ts';
import type { DayTally, MelodyAnswer, Outlook } from '../model.ts';
import type { Offers } from '../set/load.ts';
import type { SetState } from '../set/set.ts';

/** So many days are looked ahead. */
export const daysAhead = 6;

/** What Today is made of. */
export type TodayGiven = {
  bank: Bank;
  learner: Learner | undefined;
  formToken: string;
  day: Day;
  beyond: Beyond;
  /** Whether a question can be asked this minute. */
  canAsk: boolean;
  /** What is read beside the queue: what falls due on the days ahead, what went wrong, the date of the exam. */
  looked: Outlook;
  /** The answers of the learner's last day, the last ones of a long one, and all of them counted. */
  played: readonly MelodyAnswer[];
  playedTally: DayTally;
  /** A mock exam under way. */
  openSitting: Sitting | undefined;
  now: number;
  /** The token of the form that sets a date. */
  examToken: string;
  /** What can be practised by itself; nothing is offered to a newcomer. */
  offers: Offers | undefined;
  /** The set that has just ended. */
  ended: SetState | undefined;
};
