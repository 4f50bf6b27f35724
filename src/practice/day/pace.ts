import { oneOrMany } from '../../base/text/words.ts';
import { SECOND, wholeMinutes } from '../../base/time.ts';
import type { Pace } from '../../plan/belief/model.ts';
import { usualPace } from '../../plan/belief/posterior.ts';

/** What is known of how a learner's days go. */
export type Habits = {
  /** The seconds that a question takes with its verdict, answered right and wrong. */
  pace: Pace;
  /** The share of questions that are asked once more on the same day: of new ones, and of those met before. */
  repeated: { fresh: number; again: number };
};

/** A learner's answers as far as habits are read from them: the recent ones with their time, and all of them by mark. */
export type Answered = {
  recent: { answers: number; tookMs: number };
  all: { right: number; wrong: number; firsts: number };
};

/** The shares that are usually asked once more, and how many expected repeats they count as. */
const usuallyRepeated = { fresh: 0.65, again: 0.25, weight: 10 };

/** The milliseconds that an answer usually takes without its verdict, and how many answers they count as. */
const usualAnswer = { ms: 15_500, answers: 10 };

/** The longest that anyone is expected to miss the same thing. */
const mostRepeated = 0.9;

/** What a learner's answers say about their days; few answers say little. */
export function habitsOf({ recent, all: { right, wrong, firsts } }: Answered): Habits {
  const slowness =
    (usualAnswer.ms * usualAnswer.answers + recent.tookMs) /
    (usualAnswer.ms * (usualAnswer.answers + recent.answers));
  const { fresh, again, weight } = usuallyRepeated;
  const expected = fresh * firsts + again * Math.max(0, right + wrong - firsts);
  const more = (weight + wrong) / (weight + expected);
  return {
    pace: { right: usualPace.right * slowness, wrong: usualPace.wrong * slowness },
    repeated: { fresh: Math.min(mostRepeated, fresh * more), again: Math.min(mostRepeated, again * more) },
  };
}

/** Questions that are to be asked: new ones, those met before, and those that wait for a second look. */
export type Questions = { fresh: number; again: number; waiting: number };

/** How many of some questions will be asked once more, and the milliseconds that all of it takes. */
export function foretell({ fresh, again, waiting }: Questions, { pace, repeated }: Habits) {
  const secondsOf = (share: number) => share * pace.wrong + (1 - share) * pace.right;
  const missed = fresh * repeated.fresh + again * repeated.again;
  const looks = (missed + waiting) / (1 - repeated.again);
  const seconds = fresh * secondsOf(repeated.fresh) + (again + looks) * secondsOf(repeated.again);
  return { repeats: Math.round(looks - waiting), ms: seconds * SECOND };
}

/** A time in words: 5 minutes. */
export function minutes(ms: number): string {
  const n = wholeMinutes(ms);
  return `${n} ${oneOrMany(n, 'minute', 'minutes')}`;
}
