import type { Change, Database } from '../../base/data/database.ts';
import type { Role } from '../model.ts';
import { invitationStore } from './invitation.store.ts';
import { nameKey } from './name.ts';

/** An account as the table has it. */
export type Account = { learner: string; name: string; role: Role; password: string | null };

/** Accounts, with what signs their learners in. */
export function accountStore(db: Database) {
  const columns = 'learner, name, role, password';
  const byKey = db.one<Account>(`select ${columns} from account where name_key = cast(:key as text)`);
  const byLearner = db.one<Account>(`select ${columns} from account where learner = cast(:learner as text)`);
  const countRole = db.one<{ count: number }>(
    'select count(*) as count from account where role = cast(:role as text)',
  );
  const insert = db.change(
    `insert into account (learner, name, name_key, role, password, created_at)
     values (:learner, :name, :key, :role, :password, :now)`,
    1,
  );
  const setRole = db.change('update account set role = :role where learner = :learner', 1);
  const touchOwner = db.change(
    `update account set role = 'owner' where role = 'owner' and learner = (
       select owner.learner from account as owner where owner.role = 'owner' and owner.learner <> :learner
       order by owner.learner limit 1)`,
    1,
  );
  const setPassword = db.change('update account set password = :password where learner = :learner', 1);

  return {
    invitations: invitationStore(db),
    /** The account of a name, however it is written. */
    byName: (name: string) => byKey({ key: nameKey(name) }),
    of: (learner: string) => byLearner({ learner }),
    /** How many accounts have a role. */
    count: async (role: Role) => (await countRole({ role }))!.count,

    /** Makes a learner's account; a conflict where the name is taken or the learner has one. */
    create: ({ learner, name, role, password }: Account, now: number): Change =>
      insert({ learner, name, key: nameKey(name), role, password, now }),
    /** Changes nothing, and is a conflict unless there is another owner beside a learner. */
    requireOwnerBeside: (learner: string): Change => touchOwner({ learner }),
    setRole: (learner: string, role: Role): Change => setRole({ learner, role }),
    setPassword: (learner: string, password: string | null): Change => setPassword({ learner, password }),
  };
}

export type AccountStore = ReturnType<typeof accountStore>;
