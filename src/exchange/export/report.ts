import type { Question } from '../../bank/model.ts';
import { harmless, oneOrMany } from '../../base/text/words.ts';
import type { Writer } from '../item/format.ts';

/** How many questions of each outcome, and how many sentences, a report lists. */
const mostShown = 50;

/** What becomes of the questions of a bank in a format: which have a place in it, and a report with its summary last. */
export function fitFor(writer: Writer, questions: readonly Question[], showsAll: boolean) {
  const fit: Question[] = [];
  const [left, lost]: [string[], string[]] = [[], []];
  const counts = new Map<string, number>();
  for (const question of questions) {
    const unfit = writer.unfit(question);
    const notes = unfit === undefined ? writer.lost(question) : [`left out: ${unfit}`];
    if (unfit === undefined) fit.push(question);
    if (notes.length > 0)
      (unfit === undefined ? lost : left).push(harmless([question.id, ...notes].join(': ')));
    for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  const most = showsAll ? questions.length : mostShown;
  const lines = [...shortened(left, 'left out', most), ...shortened(lost, 'changed', most), ...often(counts)];
  return { fit, report: [...lines, summaryOf(questions.length, fit.length, lost.length)].join('\n') };
}

function shortened(lines: readonly string[], outcome: string, most: number): string[] {
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [`${more} more ${outcome}: --all lists them.`] : [])];
}

/** What is said of more than one question, the commonest first. */
function often(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostShown)
    .map(([note, count]) => harmless(`${count} questions: ${note}`));
}

function summaryOf(all: number, exported: number, changed: number): string {
  return `${all} ${oneOrMany(all, 'question', 'questions')}: ${exported - changed} exported unchanged, ${changed} changed, ${all - exported} left out.`;
}
