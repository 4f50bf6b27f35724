import { digest } from '../../base/digest.ts';
import { perObject } from '../../base/lazy.ts';
import type { Bank } from '../bank.ts';
import type { BankFiles, SourceFile } from '../files/check.ts';
import type { Problem } from '../model.ts';
import type { SourcePicture } from '../pictures/picture.ts';

/** How this release writes listings: to be raised with every change that makes other questions of the same files. */
const format = 1;

/** A file or a picture of a bank, by the digest under which its content is stored. */
export type Listed = { path: string; name: string; digest: string };

/** Why the folder of a bank cannot be read at all, and the file where that is shown. */
export type Unread = { file: string; message: string };

/** The files of a bank as they were last read, without their contents. */
export type Listing = {
  format: number;
  /** Whether they are the bank that comes with Etude. */
  isSample: boolean;
  files: Listed[];
  pictures: Listed[];
  unreadable: readonly Problem[];
  warnings: readonly Problem[];
  unread: Unread | null;
};

/** The content of a file under its digest. */
export type Content = { digest: string; bytes: Buffer };

const digestOf = perObject((file: SourceFile | SourcePicture) =>
  digest('text' in file ? file.text : `picture ${file.bytes.toString('latin1')}`),
);

const listed = (file: SourceFile | SourcePicture): Listed => ({
  path: file.path,
  name: file.name,
  digest: digestOf(file),
});

/** The listing of files as they were read. */
export function listingOf(read: BankFiles, isSample: boolean, unread?: Unread): Listing {
  return {
    format,
    isSample,
    files: read.files.map(listed),
    pictures: read.pictures.map(listed),
    unreadable: read.unreadable,
    warnings: read.warnings,
    unread: unread ?? null,
  };
}

/** A listing as it is stored. */
export function contentOfListing(listing: Listing): Content {
  const text = JSON.stringify(listing);
  return { digest: digest(text), bytes: Buffer.from(text) };
}

/** The contents of files, each of which is made when it is asked for. */
export function contentsOf({ files, pictures }: BankFiles): { digest: string; content(): Content }[] {
  return [...files, ...pictures].map((file) => ({
    digest: digestOf(file),
    content: () => ({
      digest: digestOf(file),
      bytes: 'text' in file ? Buffer.from(file.text) : file.bytes,
    }),
  }));
}

/** Reads a stored listing; undefined for one that another release wrote in a way that this one does not know. */
export function readListing(bytes: Uint8Array): Listing | undefined {
  const listing = JSON.parse(Buffer.from(bytes).toString()) as Listing;
  return listing.format === format ? listing : undefined;
}

/** The digests of everything that a listing names. */
export function digestsIn({ files, pictures }: Listing): string[] {
  return [...new Set([...files, ...pictures].map((each) => each.digest))];
}

/** Whether two readings hold the same files with the same contents, wherever their folders are. */
export function isSameContent(a: BankFiles, b: BankFiles): boolean {
  const said = ({ files, pictures }: BankFiles) =>
    [...files, ...pictures].map((file) => `${file.path} ${digestOf(file)}`).join('\n');
  return said(a) === said(b);
}

/** A digest of all questions of a bank: two nodes with the same one ask and mark alike. */
export function questionsDigest({ questions }: Bank): string {
  return digest(
    questions
      .map(({ hash }) => hash)
      .sort()
      .join(),
  );
}
