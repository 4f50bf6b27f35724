import type { Change, Database } from '../../base/data/database.ts';
import type { NewPasskey, Passkey } from './model.ts';

type Row = Omit<Passkey, 'transports' | 'backedUp'> & { transports: string; backedUp: number };

/** Passkeys, and what may be used once only. */
export function passkeyStore(db: Database) {
  const columns = `learner, credential_id as id, host, public_key as key, counter, transports,
    backed_up as "backedUp", name, created_at as "createdAt", used_at as "usedAt"`;
  const ofLearner = db.all<Row>(
    `select ${columns} from passkey where learner = cast(:learner as text) order by created_at, credential_id`,
  );
  const byId = db.one<Row>(`select ${columns} from passkey where credential_id = cast(:id as text)`);
  const insert = db.change(
    `insert into passkey (learner, credential_id, host, public_key, counter, transports, backed_up, name, created_at)
     values (:learner, :id, :host, :key, :counter, :transports, :backedUp, :name, :now)`,
    1,
  );
  const noteUse = db.change(
    `update passkey set counter = :counter, backed_up = :backedUp, used_at = :now
     where learner = :learner and credential_id = :id`,
    1,
  );
  const remove = db.change('delete from passkey where learner = :learner and credential_id = :id', 1);
  const removeAll = db.change('delete from passkey where learner = :learner');
  const spend = db.change('insert into spent (digest, expires_at) values (:digest, :expiresAt)', 1);
  const sweepSpent = db.change('delete from spent where expires_at < :before');

  return {
    of: async (learner: string) => (await ofLearner({ learner })).map(toPasskey),
    async byId(id: string): Promise<Passkey | undefined> {
      const row = await byId({ id });
      return row && toPasskey(row);
    },
    /** Adds a passkey to a learner; a conflict where it is there already. */
    add: (
      learner: string,
      { transports, backedUp, ...rest }: NewPasskey,
      name: string,
      now: number,
    ): Change =>
      insert({
        learner,
        ...rest,
        name,
        now,
        transports: JSON.stringify(transports),
        backedUp: Number(backedUp),
      }),
    /** Notes a sign-in. */
    noteUse: ({ learner, id }: Passkey, counter: number, backedUp: boolean, now: number): Change =>
      noteUse({ learner, id, counter, backedUp: Number(backedUp), now }),
    remove: (learner: string, id: string): Change => remove({ learner, id }),
    removeAll: (learner: string): Change => removeAll({ learner }),
    /** Uses up what may be used once; a conflict where it has been. */
    spend: (digest: string, expiresAt: number): Change => spend({ digest, expiresAt }),
    /** Forgets what has been used and would have expired before a moment. */
    sweepSpent: (before: number): Change => sweepSpent({ before }),
  };
}

const toPasskey = ({ transports, backedUp, ...row }: Row): Passkey => ({
  ...row,
  transports: JSON.parse(transports),
  backedUp: backedUp === 1,
});

export type PasskeyStore = ReturnType<typeof passkeyStore>;
