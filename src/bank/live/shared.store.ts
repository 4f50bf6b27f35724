import type { Change, Database } from '../../base/data/database.ts';
import { serverLocks } from '../../base/data/server-locks.ts';
import type { Content } from './listing.ts';

/** The bank that is live, and the files that the leader last read, as nodes find them. */
export type StoredBank = {
  epoch: number;
  listing: string;
  kept: string;
  questions: string;
  seen: string;
  unsettled: string;
};

/** A bank to go live after the one of an epoch; `digests` name everything that must stay stored. */
export type NextBank = Omit<StoredBank, 'epoch' | 'seen'> & { before: number; digests: readonly string[] };

/** The bank that all nodes on one PostgreSQL show. */
export function sharedBankStore(db: Database) {
  const stored = db.one<StoredBank>('select epoch, listing, kept, questions, seen, unsettled from live_bank');
  const known = db.all<{ digest: string }>(
    'select bank_file.digest from json_each(:digests) as wanted join bank_file on bank_file.digest = wanted.value',
  );
  const contents = db.all<{ digest: string; bytes: Uint8Array }>(
    `select bank_file.digest, bank_file.bytes
     from json_each(:digests) as wanted join bank_file on bank_file.digest = wanted.value`,
  );
  const insertContent = db.change(
    'insert into bank_file (digest, bytes) values (:digest, :bytes) on conflict do nothing',
  );
  const share = db.change(`select pg_advisory_xact_lock_shared(${serverLocks.bank})`, 1);
  const lockAlone = db.change(`select pg_advisory_xact_lock(${serverLocks.bank})`, 1);
  const require = db.change('select 1 from live_bank where epoch = cast(:epoch as bigint)', 1);
  const requireContents = db.change(
    `select 1 from (
       select count(*) as present from json_each(:digests) as wanted
       join bank_file on bank_file.digest = wanted.value) as found
     where found.present = cast(:count as bigint)`,
    1,
  );
  const take = db.change(
    `insert into live_bank (id, epoch, listing, kept, questions, seen, unsettled, taken_at)
     values (1, 1, :listing, :kept, :questions, :listing, :unsettled, :now)
     on conflict (id) do update set epoch = live_bank.epoch + 1, listing = excluded.listing, kept = excluded.kept,
       questions = excluded.questions, seen = excluded.seen, unsettled = excluded.unsettled, taken_at = excluded.taken_at
     where live_bank.epoch = cast(:before as bigint)`,
    1,
  );
  const see = db.change('update live_bank set seen = :listing where epoch = cast(:epoch as bigint)', 1);
  const settle = db.change("update live_bank set unsettled = '' where epoch = cast(:epoch as bigint)");
  const sweep = db.change(
    `delete from bank_file where not exists (
       select 1 from json_each(:digests) as wanted where wanted.value = bank_file.digest)`,
  );

  return {
    /** Nothing before the first bank has gone live. */
    stored: () => stored({}),
    /** Those of some digests whose contents are not stored. */
    async missing(digests: readonly string[]): Promise<string[]> {
      const rows = await known({ digests: JSON.stringify(digests) });
      const found = new Set(rows.map(({ digest }) => digest));
      return digests.filter((each) => !found.has(each));
    },
    /** The contents that some digests name; those that have been swept away are left out. */
    contents: (digests: readonly string[]) => contents({ digests: JSON.stringify(digests) }),
    saveContent: (content: Content): Change => insertContent(content),
    /** What a batch begins with that rests on the bank of an epoch: it fails once another is live. */
    guard: (epoch: number): Change[] => [share({}), require({ epoch })],
    /** What makes a bank the live one, once every batch that rests on the one before is saved. */
    take: ({ digests, before, ...bank }: NextBank, now: number): Change[] => {
      const kept = JSON.stringify([...digests, bank.listing]);
      return [
        lockAlone({}),
        requireContents({ digests: kept, count: digests.length + 1 }),
        take({ ...bank, before, now }),
        sweep({ digests: kept }),
      ];
    },
    /** Notes that everybody is marked whom the bank of an epoch concerns. */
    settle: (epoch: number): Change => settle({ epoch }),
    /** Notes the files that the leader read last. */
    see: (listing: string, epoch: number): Change => see({ listing, epoch }),
  };
}

export type SharedBankStore = ReturnType<typeof sharedBankStore>;
