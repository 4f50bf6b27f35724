import { zstdDecompressSync } from 'node:zlib';
import { Failure } from '../../base/failure.ts';
import type { Zip } from '../zip/read.door.ts';
import { readDatabase } from './database.door.ts';
import type { Collection } from './model.ts';
import { numberField, readMessage, textField } from './protobuf.ts';

/** Most bytes of an unpacked collection, without its media. */
const mostBytes = 256 * 1024 * 1024;
/** Most bytes that a file of the media may unpack to. */
const mostUnpacked = 64 * 1024 * 1024;
/** The newest kind of package that this Etude knows. */
const newest = 3;

/** Whether a zip is a package of Anki. */
export function isAnki({ names }: Zip): boolean {
  return names.some((name) => /^collection\.anki2(1b?)?$/.test(name));
}

/** Reads a package or a whole collection of Anki, old or new. */
export async function readAnki(zip: Zip): Promise<Collection> {
  const version = await versionOf(zip);
  if (version > newest)
    throw new Failure(
      'invalid',
      'This Anki package uses a newer format. In Anki, export it with "Support older Anki versions".',
    );
  const isPacked = version === newest;
  const unpack = (bytes: Buffer, most: number) => (isPacked ? unpacked(bytes, most) : bytes);
  const name = ['collection.anki21b', 'collection.anki21', 'collection.anki2'].find(
    (each) => zip.names.includes(each) && (isPacked || !each.endsWith('b')),
  );
  const database = name && (await zip.read(name, mostBytes));
  if (!database || (isPacked && !name.endsWith('b')))
    throw new Failure(
      'invalid',
      'The collection in this Anki package is missing. Export it from Anki again.',
    );
  const media = await mediaOf(zip, unpack);
  return {
    ...readDatabase(unpack(database, mostBytes)),
    media: new Set(media.keys()),
    readMedia: async (file, most) => {
      const entry = media.get(file);
      if (entry === undefined) return undefined;
      if (zip.sizeOf(entry) > most) return Buffer.alloc(most + 1);
      const bytes = await zip.read(entry, most);
      return bytes && unpack(bytes, mostUnpacked);
    },
  };
}

/** The kind of package: what it says, or else what it holds. */
async function versionOf(zip: Zip): Promise<number> {
  const meta = await zip.read('meta', 1024);
  if (meta) return numberField(readMessage(meta), 1) || newest + 1;
  if (zip.names.includes('collection.anki21b')) return newest;
  return zip.names.includes('collection.anki21') ? 2 : 1;
}

/** The files of the zip by the names that notes use for them. */
async function mediaOf(
  zip: Zip,
  unpack: (bytes: Buffer, most: number) => Buffer,
): Promise<Map<string, string>> {
  const packed = await zip.read('media');
  if (!packed || packed.length === 0) return new Map();
  const bytes = unpack(packed, 64 * 1024 * 1024);
  if (bytes[0] === 0x7b) return fromJson(bytes.toString());
  const entries = readMessage(bytes)?.get(1) ?? [];
  return new Map(
    entries.flatMap((entry, i): [string, string][] =>
      entry instanceof Buffer ? [[textField(readMessage(entry), 1), String(i)]] : [],
    ),
  );
}

function fromJson(text: string): Map<string, string> {
  try {
    const names = JSON.parse(text) as Record<string, unknown>;
    return new Map(Object.entries(names).map(([file, name]) => [String(name), file]));
  } catch {
    throw new Failure(
      'invalid',
      'The list of media in this Anki package is damaged. Export it from Anki again.',
    );
  }
}

function unpacked(bytes: Buffer, most: number): Buffer {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Failure(
      'invalid',
      isLarge
        ? 'This Anki package would unpack to far too much data, so Etude did not unpack it.'
        : 'The collection in this Anki package is damaged. Export it from Anki again.',
    );
  }
}
