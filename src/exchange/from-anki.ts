import type { LiveQuestion } from '../bank/bank.ts';
import { plainText } from '../base/text/markup.ts';
import { calendarDay } from '../base/time.ts';
import { guidOf } from './anki/guid.ts';
import type { Collection, Logged } from './anki/model.ts';
import { readNote } from './anki/note.ts';
import { type Everything, format, noRows, type Row, version } from './tables.ts';

/** The clock that reviews are dated by, and the settings of whoever they become. */
type Clock = { zone: string; dayStart: number; newPerDay: number; retention: number; theme: string };

/** What is said about a package without an answer to any question of this bank. */
export const noneMatches =
  'No card with reviews in this Anki package belongs to a question in this bank. Import its questions first, or export the deck from Anki with its scheduling information.';

/** What Anki's log says about the questions of a bank, as progress of Etude; undefined where it says nothing. */
export function everythingOf(
  { notes, log }: Pick<Collection, 'notes' | 'log'>,
  questions: readonly LiveQuestion[],
  clock: Clock,
  now: number,
): Everything | undefined {
  const find = finder(questions);
  const matched = new Map(
    notes.map((note) => [
      note.id,
      find(
        readNote(note, (name) => name),
        note.guid,
      ),
    ]),
  );
  const byNote = Map.groupBy(
    log.filter(({ id }) => id <= now),
    ({ note }) => note,
  );
  const rows = [...byNote].flatMap(([note, entries]) => {
    const question = matched.get(note);
    return question ? answersIn(entries).map((entry) => rowOf(entry, question, clock)) : [];
  });
  if (rows.length === 0) return undefined;
  return everythingWith(withFirsts(rows.toSorted(inTime)), clock);
}

const inTime = (a: Row, b: Row) => Number(a.answered_at) - Number(b.answered_at);

/** Finds the question of a note: by the note it came from, else by its words. */
function finder(questions: readonly LiveQuestion[]) {
  const byGuid = new Map<string, LiveQuestion>();
  const byWords = new Map<string, LiveQuestion>();
  for (const live of questions) {
    const { stem, options, extensions } = live.question as LiveQuestion['question'] & {
      extensions?: Extensions;
    };
    const guid = extensions?.anki?.guid;
    byGuid.set(typeof guid === 'string' ? guid : guidOf(live.question.id), live);
    byWords.set(wordsOf(stem, options), live);
  }
  return (read: ReturnType<typeof readNote>, guid: string): LiveQuestion | undefined =>
    byGuid.get(guid) ?? ('reason' in read ? undefined : byWords.get(wordsOf(read.stem, read.options)));
}

type Extensions = Record<string, Record<string, unknown> | undefined>;

/** The words of a question, by which it is the same wherever it was written. */
function wordsOf(stem: string, options: readonly { text: string }[]): string {
  const plain = (text: string) => plainText(text).normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
  return [plain(stem), ...options.map(({ text }) => plain(text)).sort()].join('\n');
}

/** The answers in a log since the card was last forgotten; a filtered deck without rescheduling counts for nothing. */
function answersIn(entries: readonly Logged[]): Logged[] {
  const forgotten = entries.findLastIndex(
    ({ kind, ease, factor }) => kind === 4 && ease === 0 && factor === 0,
  );
  return entries
    .slice(forgotten + 1)
    .filter(({ ease, kind, factor }) => ease >= 1 && ease <= 4 && !(kind === 3 && factor === 0));
}

/** Longer than this nobody looks at a card. */
const longest = 10 * 60_000;

/** An answer as the log of Etude has it. Anki does not know what was chosen: a missed card counts as not answered. */
function rowOf(
  { id, ease, tookMs }: Logged,
  { question, hash }: LiveQuestion,
  { zone, dayStart }: Clock,
): Row {
  const correct = ease > 1;
  const took = Math.min(Math.max(0, tookMs), longest);
  return {
    id: `anki-${id}-${question.id}`.slice(0, 80),
    question: question.id,
    hash,
    edition: question.edition,
    kind: 'practice',
    answered_at: id,
    day: calendarDay(id, zone, dayStart),
    response: correct ? question.key : [],
    correct: Number(correct),
    certainty: 'none',
    rating: ease,
    domain: question.objective.split('.')[0]!,
    first: 0,
    took_ms: took,
    zone,
    shown_at: id - took,
    seed: 'anki',
    algorithm: 'anki',
    concept: question.concept,
  };
}

/** Marks the first answer to each concept; no day falls. */
function withFirsts(rows: readonly Row[]): Row[] {
  const met = new Set<unknown>();
  let last = 0;
  return rows.map(({ concept, ...row }) => {
    const first = Number(!met.has(concept));
    met.add(concept);
    last = Math.max(last, Number(row.day));
    return { ...row, first, day: last };
  });
}

function everythingWith(review: Row[], clock: Clock): Everything {
  const last = review.at(-1)!;
  const learner: Row = {
    zone: clock.zone,
    day_start: clock.dayStart,
    new_per_day: clock.newPerDay,
    retention: clock.retention,
    keys_off: '',
    theme: clock.theme,
    created_at: review[0]!.answered_at,
    last_day: last.day,
    last_answered_at: last.answered_at,
    practice_days: new Set(review.map(({ day }) => day)).size,
    extra_new: 0,
    extra_day: 0,
    stopped: 0,
    revised: 0,
    clock_mends: [],
  };
  return { format, version, learner, tables: { ...noRows(), review } };
}
