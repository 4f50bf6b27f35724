import { Failure } from '../../base/failure.ts';
import type { Progress } from '../../base/process/progress.ts';
import type { Outcome } from '../item/model.ts';
import { xmlText } from '../xml/decode.ts';
import { elementsOf, parseXml, type Xml } from '../xml/parse.ts';
import type { Zip } from '../zip/read.door.ts';
import { readClassicItem } from './classic.ts';
import { readItem } from './item.ts';
import { type Pictures, takePictures } from './pictures.ts';
import { addItems, listedIn, rootName, type Structure, titleIn } from './structure.ts';

/** What a package or a file of QTI holds. */
export type QtiContent = { outcomes: Outcome[]; pictures: Map<string, Buffer>; title?: string };

/** What has been found so far. */
type Found = {
  paths: ReadonlySet<string>;
  /** The outcomes of each file. */
  outcomes: Map<string, Outcome[]>;
  structure: Structure;
  listed: string[];
  /** The title of the first test. */
  title?: string | undefined;
  pictures: Pictures;
};

/** Most bytes of a picture. */
const mostPicture = 1024 * 1024;

/** Reads the items of a package; undefined where it has none. */
export async function readQtiPackage(
  zip: Zip,
  progress: Progress = () => {},
): Promise<QtiContent | undefined> {
  const found = nothing(new Set(zip.names));
  for (const [i, path] of zip.names.entries()) {
    if (/\.(xml|qti)$/i.test(path)) readFile(found, path, (await zip.read(path))!);
    progress((i + 1) / zip.names.length);
  }
  if (found.outcomes.size === 0) return undefined;
  return { outcomes: inOrder(found), pictures: await picturesOf(found.pictures, zip), ...titled(found) };
}

/** Reads a single file of QTI; undefined where it is none. */
export function readQtiFile(path: string, bytes: Buffer): QtiContent | undefined {
  const found = nothing(new Set());
  readFile(found, path, bytes);
  if (found.structure.size > 0)
    throw new Failure(
      'invalid',
      'This test refers to items in other files: import the whole package as a zip.',
    );
  return found.outcomes.size > 0
    ? { outcomes: inOrder(found), pictures: new Map(), ...titled(found) }
    : undefined;
}

const titled = ({ title }: Found) => (title === undefined ? {} : { title });

function nothing(paths: ReadonlySet<string>): Found {
  return { paths, outcomes: new Map(), structure: new Map(), listed: [], pictures: new Map() };
}

function readFile(found: Found, path: string, bytes: Buffer): void {
  const text = xmlText(bytes);
  const picture = takePictures(found.pictures, found.paths, path);
  switch (rootName(text)) {
    case 'assessmentItem':
    case 'qti-assessment-item':
      found.outcomes.set(path, [orBroken(path, () => readItem(parseXml(text), [], picture))]);
      break;
    case 'questestinterop': {
      // One item at a time is in memory as a tree.
      const outcomes = elementsOf(text, (name) => name === 'item')
        .map(({ element, inside }) => {
          found.title ??= titleOf(inside);
          return readClassicItem(element, titlesOf(inside), picture);
        })
        .toArray();
      if (outcomes.length > 0) found.outcomes.set(path, outcomes);
      break;
    }
    case 'assessmentTest':
    case 'qti-assessment-test':
      addTest(found, path, parseXml(text));
      break;
    case 'manifest':
      for (const each of listedIn(path, parseXml(text))) found.listed.push(each);
  }
}

const titleOf = (inside: readonly Xml[]) => {
  const assessment = inside.find(({ name }) => name === 'assessment');
  return assessment && titleIn(assessment);
};

function addTest(found: Found, path: string, root: Xml): void {
  found.title ??= titleIn(root);
  addItems(found.structure, path, root);
}

/** The titles of the tests and sections that an item lies in. */
function titlesOf(inside: readonly Xml[]): string[] {
  return inside
    .filter(({ name }) => name === 'assessment' || name === 'section' || name === 'objectbank')
    .map(({ attributes: { title = '' } }) => title.trim())
    .filter((title) => title !== '');
}

/** One item that cannot be read keeps no other from being read. */
function orBroken(path: string, read: () => Outcome): Outcome {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { id: path, title: '', category: [], reason: error.message };
  }
}

/** The outcomes in the order of the tests, then of the manifest, then of the package. */
function inOrder({ outcomes, structure, listed }: Found): Outcome[] {
  const order = new Set([...structure.keys(), ...listed, ...outcomes.keys()]);
  return [...order].flatMap((path) =>
    (outcomes.get(path) ?? []).map((outcome) => ({
      ...outcome,
      category: categoryOf(outcome, structure.get(path) ?? outcome.category),
    })),
  );
}

/** Where a question lies; an export of Etude puts domain and objective below the title of the bank. */
function categoryOf(outcome: Outcome, titles: string[]): string[] {
  return 'rest' in outcome ? titles.slice(-2) : titles;
}

async function picturesOf(pictures: Pictures, zip: Zip): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const [name, source] of pictures)
    files.set(
      name,
      'path' in source ? await pictureAt(zip, source.path) : Buffer.from(source.base64, 'base64'),
    );
  return files;
}

/** A picture; one that is too large for a bank keeps no question from being read. */
async function pictureAt(zip: Zip, path: string): Promise<Buffer> {
  return zip.sizeOf(path) > mostPicture
    ? Buffer.alloc(mostPicture + 1)
    : (await zip.read(path, mostPicture))!;
}
