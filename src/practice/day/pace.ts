import { oneOrMany } from '../../base/text/words.ts';
import { wholeMinutes } from '../../base/time.ts';

/** The time an answer is reckoned to take until the learner's own pace is known. */
const usualAnswerMs = 30_000;
const answersUntilPace = 20;

/** The milliseconds that one answer takes this learner. */
export function paceOf({ answers, tookMs }: { answers: number; tookMs: number }): number {
  return answers < answersUntilPace ? usualAnswerMs : tookMs / answers;
}

/** The time that some answers take: 5 minutes. */
export function minutes(answers: number, pace: number): string {
  const n = wholeMinutes(answers * pace);
  return `${n} ${oneOrMany(n, 'minute', 'minutes')}`;
}
