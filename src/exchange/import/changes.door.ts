import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isThere, replaceFile } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';

/** Changes to files that are all made or all taken back. */
export function createChanges() {
  const steps: (() => void)[] = [];
  return {
    /** Makes a folder with those above it, where they are not there. */
    makeFolder(name: string): void {
      const first = mkdirSync(name, { recursive: true });
      if (first !== undefined) steps.push(() => rmSync(first, { recursive: true }));
    },
    /** Makes a file that is not there yet. */
    make(name: string, content: string | Buffer): void {
      const descriptor = openSync(name, 'wx');
      // From here on half a file may be there.
      steps.push(() => rmSync(name, { force: true }));
      try {
        writeFileSync(descriptor, content);
      } finally {
        closeSync(descriptor);
      }
    },
    /** Puts a text in the place of another; refuses where somebody has saved a third one since. */
    replace(name: string, before: string, content: string): void {
      replaceUnchanged(name, before, content);
      steps.push(() => replaceUnchanged(name, content, before));
    },
    /** Takes all of it back, the last change first. Returns whether that could be done. */
    takeBack(): boolean {
      return steps.reverse().filter((step) => !succeeds(step)).length === 0;
    },
  };
}

function replaceUnchanged(name: string, before: string, content: string): void {
  if (!isThere(name) || textOf(name) !== before)
    throw new Refusal(
      `${name} was changed while the import was running: import again. Nothing was changed by this import.`,
    );
  replaceFile(name, content);
}

/** The text of a file as a bank is read: without a byte order mark. */
const textOf = (name: string) => new TextDecoder().decode(readFileSync(name));

function succeeds(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}
