import { formatOf, mostPictureBytes } from '../../bank/pictures/formats.ts';
import { noPictures, type Shelf, shelvesOf } from '../../bank/pictures/picture.ts';
import { digest } from '../../base/digest.ts';
import type { Item } from '../item/model.ts';
import { decoded } from '../item/text.ts';
import { slugOf } from './place.ts';

/** A question with the pictures that it can keep, and what is said of the others. */
export type Illustrated = { item: Item; pictures: Map<string, Buffer>; shelf: Shelf; notes: string[] };

type Named = { name: string; bytes: Buffer };

const reference = /!\[((?:[^\]\\]|\\.)*)\]\(([^)\s]+)\)/g;

/** The pictures that are there already: of the bank’s domain, and of questions that came in before. */
type There = { shelf: Shelf; taken(name: string): Buffer | undefined };

/** Gives each picture of a question a name that no other has, and puts words in the place of those that Etude cannot show. */
export function illustrate(item: Item, given: ReadonlyMap<string, Buffer>, there: There): Illustrated {
  const kept = new Map<string, Buffer>();
  const notes = new Set<string>();
  const own = (name: string): string | undefined => {
    const bytes =
      given.get(name) ?? given.get(decoded(name)) ?? given.get(name.slice(0, name.lastIndexOf('/')));
    const plain = decoded(name).split('/').at(-1)!;
    if (!bytes && typeof there.shelf.get(plain) === 'object') return plain;
    if (!bytes) return void notes.add(`The picture “${name}” is not in the file.`);
    const renamed = isFree(plain, bytes, there) ? plain : nameOf(plain, bytes);
    const problem = kept.has(renamed) ? undefined : problemOf(renamed, bytes);
    if (problem) return void notes.add(`The picture “${name}” is left out: it ${problem}.`);
    kept.set(renamed, bytes);
    return renamed;
  };
  const shown = mapTexts(item, (text) =>
    text.replace(reference, (_, alt: string, name: string) => {
      const found = own(name);
      if (found) return `![${alt.trim() || found}](${found})`;
      return alt.trim() || decoded(name).replace(/[[\]]/g, '');
    }),
  );
  const pictures = [...kept].map(([name, bytes]) => ({ name, bytes }));
  return {
    item: shown,
    pictures: kept,
    shelf: new Map([...there.shelf, ...shelfOf(pictures)]),
    notes: [...notes],
  };
}

/** Whether a picture can keep its name: any file may have it, and none with another content does. */
function isFree(name: string, bytes: Buffer, { shelf, taken }: There): boolean {
  if (!/^[a-z0-9][a-z0-9_-]*\.[a-z]+$/.test(name) || !formatOf(name)) return false;
  const own = shelfOf([{ name, bytes }]).get(name);
  const before = shelf.get(name);
  const isOther = before !== undefined && fileOf(before) !== fileOf(own);
  return !isOther && (taken(name)?.equals(bytes) ?? true);
}

const fileOf = (picture: ReturnType<Shelf['get']>) => (typeof picture === 'object' ? picture.file : '');

/** A name that changes with the content, so that two pictures of one name never meet. */
function nameOf(name: string, bytes: Buffer): string {
  const dot = name.lastIndexOf('.');
  const stem = slugOf(name.slice(0, Math.max(0, dot))) || 'picture';
  const sum = digest(bytes.toString('latin1'))
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 8)
    .toLowerCase();
  return `${stem.endsWith(`-${sum}`) ? stem : `${stem}-${sum}`}.${name.slice(dot + 1).toLowerCase()}`;
}

function problemOf(name: string, bytes: Buffer): string | undefined {
  if (!formatOf(name)) return 'is not a PNG, JPEG, WebP, AVIF or SVG';
  if (bytes.length > mostPictureBytes) return 'is larger than 1 MB';
  const problem = shelfOf([{ name, bytes }]).get(name);
  return typeof problem === 'string' ? problem.replace(/:.*$/s, '') : undefined;
}

function shelfOf(pictures: readonly Named[]): Shelf {
  const sources = pictures.map(({ name, bytes }) => ({ path: `x/${name}`, name, bytes }));
  return shelvesOf(sources, new Map()).get('x')?.shelf ?? noPictures;
}

/** A question with each of its texts changed. */
function mapTexts(item: Item, change: (text: string) => string): Item {
  const changed = ({ text, rationale, ...rest }: Item['options'][number]) => ({
    ...rest,
    text: change(text),
    ...(rationale === undefined ? {} : { rationale: change(rationale) }),
  });
  return {
    ...item,
    stem: change(item.stem),
    options: item.options.map(changed),
    prompts: item.prompts.map(changed),
    rationale: change(item.rationale),
  };
}
