import type { Database } from '../../base/data/database.ts';
import type { Person } from './model.ts';

/** Most accounts on the page; "etude learner list" lists all. */
const mostPeople = 1_000;

/** Who has an account. */
export function peopleStore(db: Database) {
  const people = db.all<Person>(
    `select account.learner, account.name, account.role, learner.last_answered_at as "lastAnsweredAt"
     from account join learner on learner.id = account.learner
     order by account.name_key limit ${mostPeople}`,
  );
  return {
    /** Everybody with an account, by name. */
    people: () => people({}),
  };
}

export type PeopleStore = ReturnType<typeof peopleStore>;
