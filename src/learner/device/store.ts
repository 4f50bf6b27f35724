import type { Change, Database } from '../../base/data/database.ts';

/** A link that has been made: whose it is, and until when it works. */
export type DeviceLink = { learner: string; id: string; expiresAt: number };

/** Links that let another device go on with a learner's progress. */
export function deviceLinkStore(db: Database) {
  const columns = 'learner, id, expires_at as "expiresAt"';
  const live = 'used_at is null and expires_at > cast(:now as bigint)';
  const byDigest = db.one<DeviceLink>(
    `select ${columns} from device_link where digest = cast(:digest as text) and ${live}`,
  );
  const forget = db.change('delete from device_link where learner = :learner');
  const insert = db.change(
    `insert into device_link (learner, id, digest, expires_at)
     values (:learner, :id, :digest, :expiresAt)`,
    1,
  );
  const use = db.change(
    `update device_link set used_at = :now where learner = :learner and id = :id and used_at is null
       and expires_at > :now`,
    1,
  );

  return {
    /** The link of a digest, if it still works. */
    byDigest: (digest: string, now: number) => byDigest({ digest, now }),
    /** Makes a link in place of those that a learner made before. */
    make: (link: DeviceLink, digest: string): Change[] => [
      forget({ learner: link.learner }),
      insert({ ...link, digest }),
    ],
    /** Uses a link up; a conflict where somebody was faster or the time is over. */
    use: ({ learner, id }: DeviceLink, now: number): Change => use({ learner, id, now }),
  };
}

export type DeviceLinkStore = ReturnType<typeof deviceLinkStore>;
