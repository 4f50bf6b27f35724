import { kindOf } from '../bank/kinds/kinds.ts';
import type { Question } from '../bank/model.ts';
import { meets } from '../bank/parse/unmet.ts';
import { calendarDay, isZone, MINUTE } from '../base/time.ts';
import { type ClockMend, fromLog } from '../learner/clock.ts';
import { type Everything, everythingSchema, noRows, type Row, version } from './tables.ts';

/** The texts of questions by hash, as far as this Etude knows them. */
export type Texts = ReadonlyMap<string, Question>;

/** What of a file can be brought in here, and how many answers are left out because this Etude has never had their questions. */
export type Kept = { everything: Everything; leftOut: number };

/** The content of a file, or the sentence that says what is wrong with it. */
export function readEverything(text: string): Everything | string {
  const value = parse(text) as Partial<Everything> | undefined;
  if (value?.format !== 'etude-learner') return 'This file does not contain progress downloaded from Etude.';
  if (typeof value.version === 'number' && value.version > version)
    return 'This file is from a newer version of Etude. Update this one, then import the file again.';
  if (!meets(everythingSchema, value)) return altered;
  const { tables, ...rest } = value as Everything;
  return { ...rest, tables: { ...noRows(), ...tables } };
}

const altered = 'This file was changed after it was downloaded, so nothing was imported. Download it again.';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The hashes of all texts that a file refers to. */
export function hashesOf({ tables }: Everything): string[] {
  return [...new Set([...tables.review!, ...tables.paper!].map(({ hash }) => String(hash)))];
}

/** What can be brought in, or the sentence that says why nothing can. */
export function keptOf(everything: Everything, texts: Texts, now: number): Kept | string {
  if (!isInTime(everything, now))
    return 'This file has answers from the future. Correct this machine’s clock, or download the file again.';
  const { review = [], paper = [], ...tables } = everything.tables;
  const unknown = new Set(paper.filter(({ hash }) => !texts.has(String(hash))).map(({ sitting }) => sitting));
  const exams = new Set(tables.sitting!.map(({ id }) => id).filter((id) => !unknown.has(id)));
  const isKept = (row: Row) =>
    texts.has(String(row.hash)) && (row.kind === 'practice' || exams.has(sittingOf(row)));
  const kept = review.filter(isKept);
  const answers = new Set(kept.map(({ id }) => id));
  const ofExam = ({ sitting }: Row) => exams.has(sitting);
  const ofAnswer = (row: Row) => answers.has(row.review);
  const rows = {
    ...tables,
    review: kept,
    paper: paper.filter(ofExam),
    sitting: tables.sitting!.filter(({ id }) => exams.has(id)),
    move: tables.move!.filter(ofExam),
    result: tables.result!.filter(ofExam),
    amendment: tables.amendment!.filter(ofAnswer),
    report: tables.report!.filter(ofAnswer),
    prediction: tables.prediction!.filter(({ kind, id }) => kind === 'exam' || exams.has(id)),
    fitting: tables.fitting!.filter(({ fitted_at }) => Number(fitted_at) <= now + clockDifference),
  };
  if (![...kept, ...rows.paper].every((row) => isOfText(row, texts.get(String(row.hash))!))) return altered;
  if (!kept.every((row) => isMarkedRight(row, texts.get(String(row.hash))!))) return altered;
  return { everything: { ...everything, tables: rows }, leftOut: review.length - kept.length };
}

/** The sitting of an answer in an exam. */
const sittingOf = ({ id }: Row) => String(id).slice(0, String(id).lastIndexOf('-'));

/** Whether a row says of its question what the text says, and names no option that the text has not. */
function isOfText(row: Row, text: Question): boolean {
  const known = new Set(text.options.map(({ id }) => id));
  const { isAllowed } = kindOf(text);
  const given = [row.response, row.first_response, row.late_response].filter((each) => each !== undefined);
  const struck = (row.struck ?? []) as string[];
  const isKnown =
    given.every((response) => isAllowed((response ?? []) as string[])) && struck.every((id) => known.has(id));
  return isKnown && row.question === text.id && row.edition === text.edition;
}

function isMarkedRight({ response, correct }: Row, text: Question): boolean {
  return kindOf(text).isCorrect(response as string[]) === (correct === 1);
}

/** How far clocks may be apart. */
const clockDifference = 5 * MINUTE;

/** Whether nothing lies in the future: such an answer would keep its learner waiting for that day. */
function isInTime({ learner, tables }: Everything, now: number): boolean {
  const zone = String(learner.zone);
  if (!isZone(zone)) return false;
  const today = calendarDay(now, zone, Number(learner.day_start)) + 1;
  const clock = { clockMends: learner.clock_mends as ClockMend[] };
  const latest = now + clockDifference;
  const isPast = ({ answered_at, day }: Row) => {
    if (answered_at === undefined || day === undefined) return true;
    const entry = fromLog(clock, { answeredAt: Number(answered_at), day: Number(day) });
    return entry.answeredAt <= latest && entry.day <= today;
  };
  const isPastClock = Number(learner.last_answered_at) <= latest && Number(learner.last_day) <= today;
  return isPastClock && [...tables.review!, ...tables.paper!].every(isPast);
}
