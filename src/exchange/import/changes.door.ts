import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { replaceFile } from '../../base/data/files.ts';

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
    /** Puts a text in the place of another. */
    replace(name: string, before: string, content: string): void {
      replaceFile(name, content);
      steps.push(() => replaceFile(name, before));
    },
    /** Takes all of it back, the last change first. Returns whether that could be done. */
    takeBack(): boolean {
      return steps.reverse().filter((step) => !succeeds(step)).length === 0;
    },
  };
}

function succeeds(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}
