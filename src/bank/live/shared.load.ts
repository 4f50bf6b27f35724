import type { Change, Database } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { oneAtATime } from '../../base/one-at-a-time.ts';
import { inTurns } from '../../base/turns.ts';
import { type Bank, building, hashOf } from '../bank.ts';
import { type BankFiles, type Judged, judgingFolder, nothingKnown } from '../files/check.ts';
import { replacing } from '../past/reconcile.ts';
import type { BankStore } from '../past/store.ts';
import { digestsIn, isSameContent, questionsDigest, type Unread } from './listing.ts';
import { type BankHolder, type GoLive, holdBank, requireShown, type Touching } from './live.ts';
import { createReadings, type Reading } from './readings.load.ts';
import { type StoredBank, sharedBankStore } from './shared.store.ts';
import { sharedView } from './shared-view.load.ts';

/** What the bank that several nodes show is kept with. */
export type SharedDeps = {
  db: Database;
  texts: BankStore;
  now: () => number;
  today: () => string;
};

/** The bank that all nodes of a database show: the leader takes it live, and every node follows. */
export type SharedBank = {
  /** The bank as this node shows it, once it has one. */
  readonly live: BankHolder;
  /** Follows what the leader has taken live, whatever authors see of its files. */
  lookAtBank(): Promise<void>;
  /** Follows what the leader has taken live or read. Returns whether this node shows the bank that is live. */
  look(): Promise<boolean>;
  /** Judges files, one reading after another. */
  judge(files: BankFiles): Promise<Judged>;
  trouble(): string | undefined;
  /** Shows a bank that nobody else shows, and by which nothing can be saved, until it can show the live one. */
  standIn(bank: Bank): void;
  /** Stores files as the leader read them, for the authors on every node. Returns the digest of their listing. */
  see(files: BankFiles, isSample: boolean): Promise<string>;
  /** Notes that the leader cannot read its folder at all. */
  seeUnread(unread: Unread): Promise<void>;
  /** Whether this node shows a bank made of files with these contents. */
  isMadeOf(files: BankFiles): boolean;
  /** Whether the bank that is live, which this node may be unable to show, is the one that comes with Etude; true without any. */
  isSample(): boolean;
  /**
   * What changed with the live bank where the leader before was cut off, and what is to be saved once everybody is marked
   * whom it concerns; undefined where that is done.
   */
  unsettled(): Promise<{ changed: Touching; settled: Change[] } | undefined>;
  /** How the files of a listing go live on every node. */
  goLive(listing: string): GoLive;
};

/** Tries to read a listing that is replaced meanwhile; the next look tries again. */
const mostTries = 5;

/** Begins to share the bank of a database; there is none before the first look. */
export function shareBank({ db, texts, now, today }: SharedDeps): SharedBank {
  const store = sharedBankStore(db);
  const readings = createReadings(db, store);
  // What has been found out about files: only what has changed is judged again.
  const known = nothingKnown();
  let holder: BankHolder | undefined;
  /** The epoch of the bank that is shown, and the files that it is made of. */
  let shown: { epoch: number; reading: Reading | undefined } = { epoch: 0, reading: undefined };
  /** The last epoch whose bank this node cannot show. */
  let unreadable = 0;
  let trouble: string | undefined;
  let isSample = true;
  /** Whether an author has asked at this node. */
  let isWanted = false;
  /** Nobody loads a bank that is just going live here; and learners never wait for the rules of authors, only for one judging of files. */
  const inOrder = oneAtATime();
  const oneReading = oneAtATime();
  const judge = (files: BankFiles) => oneReading(() => inTurns(judgingFolder(files, known)));
  const view = sharedView({ texts, today, readings, judge });

  function show(bank: Bank, epoch: number, reading: Reading | undefined): BankHolder {
    shown = { epoch, reading };
    if (reading) {
      trouble = undefined;
      isSample = reading.listing.isSample;
    }
    if (holder) holder.replace(bank);
    else holder = held(bank);
    return holder;
  }

  function held(bank: Bank): BankHolder {
    const own = holdBank(bank);
    return {
      ...own,
      epoch: () => shown.epoch,
      edition: () => numberOf(`${shown.epoch} ${view.listing()}`),
      guard: () => store.guard(shown.epoch),
      reach,
      trouble: () => trouble,
      layOutWhenWanted() {},
      async wantedAuthorView() {
        isWanted = true;
        await follow();
        return own.authorView();
      },
    };
  }

  async function reach(epoch?: number): Promise<void> {
    if (epoch === undefined || epoch > shown.epoch) await inOrder(reload);
    if (holder) requireShown(holder);
    if (epoch !== undefined && epoch > shown.epoch) throw new Failure('unavailable', stillLoading);
  }

  /** Shows the bank that is live, and its files to the authors who have asked. */
  async function follow(): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      const stored = await inOrder(reload);
      if (!stored || !isWanted || !holder || (await view.layOut(stored.seen, holder))) return;
    }
  }

  /** Loads the bank that is live, unless this node shows it. Returns what is stored. */
  async function reload(): Promise<StoredBank | undefined> {
    for (let tries = 0; tries < mostTries; tries++) {
      const stored = await store.stored();
      if (!stored || stored.epoch <= shown.epoch || stored.epoch === unreadable) return stored;
      if (await load(stored)) return stored;
    }
    return undefined;
  }

  /** False where the leader has gone on meanwhile. */
  async function load(stored: StoredBank): Promise<boolean> {
    const reading = await readings.load(stored.listing);
    if (reading === 'gone') return false;
    const bank = reading === 'unknown' ? undefined : await build(reading, stored);
    if (bank && reading !== 'unknown') show(bank, stored.epoch, reading);
    else {
      unreadable = stored.epoch;
      trouble = madeByAnother;
      isSample = reading !== 'unknown' && reading.listing.isSample;
    }
    return true;
  }

  /** The bank that the leader has made of the same files; undefined where this release makes another. */
  async function build({ files }: Reading, { kept, questions }: StoredBank): Promise<Bank | undefined> {
    const judged = await judge(files);
    if (judged.problems.length > 0) return undefined;
    const others = await texts.named(JSON.parse(kept));
    const all = await inTurns(replacing(judged.questions, [...others.values()]));
    const bank = await inTurns(building(judged.taxonomy, all, judged.lessons));
    return questionsDigest(bank) === questions ? bank : undefined;
  }

  /** The last epoch that this node knows of, whether it can show its bank or not. */
  const latest = () => Math.max(shown.epoch, unreadable);

  async function note(listing: string): Promise<void> {
    if (latest() > 0) await db.commit([store.see(listing, latest())]);
  }

  return {
    get live() {
      if (!holder) throw new Error('No bank is live yet.');
      return holder;
    },
    lookAtBank: async () => void (await inOrder(reload)),
    async look() {
      await follow();
      return holder !== undefined && trouble === undefined;
    },
    judge,
    trouble: () => trouble,
    standIn: (bank) => void show(bank, 0, undefined),
    async see(files, isSample) {
      const listing = await readings.save(files, isSample);
      await note(listing);
      return listing;
    },
    async seeUnread(unread) {
      const stored = await store.stored();
      const reading = stored && (await readings.load(stored.seen));
      if (typeof reading !== 'object') return;
      await note(await readings.save(reading.files, reading.listing.isSample, unread));
    },
    isMadeOf: (files) =>
      trouble === undefined && shown.reading !== undefined && isSameContent(shown.reading.files, files),
    isSample: () => isSample,
    async unsettled() {
      const { unsettled = '', epoch = 0 } = (await store.stored()) ?? {};
      return unsettled === ''
        ? undefined
        : { changed: JSON.parse(unsettled), settled: [store.settle(epoch)] };
    },
    goLive:
      (listing) =>
      ({ bank, changed: { questions, concepts }, kept, marks, past }) =>
        inOrder(async () => {
          const reading = await readings.load(listing);
          if (typeof reading === 'string') throw new Error('The bank’s files are no longer stored.');
          const before = latest();
          const next = {
            before,
            listing,
            kept: JSON.stringify(kept.map(hashOf)),
            questions: questionsDigest(bank),
            digests: digestsIn(reading.listing),
            unsettled: JSON.stringify({ questions, concepts }),
          };
          // The lock comes before the marks: answers wait for it, and some would hold learners that are to be marked.
          await db.commit([...past.flat(), ...store.take(next, now()), ...marks]);
          return { live: show(bank, before + 1, reading), settled: [store.settle(before + 1)] };
        }),
  };
}

/** A number for a text, which is another for another text. */
const numberOf = (text: string) =>
  Number.parseInt(Buffer.from(digest(text), 'base64url').toString('hex', 0, 6), 16);

const stillLoading = 'This server is still loading a bank that has just gone live. Try again shortly.';

const madeByAnother = 'another release of Etude put a question bank live that this one cannot show';
