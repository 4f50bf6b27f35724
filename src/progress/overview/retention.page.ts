import { spanOf } from '../../exam/score.ts';
import { percent, percentSpan, rangeOf } from '../../exam/span.page.ts';
import type { ProgressGiven } from './load.ts';

/** A share is judged when it rests on this many answers. */
export const enoughAnswers = 20;

/** How much of what came back on a later day was known, beside what the learner asked for. */
export function retentionPart({ returns: { count, right }, learner: { retention } }: ProgressGiven) {
  if (count < enoughAnswers) return { sentence: tooFew(count), rows: [] };
  const row = rangeOf({ correct: right, scored: count }, retention * 100);
  return {
    sentence: `You knew ${row.share} of the questions that came back on a later day, ${judged(right, count, retention)}`,
    rows: [{ name: 'Known when asked again', ...row }],
  };
}

function tooFew(count: number): string {
  const so = count === 1 ? 'One question has' : `${count === 0 ? 'No' : count} questions have`;
  return `${so} come back on a later day so far. After ${enoughAnswers}, you will see how many you knew.`;
}

/** Whether what was known differs from what was asked for by more than chance. */
function judged(right: number, count: number, target: number): string {
  const span = spanOf({ correct: right, scored: count });
  const range = `most likely ${percentSpan(span)}`;
  if (span.high < target)
    return `less than your target of ${percent(target)} (${range}). With a higher target in Settings, questions come back sooner.`;
  if (span.low > target)
    return `more than your target of ${percent(target)} (${range}), so you could be asked less often.`;
  return `close to your target of ${percent(target)} (${range}).`;
}
