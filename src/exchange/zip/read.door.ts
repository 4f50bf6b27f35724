import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { Failure } from '../../base/failure.ts';

/** A zip that is open: the names of its files, and their contents one at a time. */
export type Zip = {
  /** The names in the order of the zip, without folders and without what systems add for themselves. */
  names: readonly string[];
  /** The content of a file of at most so many bytes; undefined where there is none of that name. */
  read(name: string, mostBytes?: number): Promise<Buffer | undefined>;
  /** How many bytes a file unpacks to. */
  sizeOf(name: string): number;
  close(): void;
};

/** How much a zip may hold. */
const zipLimits = {
  /** Files in a zip. */
  files: 70_000,
  /** Bytes of one unpacked file. */
  fileBytes: 64 * 1024 * 1024,
  /** Bytes of all unpacked files. */
  allBytes: 1024 * 1024 * 1024,
  /** How many bytes one packed byte may become in a file of more than a megabyte. */
  ratio: 250,
};

/** Whether a file begins as a zip does. */
export function isZip(file: Buffer): boolean {
  return file.length > 22 && file.readUInt32LE(0) === 0x04034b50;
}

/** Opens a zip by its path or its bytes; what is damaged, too large or reaches out of its folder is refused. */
export async function openZip(source: string | Buffer): Promise<Zip> {
  const file = await open(source);
  try {
    const entries = await entriesOf(file);
    return {
      names: [...entries.keys()],
      read: async (name, mostBytes = zipLimits.fileBytes) => {
        const entry = entries.get(name);
        return entry && readEntry(file, entry, mostBytes);
      },
      sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw plainly(error);
  }
}

async function open(source: string | Buffer): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false };
  try {
    return await (typeof source === 'string'
      ? openPromise(source, options)
      : fromBufferPromise(source, options));
  } catch (error) {
    throw plainly(error);
  }
}

/** The files by their names, once sizes and names have been judged. */
async function entriesOf(file: ZipFile): Promise<Map<string, Entry>> {
  if (file.entryCount > zipLimits.files)
    throw refusal(`This zip holds more than ${zipLimits.files} files: split it.`);
  const entries = new Map<string, Entry>();
  let bytes = 0;
  for await (const entry of file.eachEntry()) {
    if (entry.fileName.endsWith('/') || isSystems(entry.fileName)) continue;
    bytes += entry.uncompressedSize;
    judge(entry, bytes, entries);
    entries.set(entry.fileName, entry);
  }
  return entries;
}

function judge(entry: Entry, bytes: number, entries: ReadonlyMap<string, Entry>): void {
  const name = JSON.stringify(entry.fileName);
  if (entries.has(entry.fileName)) throw refusal(`This zip holds two files named ${name}: remove one.`);
  if (entry.isEncrypted()) throw refusal(`${name} in this zip has a password: zip it again without one.`);
  if (!entry.canDecodeFileData())
    throw refusal(`${name} in this zip is compressed in an unusual way: zip it again with "deflate".`);
  const isBomb =
    entry.uncompressedSize > 1024 * 1024 && entry.uncompressedSize > entry.compressedSize * zipLimits.ratio;
  if (isBomb || bytes > zipLimits.allBytes)
    throw refusal('This zip would unpack to far too much data, so Etude did not unpack it.');
}

/** What macOS and Windows put into zips beside the files. */
function isSystems(name: string): boolean {
  return /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/.test(name);
}

async function readEntry(file: ZipFile, entry: Entry, mostBytes: number): Promise<Buffer> {
  if (entry.uncompressedSize > mostBytes) {
    const most = Math.floor(mostBytes / 1024 / 1024);
    throw refusal(
      `${JSON.stringify(entry.fileName)} in this zip is larger than ${most} MB: make it smaller.`,
    );
  }
  try {
    const parts: Buffer[] = [];
    for await (const part of await file.openReadStreamPromise(entry)) parts.push(part as Buffer);
    const content = Buffer.concat(parts);
    if (crc32(content) !== entry.crc32) throw damaged();
    return content;
  } catch (error) {
    throw plainly(error);
  }
}

/** The same trouble as a sentence for whoever chose the file. */
function plainly(error: unknown): unknown {
  if (error instanceof Failure || isOfMachine(error)) return error;
  const message = error instanceof Error ? error.message : '';
  if (/invalid (relative path|characters in fileName)|absolute path/.test(message))
    return refusal('A file in this zip has a name that points outside its folder, so nothing was unpacked.');
  return damaged();
}

/** Whether the machine and not the zip is at fault: there is no such file, or it may not be read. */
function isOfMachine(error: unknown): boolean {
  return /^E[A-Z]+$/.test((error as NodeJS.ErrnoException)?.code ?? '');
}

function damaged(): Failure {
  return refusal('This zip is damaged or incomplete. Download or export it again.');
}

function refusal(sentence: string): Failure {
  return new Failure('invalid', sentence);
}
