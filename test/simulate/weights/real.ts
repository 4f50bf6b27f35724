import { readFileSync } from 'node:fs';
import { Failure, Refusal } from '../../../src/base/failure.ts';
import { calendarDay } from '../../../src/base/time.ts';
import { isAnki, readAnki } from '../../../src/exchange/anki/read.load.ts';
import { readEverything } from '../../../src/exchange/kept.ts';
import type { Everything } from '../../../src/exchange/tables.ts';
import { mainFile } from '../../../src/exchange/take.load.ts';
import { isZip, openZip } from '../../../src/exchange/zip/read.door.ts';
import { type ClockMend, fromLog } from '../../../src/learner/clock.ts';
import type { FoldedReview } from '../../../src/memory/fold.ts';
import { type Rating, ratings } from '../../../src/memory/schedule.ts';
import { historyOf } from '../../../src/memory/weights/history.ts';
import type { History } from '../../../src/memory/weights/model.ts';
import { loadExam } from '../bank.ts';

/** An answer with what was asked. */
type Answer = FoldedReview & { concept: string };

/** The histories of a real log: progress downloaded from Etude, a package of Anki, or lines of numbers. */
export async function readReal(path: string): Promise<History[]> {
  const answers = await answersOf(bytesOf(path));
  const byConcept = Map.groupBy(answers.toSorted(inTime), ({ concept }) => concept);
  return [...byConcept.values()].map(historyOf);
}

const inTime = (a: Answer, b: Answer) => a.answeredAt - b.answeredAt;

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new Refusal(`${path} cannot be read. Name a file with answers.`);
  }
}

async function answersOf(bytes: Buffer): Promise<Answer[]> {
  try {
    if (isZip(bytes)) return await zippedAnswers(bytes);
  } catch (error) {
    throw error instanceof Failure ? new Refusal(error.message) : error;
  }
  const text = bytes.toString();
  return text.trimStart().startsWith('{') ? etudeAnswers(text) : listedAnswers(text);
}

async function zippedAnswers(bytes: Buffer): Promise<Answer[]> {
  const zip = await openZip(bytes);
  try {
    if (!isAnki(zip)) return etudeAnswers((await zip.read(mainFile))?.toString() ?? '');
    const { log } = await readAnki(zip);
    // Neither what no answer caused nor what is studied beside the schedule.
    const answered = log.filter(
      ({ ease, kind, factor }) => ease >= 1 && ease <= 4 && !(kind === 3 && factor === 0),
    );
    return answered.map(({ id, note, ease }) => ({ ...answerAt(id, ease), concept: String(note) }));
  } finally {
    zip.close();
  }
}

/** An answer of a log that knows no learner days. */
function answerAt(moment: number, rating: number): FoldedReview {
  return { answeredAt: moment, day: calendarDay(moment, 'UTC', 4), rating: rating as Rating };
}

function etudeAnswers(text: string): Answer[] {
  const everything = readEverything(text);
  if (typeof everything === 'string') throw new Refusal(everything);
  const { learner, tables } = everything;
  const clock = { clockMends: learner.clock_mends as ClockMend[] };
  const said = (kind: string) =>
    new Set(tables.amendment!.filter((each) => each.kind === kind).map(({ review }) => review));
  const [undone, easy] = [said('undo'), said('easy')];
  const conceptOf = conceptsHere();
  return tables
    .review!.filter(({ id }) => !undone.has(id))
    .map((row) => ({ ...fromLog(clock, etudeAnswer(row, easy.has(row.id))), concept: conceptOf(row) }));
}

type Row = Everything['learner'];

function etudeAnswer(row: Row, isEasy: boolean): FoldedReview {
  const rating = isEasy ? ratings.easy : (row.rating as Rating);
  return { answeredAt: Number(row.answered_at), day: Number(row.day), rating };
}

/** The concept of an answer by the bank that comes with Etude; a question of another bank is its own. */
function conceptsHere(): (row: Row) => string {
  const { bank } = loadExam();
  return ({ question }) => bank.question(String(question))?.question.concept ?? String(question);
}

/** A line for each answer: `concept,moment in ms,day,rating from 1 to 4`, or as Anki’s optimizer writes its log. */
function listedAnswers(text: string): Answer[] {
  const [first = '', ...rest] = text.trim().split(/\r?\n/);
  const names = first.split(',');
  const columns = ['card_id', 'review_time', 'review_rating'].map((name) => names.indexOf(name));
  if (columns.some((column) => column < 0)) return [first, ...rest].map(listedAnswer);
  return rest.map((line) => {
    const cells = line.split(',');
    const [card = '', moment, rating] = columns.map((column) => cells[column]);
    return { ...answerAt(numberIn(moment, line), ratingIn(rating, line)), concept: card };
  });
}

function listedAnswer(line: string): Answer {
  const [concept = '', moment, day, rating] = line.split(',');
  return {
    concept,
    answeredAt: numberIn(moment, line),
    day: numberIn(day, line),
    rating: ratingIn(rating, line),
  };
}

function numberIn(cell: string | undefined, line: string): number {
  if (!/^\d{1,15}$/.test(cell ?? '')) throw noAnswer(line);
  return Number(cell);
}

function ratingIn(cell: string | undefined, line: string): Rating {
  if (!/^[1-4]$/.test(cell ?? '')) throw noAnswer(line);
  return Number(cell) as Rating;
}

function noAnswer(line: string): Refusal {
  return new Refusal(
    `"${line.slice(0, 80)}" is not an answer: write concept,moment in ms,day,rating from 1 to 4.`,
  );
}
