import { basename } from 'node:path';
import { watch } from './machine.ts';

/** What a server did to its files and what it told its clients, in order. */
export type Event =
  | { did: 'write'; file: string; offset: number; bytes: Buffer }
  | { did: 'truncate'; file: string; size: number }
  | { did: 'sync'; file: string }
  | { did: 'acknowledge'; review: string };

/** Records the main thread of a running server, byte for byte, while some work is done. */
export async function record(pid: number, work: () => Promise<unknown>): Promise<Event[]> {
  const calls = 'trace=pwrite64,ftruncate,fsync,fdatasync,write,writev';
  const strace = await watch(pid, ['-y', '-xx', '-s', '1000000', '-e', calls]);
  await work();
  return (await strace.end()).flatMap(eventsOf);
}

/** What a line of strace with `-y -xx` tells: all strings, also the names of files, are in hexadecimal. */
function eventsOf(line: string): Event[] {
  const [, call, hexFile, rest] = /^(\w+)\(\d+<([^>]*)>(.*)$/.exec(line) ?? [];
  if (call === undefined) return [];
  const file = basename(textOf(hexFile!).toString());
  const numbers = [...rest!.matchAll(/, (\d+)/g)].map(([, number]) => Number(number));
  switch (call) {
    case 'pwrite64':
      return [{ did: 'write', file, offset: numbers.at(-1)!, bytes: stringsIn(rest!) }];
    case 'ftruncate':
      return [{ did: 'truncate', file, size: numbers[0]! }];
    case 'fsync':
    case 'fdatasync':
      return [{ did: 'sync', file }];
    default: {
      const answers = stringsIn(rest!)
        .toString()
        .matchAll(/^location: \S*answers\/([\w-]+)/gm);
      return [...answers].map(([, review]) => ({ did: 'acknowledge', review: review! }));
    }
  }
}

/** What the strings of a line say, one after the other. */
function stringsIn(line: string): Buffer {
  return textOf([...line.matchAll(/"([^"]*)"/g)].map(([, hex]) => hex).join(''));
}

/** What `\x45\x74` says. */
const textOf = (hex: string) => Buffer.from(hex.replaceAll('\\x', ''), 'hex');

/** Files as a disk holds them: what was synced, and what is under way and may or may not arrive. */
export class Disk {
  #synced: Map<string, Content>;
  #underWay: Change[] = [];

  constructor(files: Map<string, Buffer>) {
    this.#synced = new Map([...files].map(([name, bytes]) => [name, new Content(bytes)]));
  }

  take(event: Event): void {
    if (event.did === 'write' || event.did === 'truncate') this.#underWay.push(event);
    if (event.did !== 'sync') return;
    const arrived = this.#underWay.filter(({ file }) => file === event.file);
    this.#underWay = this.#underWay.filter(({ file }) => file !== event.file);
    for (const each of arrived) apply(this.#synced, each);
  }

  /**
   * The files after the power has failed: of each sector of 512 bytes that was under way, chance says whether it arrived
   * before.
   */
  afterPowerCut(hasArrived: () => boolean): Map<string, Buffer> {
    const files = new Map([...this.#synced].map(([name, { bytes }]) => [name, new Content(bytes)]));
    for (const each of this.#underWay.flatMap(piecesOf)) if (hasArrived()) apply(files, each);
    return new Map([...files].map(([name, { bytes }]) => [name, bytes]));
  }
}

type Change = Extract<Event, { did: 'write' | 'truncate' }>;

/** What may arrive without the rest: a write cut where sectors of the disk end. */
function piecesOf(change: Change): Change[] {
  if (change.did === 'truncate') return [change];
  const { offset, bytes } = change;
  const pieces = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + 512 - ((offset + from) % 512));
    pieces.push({ ...change, offset: offset + from, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return pieces;
}

function apply(files: Map<string, Content>, change: Change): void {
  const content = files.getOrInsertComputed(change.file, () => new Content(Buffer.alloc(0)));
  if (change.did === 'truncate') content.truncate(change.size);
  else content.write(change.offset, change.bytes);
}

/** The bytes of a file, with room to grow by, so that a long log is not copied for each page of it. */
class Content {
  #room: Buffer;
  #size: number;

  constructor(bytes: Buffer) {
    this.#room = Buffer.from(bytes);
    this.#size = bytes.length;
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#size);
  }

  write(offset: number, bytes: Buffer): void {
    const end = offset + bytes.length;
    if (end > this.#room.length) this.#room = Buffer.concat([this.bytes], 2 * end);
    bytes.copy(this.#room, offset);
    this.#size = Math.max(this.#size, end);
  }

  truncate(size: number): void {
    this.#room = Buffer.concat([this.bytes], size);
    this.#size = size;
  }
}
