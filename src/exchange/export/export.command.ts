import { join } from 'node:path';
import { loadBank } from '../../bank/files/load.ts';
import type { Question } from '../../bank/model.ts';
import { mostPictureBytes } from '../../bank/pictures/formats.ts';
import { readRegular, whyUnreadable } from '../../base/data/regular.ts';
import { Refusal } from '../../base/failure.ts';
import type { Progress } from '../../base/process/progress.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import { listed } from '../../base/text/words.ts';
import type { Outgoing, Writer } from '../item/format.ts';
import { zipped } from '../zip/write.door.ts';
import { writeNew } from './file.door.ts';
import { fitFor } from './report.ts';
import { writers } from './writers.load.ts';

/** The arguments of `etude export`; without a file the bank is printed, on a terminal or not. */
type ExportCall = {
  folder: string;
  format: string | undefined;
  file: string | undefined;
  isTerminal: boolean;
  showsAll: boolean;
  progress: Progress;
  /** The moment of the export, in milliseconds. */
  now: number;
};

/** What is to be printed of an export, and its report. */
type Exported = { pieces: Iterable<string | Buffer>; report: string };

/** `etude export`: the bank in a format, and a report on what has no place in it. */
export function exportBank({
  folder,
  format,
  file,
  isTerminal,
  showsAll,
  progress,
  now,
}: ExportCall): Exported {
  const writer = writerOf(format);
  if (file === undefined && isTerminal && 'files' in writer)
    throw new Refusal(
      `export: ${writer.title} is not text: name a new file, such as "etude export ${writer.name} bank.${writer.ending}".`,
    );
  const { problems, taxonomy, questions } = loadBank(folder);
  if (problems.length > 0)
    throw new Refusal('The bank has problems: "etude check" lists them. Fix them first.');
  const { fit, report } = fitFor(writer, questions, showsAll);
  const bank: Outgoing = {
    taxonomy,
    questions: fit,
    picture: (...which) => pictureIn(folder, ...which),
    now,
  };
  if (file === undefined) return { pieces: piecesOf(writer, bank, () => {}), report };
  writeNew(file, piecesOf(writer, bank, progress));
  return { pieces: [], report };
}

function writerOf(format: string | undefined): Writer {
  const names = writers.map(({ name }) => name);
  const writer = writers.find(({ name }) => name === format);
  if (writer) return writer;
  throw new Refusal(`export: name one of the formats ${listed(names)}.${didYouMean(format ?? '', names)}`);
}

/** The parts of the file, made as they are asked for. */
function piecesOf(writer: Writer, bank: Outgoing, progress: Progress): Iterable<string | Buffer> {
  const most = bank.questions.length;
  return 'files' in writer
    ? zipped(counted(writer.files(bank), most, progress))
    : counted(writer.write(bank), most, progress);
}

/** The same things, with their share of about as many as are expected. */
function* counted<T>(things: Iterable<T>, expected: number, progress: Progress): Generator<T> {
  let count = 0;
  for (const thing of things) {
    progress(Math.min(1, count++ / expected));
    yield thing;
  }
}

function pictureIn(folder: string, { objective }: Question, name: string): Buffer {
  const path = join(folder, objective.split('.')[0]!, name);
  try {
    return readRegular(path, mostPictureBytes);
  } catch (error) {
    throw new Refusal(`The picture ${path} cannot be read: ${whyUnreadable(path, error)}.`);
  }
}
