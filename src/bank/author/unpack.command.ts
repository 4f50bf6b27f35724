import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';
import { filesBelow, folderOf } from '../../base/installation.ts';
import type { Outcome } from './check.command.ts';

/** `etude questions unpack`: copies the bank that comes with Etude to a new or empty folder, for editing. */
export function unpackBank(folder: string | undefined): Outcome {
  if (!folder)
    throw new Refusal('questions unpack: name a folder, such as "etude questions unpack questions".');
  requireEmpty(folder);
  const source = folderOf('questions');
  // bank.json is written last, so that Etude never serves a copy that was interrupted.
  const paths = filesBelow(source).sort((a, b) => Number(a === 'bank.json') - Number(b === 'bank.json'));
  try {
    mkdirSync(folder, { recursive: true });
    for (const path of paths) write(join(folder, path), readFileSync(join(source, path)));
  } catch (error) {
    empty(folder);
    throw new Refusal(
      `questions unpack: ${folder} cannot be written to (${codeOf(error)}): nothing was left behind; name another folder.`,
    );
  }
  const text = `${folder} now holds the ${paths.length} files of the bank: set ETUDE_QUESTIONS to it and edit them.`;
  return { text, failed: false };
}

function requireEmpty(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new Refusal(`questions unpack: ${folder} is not empty: name a new or empty folder.`);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      `questions unpack: ${folder} cannot be read (${codeOf(error)}): name a new or empty folder.`,
    );
  }
}

function write(file: string, content: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { flag: 'wx' });
}

/** Removes what was written; the folder was empty before. */
function empty(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
