import type { Change, Database } from '../../base/data/database.ts';

/** Recovery codes and reset links, of which only digests are stored. */
export function recoveryStore(db: Database) {
  const countLeft = db.one<{ count: number }>(
    'select count(*) as count from recovery_code where learner = cast(:learner as text) and used_at is null',
  );
  const byCode = db.one<{ learner: string; usedAt: number | null }>(
    'select learner, used_at as "usedAt" from recovery_code where digest = cast(:digest as text)',
  );
  const insertCode = db.change('insert into recovery_code (learner, digest) values (:learner, :digest)', 1);
  const useCode = db.change(
    'update recovery_code set used_at = :now where learner = :learner and digest = :digest and used_at is null',
    1,
  );
  const removeCodes = db.change('delete from recovery_code where learner = :learner');
  const byLink = db.one<{ learner: string; expiresAt: number }>(
    'select learner, expires_at as "expiresAt" from reset_link where digest = cast(:digest as text)',
  );
  const insertLink = db.change(
    'insert into reset_link (learner, digest, expires_at) values (:learner, :digest, :expiresAt)',
    1,
  );
  const useLink = db.change('delete from reset_link where learner = :learner and digest = :digest', 1);
  const removeLinks = db.change('delete from reset_link where learner = :learner');

  return {
    /** How many codes of a learner can still be used. */
    codesLeft: async (learner: string) => (await countLeft({ learner }))!.count,
    byCode: (digest: string) => byCode({ digest }),
    byLink: (digest: string) => byLink({ digest }),

    /** Gives a learner new codes in place of all that they have. */
    replaceCodes: (learner: string, digests: readonly string[]): Change[] => [
      removeCodes({ learner }),
      ...digests.map((digest) => insertCode({ learner, digest })),
    ],
    /** Uses a code up; a conflict where it has been used. */
    useCode: (learner: string, digest: string, now: number): Change => useCode({ learner, digest, now }),
    /** Makes the one reset link of a learner. */
    replaceLink: (learner: string, digest: string, expiresAt: number): Change[] => [
      removeLinks({ learner }),
      insertLink({ learner, digest, expiresAt }),
    ],
    /** Uses a reset link up; a conflict where it has been used. */
    useLink: (learner: string, digest: string): Change => useLink({ learner, digest }),
  };
}

export type RecoveryStore = ReturnType<typeof recoveryStore>;
