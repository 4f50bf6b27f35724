import { ratings } from '../../memory/schedule.ts';
import type { ConceptAnswer } from '../model.ts';
import { isRepeat } from './curve.ts';

/** What an answer counted as, and why, in one sentence. */
export function reasonOf(answer: ConceptAnswer, isCounting: boolean): string {
  const { undone, easy, correct, certainty, rating, revealed } = answer;
  if (undone) return 'You undid it, so it does not count.';
  if (!isCounting) return 'The question has changed since, so it no longer counts.';
  if (isRepeat(answer)) return 'Repeating it on the same day changes nothing.';
  if (easy) return 'You called it too easy, so it waits longer.';
  if (revealed) return 'You asked to see the answer, so this counts as not known.';
  if (!correct) return 'It was wrong, so it came back soon.';
  if (rating === ratings.again) return 'A right guess that was probably luck counts as not known.';
  if (rating === ratings.good)
    return certainty === 'sure' ? 'Right and sure counts as known.' : 'Right in an exam, and probably known.';
  if (certainty === 'guess') return 'A right guess that was probably not just luck counts as barely known.';
  return certainty === 'think'
    ? 'Right but not sure counts as barely known.'
    : 'An exam answer that was right, perhaps by luck, counts as barely known.';
}
