import type { Change, Database } from '../../base/data/database.ts';
import { type Group, type Member, type Membership, mostGroups, mostMembers } from './model.ts';

/** Groups and who has joined them. */
export function groupStore(db: Database) {
  const columns = 'id, learner, name, link';
  const led = db.all<Group>(
    `select ${columns} from study_group where learner = cast(:learner as text) order by created_at, id
     limit ${mostGroups}`,
  );
  const byId = db.one<Group>(`select ${columns} from study_group where id = cast(:id as text)`);
  const joined = db.all<Group & { shownName: string | null }>(
    `select study_group.id, study_group.learner, study_group.name, study_group.link,
       membership.shown_name as "shownName"
     from membership join study_group on study_group.id = membership.study_group
     where membership.learner = cast(:learner as text) order by membership.joined_at, study_group.id`,
  );
  const members = db.all<{ learner: string; shownName: string | null }>(
    `select membership.learner, membership.shown_name as "shownName"
     from study_group join membership on membership.study_group = study_group.id
     where study_group.learner = cast(:leader as text) and study_group.id = cast(:id as text)
     order by membership.joined_at, membership.learner limit ${mostMembers}`,
  );
  const countMembers = db.one<{ count: number }>(
    'select count(*) as count from membership where study_group = cast(:id as text)',
  );
  const lately = db.one<{ answers: number; correct: number; days: number }>(
    `select coalesce(sum(answers), 0) as answers, coalesce(sum(correct), 0) as correct, count(distinct day) as days
     from tally where learner = cast(:learner as text) and day >= cast(:since as bigint) and answers > 0`,
  );
  const insert = db.change(
    `insert into study_group (learner, id, name, link, created_at) values (:learner, :id, :name, 0, :now)`,
    1,
  );
  const renew = db.change('update study_group set link = link + 1 where learner = :learner and id = :id', 1);
  const remove = db.change('delete from study_group where learner = :learner and id = :id', 1);
  const join = db.change(
    `insert into membership (learner, study_group, shown_name, joined_at)
     values (:learner, :id, :shownName, :now)
     on conflict (learner, study_group) do update set shown_name = excluded.shown_name`,
    1,
  );
  const leave = db.change('delete from membership where learner = :learner and study_group = :id', 1);
  const moveLed = db.change('update study_group set learner = :into where learner = :from');
  const moveJoined = db.change(
    `insert into membership (learner, study_group, shown_name, joined_at)
     select cast(:into as text), study_group, shown_name, joined_at from membership
     where learner = cast(:from as text)
     on conflict do nothing`,
  );

  return {
    /** The groups that somebody leads. */
    led: (learner: string) => led({ learner }),
    byId: (id: string) => byId({ id }),
    /** The groups that somebody has joined, with what they have agreed to. */
    async joined(learner: string): Promise<(Group & Membership)[]> {
      const rows = await joined({ learner });
      return rows.map((row) => ({ ...row, group: row.id, shownName: row.shownName ?? undefined }));
    },
    countMembers: async (id: string) => (await countMembers({ id }))!.count,
    /** The members of a group that somebody leads, with what they did since a day. */
    async members(leader: string, id: string, since: number): Promise<Member[]> {
      const rows = await members({ leader, id });
      const all = await db.readTogether(() =>
        Promise.all(rows.map(({ learner }) => lately({ learner, since }))),
      );
      return rows.map(({ shownName }, i) => ({ shownName: shownName ?? undefined, ...all[i]! }));
    },

    make: (learner: string, id: string, name: string, now: number): Change =>
      insert({ learner, id, name, now }),
    /** Has the link to join lead nowhere, and another one in its place. */
    renew: ({ learner, id }: Group): Change => renew({ learner, id }),
    /** Ends a group; nobody is counted in it any more. */
    remove: ({ learner, id }: Group): Change => remove({ learner, id }),
    /** Notes what somebody agrees to in a group. */
    join: (learner: string, { group, shownName }: Membership, now: number): Change =>
      join({ learner, id: group, shownName: shownName ?? null, now }),
    leave: (learner: string, id: string): Change => leave({ learner, id }),
    /** Gives a learner the groups of another as well. */
    move: (from: string, into: string): Change[] => [moveLed({ from, into }), moveJoined({ from, into })],
  };
}

export type GroupStore = ReturnType<typeof groupStore>;
