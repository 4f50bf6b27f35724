import { perObject } from '../../base/lazy.ts';
import type { Problem } from '../model.ts';

/** The most pictures of a folder to name. */
const mostOfFolder = 10;

/** A picture's ending, and then a look back for its name: looking for names first takes ten times as long. */
const pictureName = /\.(?:png|jpe?g|webp|avif|svg)(?<=([^\s()<>"'[\]\\/]+))/gi;

/** The names of pictures that a file speaks of. */
const namesIn = perObject(({ text }: { text: string }) => {
  const plain = text.replace(/\\u([\da-f]{4})/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return new Set([...plain.matchAll(pictureName)].map(([, name]) => name));
});

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Pictures that no file beside them shows: one may have been lost, or left behind. */
export function unusedPictures(
  pictures: readonly { path: string; name: string }[],
  files: readonly { path: string; text: string }[],
): Problem[] {
  const folders = Map.groupBy(pictures, ({ path }) => folderOf(path));
  return [...folders].flatMap(([folder, members]) => {
    const beside = files.filter(({ path }) => folderOf(path) === folder).map(namesIn);
    const isShown = (name: string) => beside.some((names) => names.has(name));
    const unused = members.filter(({ path }) => !isShown(nameOf(path).replace(/\.dark(?=\.[^.]+$)/, '')));
    const more = unused.length - mostOfFolder;
    return unused.slice(0, mostOfFolder).map(({ path, name }, i) => ({
      file: name,
      line: 1,
      column: 1,
      message:
        i === mostOfFolder - 1 && more > 0
          ? `Nothing here shows "${nameOf(path)}" and ${more} more pictures: show them, or remove them.`
          : `No question or lesson in the same folder shows "${nameOf(path)}": show it, or remove it.`,
    }));
  });
}
