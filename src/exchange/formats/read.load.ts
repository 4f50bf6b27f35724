import { Failure } from '../../base/failure.ts';
import type { Progress } from '../../base/process/progress.ts';
import { readAiken } from '../aiken/read.ts';
import { readNote } from '../anki/note.ts';
import { isAnki, readAnki } from '../anki/read.load.ts';
import { readChecklist } from '../checklist/read.ts';
import { readGift } from '../gift/read.ts';
import type { Content, Source } from '../item/format.ts';
import type { Outcome } from '../item/model.ts';
import { textIn } from '../item/text.ts';
import { readMoodle } from '../moodle/read.ts';
import { readQtiFile, readQtiPackage } from '../qti/read.load.ts';
import { rootName } from '../qti/structure.ts';
import { readQuestions } from '../questions/read.ts';
import { tableIn } from '../table/cells.ts';
import { isHead, readTable } from '../table/read.ts';
import { xmlText } from '../xml/decode.ts';
import { elementsOf } from '../xml/parse.ts';
import { isZip, openZip, type Zip } from '../zip/read.door.ts';

const mostPicture = 2 ** 20;

/** Finds out which format a file is in, and reads it; a file in none is refused. */
export async function readSource({ name, bytes }: Source, progress: Progress = () => {}): Promise<Content> {
  if (isZip(bytes)) return readPackage(bytes, progress);
  if (/\.(zip|apkg|colpkg)$/i.test(name))
    throw new Failure('invalid', 'This file’s name says that it is a zip, but it is not: export it again.');
  if (looksLikeXml(bytes)) return readXml(name, bytes);
  // Before a text is made of it: what is no text may be large.
  if (isBinary(bytes)) throw unknown();
  const text = textIn(bytes);
  if (text.includes('\0')) throw unknown();
  if (/\.json$/i.test(name) || /^\s*\{\s*"/.test(text)) return readQuestions(text);
  return { outcomes: readText(name, text), pictures: new Map() };
}

/** Whether a file begins with zeros, as no text does but one in UTF-16. */
function isBinary(bytes: Buffer): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !isUtf16 && bytes.subarray(0, 4096).includes(0);
}

function unknown(): Failure {
  return new Failure(
    'invalid',
    'Etude does not know this format. It reads GIFT, Aiken, Moodle XML, QTI, Anki, CSV, Markdown checklists and its own JSON.',
  );
}

function looksLikeXml(bytes: Buffer): boolean {
  const start = bytes
    .subarray(0, 200)
    .toString('latin1')
    .replace(/[\0\xef\xbb\xbf\xff\xfe]/g, '');
  return /^\s*<(\?xml|!doctype|quiz|questestinterop|assessment|qti-)/i.test(start);
}

function readXml(name: string, bytes: Buffer): Content {
  const text = xmlText(bytes);
  // What is not sound, or declares entities, is refused before anything is looked for in it.
  for (const _ of elementsOf(text, () => false));
  if (rootName(text) === 'quiz') return readMoodle(text);
  const content = readQtiFile(name, bytes);
  if (!content) throw unknown();
  return content;
}

async function readPackage(bytes: Buffer, progress: Progress): Promise<Content> {
  const zip = await openZip(bytes);
  try {
    const content = isAnki(zip) ? await readNotes(zip) : await readQtiPackage(zip, progress);
    if (!content) throw unknown();
    return content;
  } finally {
    zip.close();
  }
}

async function readNotes(zip: Zip): Promise<Content> {
  const { notes, media, readMedia } = await readAnki(zip);
  const shown = new Set<string>();
  const outcomes = notes.map((note) =>
    readNote(note, (source) => {
      if (!media.has(source)) return undefined;
      shown.add(source);
      return source;
    }),
  );
  const pictures = new Map<string, Buffer>();
  for (const name of shown) pictures.set(name, (await readMedia(name, mostPicture)) ?? Buffer.alloc(0));
  return {
    outcomes: outcomes.map((each) => ('reason' in each ? each : { ...each, format: 'anki' })),
    pictures,
  };
}

/** The formats of plain text, the surest signs first. */
function readText(name: string, text: string): Outcome[] {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (ending === 'gift') return readGift(text);
  if (['csv', 'tsv'].includes(ending)) return readTable(text);
  if (/^ANSWER:/im.test(text)) return readAiken(text);
  if (/^\s*[-*+]\s+\[[ xX]\]/m.test(text)) return readChecklist(text);
  if (tableIn(text.slice(0, 10_000)).rows.some(({ cells }) => isHead(cells))) return readTable(text);
  if (/[^\\]\{|^\s*\$CATEGORY:/.test(text)) return readGift(text);
  if (/^[^\n]*\S\t[^\n]*\S/m.test(text)) return plainNotes(text);
  throw unknown();
}

/** The notes of a text that Anki exports, which have nothing to choose from. */
function plainNotes(text: string): Outcome[] {
  const reason = 'It is a plain note: it has a front and a back, but nothing to choose from.';
  return tableIn(text.replace(/^#.*\n/gm, '')).rows.map(({ line, cells }) => ({
    id: `line ${line}`,
    title: cells[0]!,
    category: [],
    reason,
  }));
}
