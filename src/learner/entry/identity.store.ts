import type { Change, Database } from '../../base/data/database.ts';
import type { Learner } from '../model.ts';
import { type LearnerRow, learnerColumns, toLearner, withAccount } from '../row.ts';

/** Somebody as an identity provider or a proxy knows them. */
export type Identity = { issuer: string; subject: string };

/** Learners by their identities elsewhere. */
export function identityStore(db: Database) {
  const learner = db.one<LearnerRow>(
    `select ${learnerColumns} from identity join learner on learner.id = identity.learner ${withAccount}
     where identity.issuer = cast(:issuer as text) and identity.subject = cast(:subject as text)`,
  );
  const insert = db.change(
    `insert into identity (learner, issuer, subject, created_at) values (:learner, :issuer, :subject, :now)`,
    1,
  );
  const move = db.change('update identity set learner = :into where learner = :from');

  return {
    async learnerOf({ issuer, subject }: Identity): Promise<Learner | undefined> {
      const row = await learner({ issuer, subject });
      return row && toLearner(row);
    },
    /** Ties a learner to an identity; a conflict where it has a learner. */
    add: (learner: string, { issuer, subject }: Identity, now: number): Change =>
      insert({ learner, issuer, subject, now }),
    /** Ties the identities of one learner to another, who takes over everything of theirs. */
    move: (from: string, into: string): Change => move({ from, into }),
  };
}

export type IdentityStore = ReturnType<typeof identityStore>;
