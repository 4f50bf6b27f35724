import { oneOrMany } from '../../base/text/words.ts';
import { clockTime } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../model.ts';

/** A link as it is shown: the address, its picture, and until when it works. */
export type ShownLink = { address: string; qr: { size: number; path: string }; expiresAt: number };

/** The page from which a learner goes on elsewhere, or takes their progress along. */
export function devicesPage(
  learner: Learner | undefined,
  given: { formToken: string; link: ShownLink | undefined; answers: number },
): Page & Record<string, unknown> {
  const { link, answers } = given;
  return {
    title: 'Your devices',
    here: 'devices',
    known: learner !== undefined,
    isGuest: learner !== undefined && !learner.account,
    name: learner?.account?.name ?? '',
    counts: learner ? countsOf(learner.practiceDays, answers) : '',
    formToken: given.formToken,
    link: link && { ...link, until: clockTime(link.expiresAt, learner!.zone) },
  };
}

/** How much there is of someone: 12 days, 495 answers. */
export function countsOf(days: number, answers: number): string {
  return `${days} ${oneOrMany(days, 'day', 'days')}, ${answers} ${oneOrMany(answers, 'answer', 'answers')}`;
}

/** The page behind a link, which says what will happen before it does. */
export function joinPage(given: {
  formToken: string;
  code: string;
  name: string;
  counts: string;
  /** Who is here already: nobody, the learner of the link, a guest with answers, or somebody with an account. */
  before: { kind: 'nobody' | 'same' | 'guest' | 'account'; name: string; counts: string };
}): Page & Record<string, unknown> {
  const { kind } = given.before;
  return {
    title: 'Continue here',
    here: 'devices',
    ...given,
    isSame: kind === 'same',
    isGuest: kind === 'guest',
    isOther: kind === 'account',
  };
}
