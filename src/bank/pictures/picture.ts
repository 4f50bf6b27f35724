import { digest } from '../../base/digest.ts';
import { perObject } from '../../base/lazy.ts';
import type { Picture } from '../../base/text/markup.ts';
import { endingOf, formatOf } from './formats.ts';
import { measure } from './size.ts';
import { dangerIn } from './svg.ts';

/** A picture as it was read; `path` counts from the bank's folder and has forward slashes. */
export type SourcePicture = { path: string; name: string; bytes: Buffer };

/** The pictures of a folder by the names of their files, each as it is shown, or what is wrong with it. */
export type Shelf = ReadonlyMap<string, Picture | string>;

/** A picture's bytes, the type they are served as, and the name they are served under, which changes with them. */
export type StoredPicture = { file: string; type: string; bytes: Buffer };

/** A sound picture as it is stored; undefined for any other. */
export const storedOf = perObject((source: SourcePicture): StoredPicture | undefined => {
  const picture = readPicture(source);
  if (typeof picture === 'string') return undefined;
  return { file: picture.file, type: formatOf(source.path)!.type, bytes: source.bytes };
});

/** A picture's name and size, or what is wrong with it. */
const readPicture = perObject(({ path, bytes }: SourcePicture): Picture | string => {
  const { format } = formatOf(path)!;
  const measured = measure(bytes);
  if (measured?.format !== format || measured.width < 1 || measured.height < 1)
    return `is not a valid ${format.toUpperCase()} picture: export it again, or correct its file extension`;
  const danger = format === 'svg' ? dangerIn(bytes.toString()) : undefined;
  if (danger) return `contains ${danger}, which Etude does not allow in a picture: remove it`;
  const file = `${digest(bytes.toString('latin1')).slice(0, 24)}.${endingOf(path)}`;
  return { file, width: measured.width, height: measured.height };
});

/** The shelf of each folder; the same object as before where no picture in it has changed. */
export function shelvesOf(pictures: readonly SourcePicture[], before: Shelves): Shelves {
  const folders = Map.groupBy(pictures, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return new Map(
    [...folders].map(([folder, sources]) => {
      const known = before.get(folder);
      const isSame =
        known?.sources.length === sources.length && sources.every((each, i) => each === known.sources[i]);
      return [folder, isSame ? known : { sources, shelf: shelfOf(sources) }];
    }),
  );
}

/** The shelves of a bank by their folders, with what was read for each. */
export type Shelves = ReadonlyMap<string, { sources: readonly SourcePicture[]; shelf: Shelf }>;

/** The shelf of a folder without pictures. */
export const noPictures: Shelf = new Map();

/** A picture "name.dark.png" is what "name.png" looks like in the dark. */
function shelfOf(sources: readonly SourcePicture[]): Shelf {
  const read = new Map(sources.map((source) => [source.path.split('/').at(-1)!, readPicture(source)]));
  return new Map(
    [...read].map(([name, picture]) => {
      const dark = read.get(name.replace(/\.([^.]+)$/, '.dark.$1'));
      if (typeof picture === 'string' || dark === undefined) return [name, picture];
      return [
        name,
        typeof dark === 'string' ? `has a dark version that ${dark}` : { ...picture, dark: dark.file },
      ];
    }),
  );
}
