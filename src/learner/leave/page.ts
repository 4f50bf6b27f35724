import type { Page } from '../../base/web/pages.ts';
import { countsOf } from '../device/page.ts';
import type { Learner } from '../model.ts';

/** The page that says what will be deleted, and asks once more. */
export function leavePage(
  learner: Learner | undefined,
  { formToken, answers, note }: { formToken: string; answers: number; note: string },
): Page & Record<string, unknown> {
  return {
    title: 'Delete your progress',
    here: 'devices',
    known: learner !== undefined,
    name: learner?.account?.name ?? '',
    counts: learner ? countsOf(learner.practiceDays, answers) : '',
    formToken,
    note,
    done: false,
  };
}

/** The same page once everything is deleted. */
export function leftPage(): Page & Record<string, unknown> {
  return { ...leavePage(undefined, { formToken: '', answers: 0, note: '' }), done: true };
}
