import type { Change, Database } from '../../base/data/database.ts';
import type { Role } from '../model.ts';

/** An invitation, known by the digest of its link. */
export type Invitation = { digest: string; role: Role; expiresAt: number; usedAt: number | null };

/** Invitations: links by which somebody may create an account, once each. */
export function invitationStore(db: Database) {
  const byDigest = db.one<Invitation>(
    `select digest, role, expires_at as "expiresAt", used_at as "usedAt" from invitation
     where digest = cast(:digest as text)`,
  );
  const countOpen = db.one<{ count: number }>(
    `select count(*) as count from invitation
     where role = cast(:role as text) and used_at is null and expires_at > cast(:now as bigint)`,
  );
  const insert = db.change(
    `insert into invitation (digest, role, created_by, created_at, expires_at)
     values (:digest, :role, :createdBy, :now, :expiresAt)`,
    1,
  );
  const use = db.change(
    `update invitation set used_by = :learner, used_at = :now
     where digest = :digest and used_at is null and expires_at > :now`,
    1,
  );

  return {
    byDigest: (digest: string) => byDigest({ digest }),
    /** How many invitations to a role can still be used. */
    countOpen: async (role: Role, now: number) => (await countOpen({ role, now }))!.count,
    /** Makes an invitation; by the owner of the machine where nobody is named. */
    create: (
      { digest, role, expiresAt }: Omit<Invitation, 'usedAt'>,
      createdBy: string | null,
      now: number,
    ): Change => insert({ digest, role, createdBy, now, expiresAt }),
    /** Uses an invitation up; a conflict where it has been used or has expired. */
    use: (digest: string, learner: string, now: number): Change => use({ digest, learner, now }),
  };
}
