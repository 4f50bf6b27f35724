import { harmless, oneOrMany } from '../../base/text/words.ts';

/** What became of one question. */
export type Outcome = 'taken' | 'changed' | 'left out';

/** What became of one question, for its author. */
export type Line = {
  file: string;
  place: string;
  title: string;
  outcome: Outcome;
  /** The id it has now. */
  id?: string;
  /** The id of the question that it changes. */
  updates?: string;
  /** What was changed, or why it was left out. */
  notes: readonly string[];
};

/** How many lines of each outcome a report shows before it says how many more there are. */
const mostShown = 50;

/** The lines of a report, with its summary last: those that were changed or left out, then those that were taken unchanged. */
export function reportText(lines: readonly Line[], showsAll: boolean): string {
  const order: Outcome[] = ['left out', 'changed', 'taken'];
  const shown = order.flatMap((outcome) => linesOf(lines, outcome, showsAll ? lines.length : mostShown));
  return [...shown, ...reasonLines(lines), summaryOf(lines)].join('\n');
}

function linesOf(lines: readonly Line[], outcome: Outcome, most: number): string[] {
  const wanted = lines.filter((line) => line.outcome === outcome);
  const more = wanted.length - most;
  const rest = more > 0 ? [`${more} more ${outcome}: --all lists them.`] : [];
  return [...wanted.slice(0, most).map(lineText), ...rest];
}

function lineText({ file, place, title, outcome, id, updates, notes }: Line): string {
  const as = updates !== undefined ? `: updates ${updates}` : id !== undefined ? ` as ${id}` : '';
  return harmless([`${file}, ${place}: ${outcome}${as}: ${title}`, ...notes].join(' | '));
}

/** How often each sentence was said, the commonest first. */
function reasonsOf(lines: readonly Line[]): { outcome: Outcome; note: string; count: number }[] {
  const counts = new Map<string, { outcome: Outcome; note: string; count: number }>();
  for (const { outcome, notes } of lines)
    for (const note of new Set(notes))
      counts.getOrInsertComputed(`${outcome} ${note}`, () => ({ outcome, note, count: 0 })).count++;
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function reasonLines(lines: readonly Line[]): string[] {
  return reasonsOf(lines)
    .filter(({ count }) => count > 1)
    .slice(0, mostShown)
    .map(({ outcome, note, count }) => harmless(`${count} ${outcome}: ${note}`));
}

/** How many questions there were and what became of them, in a sentence. */
function summaryOf(lines: readonly Line[]): string {
  const count = (wanted: Outcome) => lines.filter(({ outcome }) => outcome === wanted).length;
  const questions = `${lines.length} ${oneOrMany(lines.length, 'question', 'questions')}`;
  return `${questions}: ${count('taken')} imported unchanged, ${count('changed')} changed, ${count('left out')} left out.`;
}
