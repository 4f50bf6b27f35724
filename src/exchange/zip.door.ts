import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Failure } from '../base/failure.ts';

/** A file in a zip. */
export type Entry = { name: string; content: string | Buffer };

/** 1 January 1980, the first day that a zip knows: the same content is always the same file. */
const noDate = 0x0021;

/** Packs some files into a zip. */
export function zipOf(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content: given } of entries) {
    const content = Buffer.from(given);
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const about = aboutOf(content, packed, title);
    const local = Buffer.concat([u32(0x04034b50), about, title, packed]);
    locals.push(local);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([u32(0x02014b50), u16(20), about, rest, title]));
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = [u32(0x06054b50), u32(0), u16(entries.length), u16(entries.length)];
  return Buffer.concat([...locals, directory, ...end, u32(directory.length), u32(offset), u16(0)]);
}

/** What both headers of a file say: version, flags (UTF-8), method, date, checksum, sizes, and the lengths of its names. */
function aboutOf(content: Buffer, packed: Buffer, title: Buffer): Buffer {
  const sizes = [u32(crc32(content)), u32(packed.length), u32(content.length)];
  return Buffer.concat([
    u16(20),
    u16(0x0800),
    u16(8),
    u16(0),
    u16(noDate),
    ...sizes,
    u16(title.length),
    u16(0),
  ]);
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

/** The text of one file of a zip, of at most so many bytes; undefined where it holds none of that name. */
export function unzip(zip: Buffer, name: string, most: number): string | undefined {
  try {
    const found = entriesOf(zip).find((entry) => entry.name === name || entry.name.endsWith(`/${name}`));
    if (!found) return undefined;
    const start =
      found.offset + 30 + zip.readUInt16LE(found.offset + 26) + zip.readUInt16LE(found.offset + 28);
    const packed = zip.subarray(start, start + found.packed);
    const content = found.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: most });
    if (content.length > most || crc32(content) !== found.checksum) throw damaged();
    return content.toString();
  } catch (error) {
    throw error instanceof Failure ? error : damaged();
  }
}

/** Whether a file begins as a zip does. */
export function isZip(file: Buffer): boolean {
  return file.length > 22 && file.readUInt32LE(0) === 0x04034b50;
}

/** The files that the directory at the end of a zip lists. */
function entriesOf(zip: Buffer) {
  const end = zip.lastIndexOf(u32(0x06054b50));
  if (end < 0) throw damaged();
  const entries = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const [title, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + title),
      method: zip.readUInt16LE(at + 10),
      checksum: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      offset: zip.readUInt32LE(at + 42),
    });
    at += 46 + title + extra + comment;
  }
  return entries;
}

function damaged(): Failure {
  return new Failure('invalid', 'This zip is damaged or too large. Download your progress again.');
}
