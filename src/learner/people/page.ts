import { oneOrMany } from '../../base/text/words.ts';
import { isoDay } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../model.ts';
import type { Person } from './model.ts';

/** The page on which an owner sees who has an account, and removes somebody. */
export function peoplePage(
  owner: Learner,
  given: { formToken: string; people: readonly Person[]; note: string; removed: boolean },
): Page & Record<string, unknown> {
  const { people } = given;
  return {
    title: 'People',
    here: 'account',
    ...given,
    counts: `${people.length} ${oneOrMany(people.length, 'account', 'accounts')}`,
    people: people.map(({ learner, name, role, lastAnsweredAt }) => ({
      id: learner,
      name,
      role,
      last: lastAnsweredAt === 0 ? 'no answer yet' : `last answer on ${isoDay(lastAnsweredAt)}`,
      isYou: learner === owner.id,
    })),
  };
}
