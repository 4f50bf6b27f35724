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
      return [{ did: 'write', file, offset: numbers.at(-1)!, bytes: textOf(rest!) }];
    case 'ftruncate':
      return [{ did: 'truncate', file, size: numbers[0]! }];
    case 'fsync':
    case 'fdatasync':
      return [{ did: 'sync', file }];
    default: {
      const answers = textOf(rest!)
        .toString()
        .matchAll(/^location: \S*answers\/([\w-]+)/gm);
      return [...answers].map(([, review]) => ({ did: 'acknowledge', review: review! }));
    }
  }
}

/** Whatever stands in hexadecimal, one after the other. */
function textOf(line: string): Buffer {
  return Buffer.from((line.match(/\\x[0-9a-f]{2}/g) ?? []).map((hex) => hex.slice(2)).join(''), 'hex');
}

/** Files as a disk holds them: what was synced, and what is under way and may or may not arrive. */
export class Disk {
  #synced: Map<string, Buffer>;
  #underWay: Exclude<Event, { did: 'acknowledge' | 'sync' }>[] = [];

  constructor(files: Map<string, Buffer>) {
    this.#synced = files;
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
    const files = new Map([...this.#synced].map(([name, bytes]) => [name, Buffer.from(bytes)]));
    for (const each of this.#underWay) {
      if (each.did === 'truncate') {
        if (hasArrived()) apply(files, each);
        continue;
      }
      for (const piece of sectorsOf(each.offset, each.bytes)) {
        if (hasArrived()) apply(files, { did: 'write', file: each.file, ...piece });
      }
    }
    return files;
  }
}

/** A write cut where sectors of the disk end. */
function sectorsOf(offset: number, bytes: Buffer): { offset: number; bytes: Buffer }[] {
  const pieces = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + 512 - ((offset + from) % 512));
    pieces.push({ offset: offset + from, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return pieces;
}

function apply(files: Map<string, Buffer>, event: Extract<Event, { did: 'write' | 'truncate' }>): void {
  const before = files.get(event.file) ?? Buffer.alloc(0);
  if (event.did === 'truncate') {
    files.set(event.file, Buffer.concat([before, Buffer.alloc(event.size)], event.size));
    return;
  }
  const end = event.offset + event.bytes.length;
  // Room to grow by, so that a long log is not copied for each page of it.
  const after = before.length >= end ? before : grown(before, end);
  event.bytes.copy(after, event.offset);
  files.set(event.file, after);
}

function grown(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}
