import { clockTime } from '../../base/time.ts';
import type { Learner } from '../../learner/model.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { Sitting } from '../sitting.ts';

/** What Today says of exams: one that is under way, or the real one that is over. */
export function examNote(
  learner: Learner,
  open: Sitting | undefined,
  examDay: number | undefined,
  today: number,
) {
  if (open) {
    const until = open.deadline === undefined ? '' : `, until ${clockTime(open.deadline, learner.zone)}`;
    return {
      sentence: `You are in the middle of “${open.terms.title}”${until}.`,
      path: sittingPath(open),
      go: 'Continue it',
    };
  }
  if (examDay !== undefined && examDay < today)
    return { sentence: 'Your exam date has passed.', path: '/exams/outcome', go: 'How did it go?' };
  return '';
}
