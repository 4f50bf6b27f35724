import type { Database } from '../../base/data/database.ts';
import type { BankFiles, SourceFile } from '../files/check.ts';
import type { SourcePicture } from '../pictures/picture.ts';
import {
  type Content,
  contentOfListing,
  contentsOf,
  type Listed,
  type Listing,
  listingOf,
  readListing,
  type Unread,
} from './listing.ts';
import type { SharedBankStore } from './shared.store.ts';

/** The files that a listing names. */
export type Reading = { listing: Listing; files: BankFiles };

/** How many bytes are saved, and how many contents read, in one statement or batch. */
const bytesAtOnce = 4 * 2 ** 20;
const contentsAtOnce = 20;

export type Readings = ReturnType<typeof createReadings>;

/** Stores what the leader has read of a bank's folder, and reads it again on other nodes. */
export function createReadings(db: Database, store: SharedBankStore) {
  /** The last two readings: a content that one of them has is not read again, and neither is its file judged again. */
  let known = new Map<string, Reading>();

  function remember(digest: string, reading: Reading): Reading {
    known = new Map([...[...known].filter(([each]) => each !== digest).slice(-1), [digest, reading]]);
    return reading;
  }

  async function saveAll(contents: Iterable<Content>): Promise<void> {
    let batch: Content[] = [];
    let bytes = 0;
    const flush = async () => {
      if (batch.length > 0) await db.commit(batch.map(store.saveContent));
      batch = [];
      bytes = 0;
    };
    for (const content of contents) {
      batch.push(content);
      bytes += content.bytes.length;
      if (bytes >= bytesAtOnce) await flush();
    }
    await flush();
  }

  /** The contents of some digests; undefined where one of them has been swept away. */
  async function contentsBy(digests: readonly string[]): Promise<Map<string, Buffer> | undefined> {
    const found = new Map<string, Buffer>();
    for (let from = 0; from < digests.length; from += contentsAtOnce)
      for (const { digest, bytes } of await store.contents(digests.slice(from, from + contentsAtOnce)))
        found.set(digest, Buffer.from(bytes));
    return found.size === digests.length ? found : undefined;
  }

  return {
    /** Stores files that were read, and the listing that names them. Returns the digest of the listing. */
    async save(files: BankFiles, isSample: boolean, unread?: Unread): Promise<string> {
      const listing = listingOf(files, isSample, unread);
      const own = contentOfListing(listing);
      const contents = new Map(contentsOf(files).map((each) => [each.digest, each]));
      const missing = await store.missing([...contents.keys(), own.digest]);
      await saveAll(missing.map((digest) => contents.get(digest)?.content() ?? own));
      remember(own.digest, { listing, files });
      return own.digest;
    },
    /**
     * The files of a listing. Where another reading has replaced it meanwhile it is `gone`; `unknown` is what another
     * release wrote in a way that this one does not know.
     */
    async load(digest: string): Promise<Reading | 'gone' | 'unknown'> {
      const before = known.get(digest);
      if (before) return before;
      const [own] = await store.contents([digest]);
      if (!own) return 'gone';
      const listing = readListing(own.bytes);
      if (!listing) return 'unknown';
      const objects = new Map([...known.values()].flatMap(objectsIn));
      const wanted = [...listing.files, ...listing.pictures].filter((each) => !objects.has(keyOf(each)));
      const contents = await contentsBy([...new Set(wanted.map((each) => each.digest))]);
      if (!contents) return 'gone';
      const { unreadable, warnings } = listing;
      const files = listing.files.map(
        (each) => (objects.get(keyOf(each)) as SourceFile) ?? fileOf(each, contents.get(each.digest)!),
      );
      const pictures = listing.pictures.map(
        (each) => (objects.get(keyOf(each)) as SourcePicture) ?? pictureOf(each, contents.get(each.digest)!),
      );
      return remember(digest, { listing, files: { files, pictures, unreadable, warnings } });
    },
  };
}

const keyOf = ({ digest, name }: Listed) => `${digest} ${name}`;

/** The files of a reading by what they are and say, so that a file that says the same is the same object. */
function objectsIn({ listing, files }: Reading): [string, SourceFile | SourcePicture][] {
  return [
    ...listing.files.map((each, i): [string, SourceFile] => [keyOf(each), files.files[i]!]),
    ...listing.pictures.map((each, i): [string, SourcePicture] => [keyOf(each), files.pictures[i]!]),
  ];
}

function fileOf({ path, name }: Listed, bytes: Buffer): SourceFile {
  return { path, name, text: bytes.toString() };
}

function pictureOf({ path, name }: Listed, bytes: Buffer): SourcePicture {
  return { path, name, bytes };
}
