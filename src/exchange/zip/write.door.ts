import { crc32, deflateRawSync } from 'node:zlib';
import { Refusal } from '../../base/failure.ts';

/** A file in a zip. */
export type Entry = { name: string; content: string | Buffer };

/** Files of so many bytes are not made smaller by packing. */
const small = 100;
/** 1 January 1980, the first day that a zip knows: the same content is always the same file. */
const noDate = 0x0021;
/** The most files that a zip counts, and the most bytes that it measures, without its form for large ones (zip64). */
const most = { files: 0xffff, bytes: 0xffff_ffff };

/** Packs some files into a zip. */
export function zipOf(entries: Iterable<Entry>): Buffer {
  return Buffer.concat([...zipped(entries)]);
}

/** The parts of a zip, one after another: of its files only one is in memory at a time. */
export function* zipped(entries: Iterable<Entry>): Generator<Buffer> {
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content: given } of entries) {
    const content = Buffer.from(given);
    const packed = content.length > small ? deflateRawSync(content) : content;
    const title = Buffer.from(name);
    const about = aboutOf(content, packed, title);
    central.push(
      ownOf(Buffer.concat([u32(0x02014b50), u16(20), about, Buffer.alloc(10), u32(offset), title])),
    );
    const local = Buffer.concat([u32(0x04034b50), about, title, packed]);
    yield local;
    offset += local.length;
    if (offset > most.bytes) throw new Refusal('The zip would be larger than 4 GB: export a smaller bank.');
  }
  yield* central;
  const length = central.reduce((sum, each) => sum + each.length, 0);
  if (central.length > most.files) yield largeEnd(central.length, length, offset);
  yield endOf(Math.min(central.length, most.files), length, offset);
}

/** A copy in memory of its own: a small buffer of Node lies in a large one, and would keep all of that from being freed. */
function ownOf(bytes: Buffer): Buffer {
  const own = Buffer.alloc(bytes.length);
  bytes.copy(own);
  return own;
}

/** What both headers of a file say: version, flags (UTF-8), method, date, checksum, sizes, and the lengths of its names. */
function aboutOf(content: Buffer, packed: Buffer, title: Buffer): Buffer {
  const sizes = [u32(crc32(content)), u32(packed.length), u32(content.length)];
  return Buffer.concat([
    u16(20),
    u16(0x0800),
    u16(content === packed ? 0 : 8),
    u16(0),
    u16(noDate),
    ...sizes,
    u16(title.length),
    u16(0),
  ]);
}

/** The end of a zip: how many files there are, and where their list begins. */
function endOf(count: number, length: number, offset: number): Buffer {
  return Buffer.concat([u32(0x06054b50), u32(0), u16(count), u16(count), u32(length), u32(offset), u16(0)]);
}

/** The same for a zip of more files, and where that itself begins (zip64). */
function largeEnd(count: number, length: number, offset: number): Buffer {
  const size = 44;
  const end = [u32(0x06064b50), u64(size), u16(45), u16(45), u32(0), u32(0)];
  const counts = [u64(count), u64(count), u64(length), u64(offset)];
  return Buffer.concat([...end, ...counts, u32(0x07064b50), u32(0), u64(offset + length), u32(1)]);
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

function u64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
