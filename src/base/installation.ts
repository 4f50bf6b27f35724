import { readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { isSea } from 'node:sea';

/** Whether this is the single file that `npm run build` makes, which carries its own folders inside. */
export const isSingleFile = isSea();

/** Two folders above this one; the build gives its bundle this file's place, so that it holds there too. */
const root = join(import.meta.dirname, '../..');

/** A folder or file of the installation: beside `src`, or inside the single file. */
export function folderOf(name: string): string {
  return join(root, name);
}

/** What this Etude is started with, before the arguments of a command. */
export const program: readonly string[] = isSingleFile
  ? [process.execPath]
  : [process.execPath, folderOf('src/etude.js')];

/** Whether a path leads inside the single file, where nothing ever changes. */
export function isBuiltIn(path: string): boolean {
  return isSingleFile && `${resolve(path)}${sep}`.startsWith(root + sep);
}

/** The files of a folder, however deep, as paths in it; what has a name with a dot in front is an editor's own. */
export function filesBelow(folder: string): string[] {
  const isHidden = (path: string) => path.split(sep).some((part) => part.startsWith('.'));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length))
    .filter((path) => !isHidden(path))
    .sort();
}
