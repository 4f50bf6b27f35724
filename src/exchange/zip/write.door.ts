import { crc32, deflateRawSync } from 'node:zlib';

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
