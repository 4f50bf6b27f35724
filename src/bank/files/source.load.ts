import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../base/data/files.ts';
import { isThere, readRegular, whyUnreadable } from '../../base/data/regular.ts';
import { isBuiltIn } from '../../base/installation.ts';
import type { Problem } from '../model.ts';
import { formatOf, mostPictureBytes } from '../pictures/formats.ts';
import type { SourcePicture } from '../pictures/picture.ts';
import type { SourceFile } from './check.ts';

/** No author writes a larger file by hand, and it would hold up the server. */
const mostBytes = 20 * 2 ** 20;

const mostBytesInAll = 256 * 2 ** 20;

/** A file as it was read: its text or picture, or why it has none. */
export type Reading =
  | { bytes: number; text: SourceFile }
  | { bytes: number; picture: SourcePicture }
  | { bytes: number; problem: Problem };

/** Reads a file of a bank by its path in the folder and its name on the disk. */
export type ReadFile = (path: string, name: string) => Reading;

/** Reads a file of a bank; a text that is not UTF-8 is a problem at its place. */
export function readSource(path: string, name: string): Reading {
  if (formatOf(path)) return readPicture(path, name);
  const bytes = isBuiltIn(name) ? readFileSync(name) : readRegular(name, mostBytes);
  if (isUtf8(bytes))
    return { bytes: bytes.length, text: { path, name, text: new TextDecoder().decode(bytes) } };
  const message = `It cannot be read: ${encodingOf(bytes)}.`;
  return { bytes: bytes.length, problem: { file: name, ...placeOf(bytes), message } };
}

function readPicture(path: string, name: string): Reading {
  const bytes = isBuiltIn(name) ? readFileSync(name) : readRegular(name, mostPictureBytes);
  return { bytes: bytes.length, picture: { path, name, bytes } };
}

/** Reads files of a folder one by one and keeps them, and what is wrong with those that cannot be read. */
export function createReader(folder: string, readFile: ReadFile) {
  const files = new Map<string, SourceFile | undefined>();
  const problems: Problem[] = [];
  const pictures: SourcePicture[] = [];
  let bytesLeft = mostBytesInAll;
  const readText = (path: string): SourceFile | undefined => {
    const name = join(folder, path);
    try {
      if (bytesLeft < 0)
        throw new Error(`the files before it total more than ${mostBytesInAll / 2 ** 20} MB`);
      const reading = readFile(path, name);
      bytesLeft -= reading.bytes;
      if ('text' in reading) return reading.text;
      if ('picture' in reading) pictures.push(reading.picture);
      else problems.push(reading.problem);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && !isThere(name)) return undefined;
      problems.push({ ...start(name), message: `It cannot be read: ${whyUnreadable(name, error)}.` });
    }
    return undefined;
  };
  return {
    problems,
    pictures,
    get files() {
      return [...files.values()].filter((file) => file !== undefined);
    },
    /** The file at a path; nothing where none is, or where it cannot be read. */
    read: (path: string) => files.getOrInsertComputed(path, readText),
  };
}

export const start = (file: string) => ({ file, line: 1, column: 1 });

function encodingOf(bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isUtf16 ? 'it is UTF-16; save it as UTF-8' : 'save it as UTF-8';
}

/** The place of the first byte that is not UTF-8. */
function placeOf(bytes: Buffer): { line: number; column: number } {
  const decode = (length: number) =>
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
  const isSound = (length: number) => {
    try {
      decode(length);
      return true;
    } catch {
      return false;
    }
  };
  let [sound, broken] = [0, bytes.length + 1];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (middle <= bytes.length && isSound(middle)) sound = middle;
    else broken = middle;
  }
  const lines = decode(sound).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
