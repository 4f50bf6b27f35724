import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Outcome } from '../../bank/author/check.command.ts';
import { readRegular, whyUnreadable } from '../../base/data/regular.ts';
import { Failure, Refusal } from '../../base/failure.ts';
import { filesBelow } from '../../base/installation.ts';
import { type Progress, partOf } from '../../base/process/progress.ts';
import { readSource } from '../formats/read.load.ts';
import { createIntake, type Intake } from './intake.ts';
import { openTarget, writeInto } from './into.load.ts';
import { reportText } from './report.ts';

/** The arguments of `etude import`. */
type ImportCall = {
  path: string | undefined;
  into: string;
  isDry: boolean;
  showsAll: boolean;
  progress: Progress;
};

/** The largest file that can be imported, in bytes. */
const mostBytes = 256 * 2 ** 20;

/** `etude import`: reads a file, or each file of a folder, says what becomes of every question, and writes those it takes. */
export async function importFile({ path, into, isDry, showsAll, progress }: ImportCall): Promise<Outcome> {
  if (path === undefined)
    throw new Refusal('import: name a file or a folder, such as "etude import quiz.gift --into questions".');
  const target = openTarget(into);
  const intake = createIntake(target.ground);
  const title = titleOf(path);
  const names = filesAt(path);
  for (const [i, name] of names.entries()) {
    await takeFile(intake, name, names.length > 1, (share) => progress(((i + share) / names.length) * 0.9));
  }
  const report = reportText(intake.lines, showsAll);
  const taken = !intake.isEmpty();
  if (taken && !isDry) writeInto(target, title, intake);
  const done = isDry
    ? 'Nothing was written: this was a dry run.'
    : taken
      ? `Written to ${into}.`
      : 'Nothing was written.';
  return { text: `${report}\n${done}`, failed: !taken };
}

async function takeFile(
  intake: Intake,
  name: string,
  isOneOfMany: boolean,
  progress: Progress,
): Promise<void> {
  try {
    const content = await readSource({ name, bytes: bytesOf(name) }, partOf(progress, 0, 0.4));
    const taking = partOf(progress, 0.4, 1);
    let done = 0;
    for (const _ of intake.take(basename(name), titleOf(name), content))
      taking(++done / content.outcomes.length);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!isOneOfMany) throw new Refusal(`${name}: ${error.message}`, 1);
    intake.lines.push({
      file: basename(name),
      place: 'the file',
      title: '',
      outcome: 'left out',
      notes: [error.message],
    });
  }
}

function bytesOf(name: string): Buffer {
  try {
    return readRegular(name, mostBytes);
  } catch (error) {
    throw new Refusal(
      `${name} cannot be read: ${error instanceof Error && !('code' in error) ? error.message : whyUnreadable(name, error)}.`,
    );
  }
}

function filesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Refusal(`There is no file or folder ${path}.`);
  if (!stats.isDirectory()) return [path];
  const names = filesBelow(path).map((each) => join(path, each));
  if (names.length === 0) throw new Refusal(`${path} has no files in it.`);
  return names;
}

/** The name of a file as a title: without its ending, its hyphens as spaces. */
function titleOf(path: string): string {
  const words = basename(path)
    .replace(/\.[^.]+$/, '')
    .replace(/[-_]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1) || 'Imported';
}
