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

/** Whether a folder is the bank that comes with Etude. */
export function isSampleBank(path: string): boolean {
  return resolve(path) === resolve(folderOf('questions'));
}

/**
 * The files of a folder, however deep, as paths in it; what has a name with a dot in front is an editor's own. Links are
 * not followed: one may lead in a circle.
 */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries
    .flatMap((entry) => {
      if (entry.isFile()) return [entry.name];
      if (!entry.isDirectory()) return [];
      return filesBelow(join(folder, entry.name)).map((path) => join(entry.name, path));
    })
    .sort();
}
