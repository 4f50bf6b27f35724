import { digest } from '../../base/digest.ts';
import { mostPictureBytes } from '../../bank/pictures/formats.ts';
import { formatOf } from '../../bank/pictures/formats.ts';
import { noPictures, type Shelf, shelvesOf } from '../../bank/pictures/picture.ts';
import type { Draft, DraftPicture } from '../draft/draft.ts';
import { slugOf } from './place.ts';

/** A question with the pictures that it can keep, and what is said of the others. */
export type Illustrated = { draft: Draft; pictures: DraftPicture[]; shelf: Shelf; notes: string[] };

const reference = /!\[((?:[^\]\\]|\\.)*)\]\(([^)\s]+)\)/g;

/** Gives the pictures of a question names of their own, and puts words in the place of those that Etude cannot show. */
export function illustrate(draft: Draft, given: readonly DraftPicture[]): Illustrated {
  const kept: DraftPicture[] = [];
  const names = new Map<string, string>();
  const notes = new Set<string>();
  for (const { name, bytes } of given) {
    const own = nameOf(name, bytes);
    const problem = problemOf(own, bytes);
    if (problem) notes.add(`The picture “${name}” is left out: it ${problem}.`);
    else if (names.set(name, own)) kept.push({ name: own, bytes });
  }
  const replaced = mapTexts(draft, (text) =>
    text.replace(reference, (_, alt: string, name: string) => {
      const own = names.get(name) ?? names.get(decoded(name));
      if (own) return `![${alt.trim() || own}](${own})`;
      if (!given.some((each) => each.name === name)) notes.add(`The picture “${name}” is not in the file.`);
      return alt.trim() || `[${name.replace(/[[\]]/g, '')}]`.replace(/[[\]]/g, '\\$&');
    }),
  );
  const texts = JSON.stringify(replaced);
  const used = kept.filter(({ name }) => texts.includes(name));
  return { draft: replaced, pictures: used, shelf: shelfOf(used), notes: [...notes] };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A name that changes with the content, so that two pictures of one name never meet. */
function nameOf(name: string, bytes: Buffer): string {
  const dot = name.lastIndexOf('.');
  const stem = slugOf(name.slice(0, Math.max(0, dot))) || 'picture';
  const sum = digest(bytes.toString('latin1'))
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 8)
    .toLowerCase();
  return `${stem}-${sum}.${name.slice(dot + 1).toLowerCase()}`;
}

function problemOf(name: string, bytes: Buffer): string | undefined {
  if (!formatOf(name)) return 'is not a PNG, JPEG, WebP, AVIF or SVG';
  if (bytes.length > mostPictureBytes) return 'is larger than 1 MB';
  const problem = shelfOf([{ name, bytes }]).get(name);
  return typeof problem === 'string' ? problem.replace(/:.*$/s, '') : undefined;
}

function shelfOf(pictures: readonly DraftPicture[]): Shelf {
  const sources = pictures.map(({ name, bytes }) => ({ path: `x/${name}`, name, bytes }));
  return shelvesOf(sources, new Map()).get('x')?.shelf ?? noPictures;
}

/** A question with each of its texts changed. */
function mapTexts(draft: Draft, change: (text: string) => string): Draft {
  const { stem, options, rationale, why } = draft;
  return {
    ...draft,
    stem: change(stem),
    options: options.map((option) => ({
      ...option,
      text: change(option.text),
      ...(option.rationale === undefined ? {} : { rationale: change(option.rationale) }),
    })),
    ...(rationale === undefined ? {} : { rationale: change(rationale) }),
    ...(why === undefined ? {} : { why: change(why) }),
  };
}
