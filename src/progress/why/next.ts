import { DAY } from '../../base/time.ts';
import { advance, type Met, recallAt } from '../../memory/fold.ts';
import { type Certainty, rate } from '../../memory/rate.ts';
import type { Schedule } from '../../memory/schedule.ts';

/** What the next answer may be. */
const possible: readonly { name: string; correct: boolean; certainty: Certainty }[] = [
  { name: 'Wrong', correct: false, certainty: 'think' },
  { name: 'Right, a guess', correct: true, certainty: 'guess' },
  { name: 'Right, fairly sure', correct: true, certainty: 'think' },
  { name: 'Right and sure', correct: true, certainty: 'sure' },
];

/** The day and the moment at which the concept is due, or now where that is over. */
export function dueMoment({ dueDay, day: last, answeredAt, readyAt }: Met, day: number, now: number) {
  if (readyAt !== undefined || dueDay <= day) return { day, answeredAt: Math.max(now, answeredAt) };
  return { day: dueDay, answeredAt: answeredAt + (dueDay - last) * DAY };
}

/** Where each possible answer would lead if it were given when the concept is due: the days until it returns. */
export function nextAnswers(
  card: Met,
  when: { day: number; answeredAt: number },
  guessChance: number,
  schedule: Schedule,
) {
  const recall = recallAt(card, when.answeredAt, schedule);
  return possible.map(({ name, ...answer }) => {
    const rating = rate({ ...answer, guessChance, recall });
    const next = advance(card, { ...when, rating }, schedule)!;
    return { name, days: next.readyAt === undefined ? next.dueDay - when.day : 0 };
  });
}
