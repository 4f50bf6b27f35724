import { Refusal } from '../../src/base/failure.ts';
import { backup } from '../../src/service/backup/backup.command.ts';
import { restore } from '../../src/service/backup/restore.command.ts';
import { installationIn } from './installation.ts';
import { monday } from './monday.ts';

/** Backs a folder up or restores a file into it, as a process of its own that can be killed: node operate.ts WHAT FOLDER FILE. */
const [what, folder, file] = process.argv.slice(2);
const work = { backup, restore }[what as 'backup' | 'restore'];
work(installationIn(folder!), file || undefined, monday).catch((error: unknown) => {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
