import { isBlank } from '../../bank/kinds/kind.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { capital, listed, oneOrMany, spelled } from '../../base/text/words.ts';
import { clockTime, dateName, MINUTE } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Shown } from '../load.ts';
import type { Result } from '../model.ts';
import { type Count, changesOf, countOf, neededToPass, scaledOf, spanOf } from '../score.ts';
import { sittingPath, spanOfTime } from '../sitting/frame.page.ts';
import type { PaperItem, Sitting } from '../sitting.ts';
import { percent, percentSpan, rangeOf } from '../span.page.ts';

/** What the pages of a settled sitting are made of. */
export type ResultGiven = {
  sitting: Sitting;
  items: readonly PaperItem[];
  shown: ReadonlyMap<number, Shown>;
  /** The questions that were marked by a later edition than was asked, as they are today; those that cannot be marked by it are left out. */
  revised: ReadonlyMap<number, Shown>;
  /** As it was marked when it ended, and again since. */
  results: readonly Result[];
  /** Position among the learner's exams. */
  ordinal: number;
  learner: Learner;
  /** The titles of domains by their ids, as far as the bank has them. */
  domains: ReadonlyMap<string, string>;
  sealed: { left: number; all: number };
};

/** Where a learner stands after an exam. */
export function resultPage(given: ResultGiven): Page & Record<string, unknown> {
  const { sitting, items, results, learner } = given;
  const { terms } = sitting;
  const count = results.at(-1)!;
  const weakest = weakestOf(given);
  const path = sittingPath(sitting);
  const wrong = items.filter(({ correct }) => correct === false).length;
  return {
    title: `Result: ${terms.title}`,
    here: 'exams',
    keys: keysOf(learner.keysOff),
    exam: terms.title,
    which: `Mock ${given.ordinal}, ${dateName(sitting.startedAt, learner.zone)}`,
    heading: headingOf(sitting, count),
    isPassed: count.passed,
    practiceLengths,
    correct: count.correct,
    of: `of ${count.scored}`,
    passMark: `pass mark ${percent(terms.pass / 100)}`,
    picture: { ...rangeOf(count, terms.pass), anchor: anchorOf(terms.pass) },
    pictureName: `${percent(shareOf(count))}, likely range ${percentSpan(spanOf(count))}, pass mark ${percent(terms.pass / 100)}`,
    meaning: meaningOf(sitting, count, weakest && nameOf(given, weakest)),
    scaled: scaledSentence(sitting, count),
    notes: notesOf(given),
    weakest: weakest ?? '',
    weakestName: weakest ? nameOf(given, weakest) : '',
    answersPath: `${path}/answers?show=${wrong > 0 ? 'wrong' : 'all'}`,
    answersWord:
      wrong > 0 ? `Read the ${wrong} ${oneOrMany(wrong, 'miss', 'misses')}` : 'Look at all questions',
    domains: rowsBy(
      given,
      ({ domain }) => domain,
      terms.weights.map(({ domain }) => domain),
      (domain) => nameOf(given, domain),
    ),
    levels: rowsBy(given, (item) => levelOf(given, item), levelNames, capital),
    seen: seenSentence(items),
    sealed: sealedSentence(given.sealed),
    timeUsed: timeSentence(sitting),
    pace: paceOf(given),
    changes: changesSentence(given),
  };
}

/** How many questions a result offers to practise; practice takes these lengths. */
const practiceLengths = ['5', '10'].map((value) => ({ value, name: `Ask ${spelled(Number(value))}` }));

/** Words at the pass mark stay within the picture. */
const anchorOf = (pass: number) => (pass > 75 ? 'end' : pass < 25 ? 'start' : 'middle');

const shareOf = ({ correct, scored }: Count) => (scored === 0 ? 0 : correct / scored);
const nameOf = ({ domains }: ResultGiven, id: string) => domains.get(id) ?? id;
const levelNames = ['remember', 'understand', 'apply', 'analyse'];
const levelOf = ({ shown }: ResultGiven, { number }: PaperItem) => shown.get(number)!.question.cognitive;

function headingOf({ terms }: Sitting, count: Result): string {
  if (count.scored === 0) return 'None of it counts any more';
  const spare = count.correct - neededToPass(terms, count.scored);
  if (!count.passed) return `Not passed, ${spelled(-spare)} short`;
  return spare === 0 ? 'Passed, with none to spare' : `Passed, with ${spelled(spare)} to spare`;
}

function meaningOf({ terms }: Sitting, count: Result, weakest: string | undefined): string {
  if (count.scored === 0) return 'All its questions have been revised since and now have different options.';
  const span = spanOf(count);
  const isSafe = Math.round(span.low * 100) >= terms.pass;
  const isFar = Math.round(span.high * 100) < terms.pass;
  const worth = count.passed
    ? isSafe
      ? 'so this is a safe pass'
      : 'so this is a pass, but not yet a safe one'
    : isFar
      ? 'so there is some way to go'
      : 'so the pass is within reach';
  const where = weakest === undefined ? '' : ` Your weakest area is ${weakest}.`;
  return `${percent(shareOf(count))}. Over many papers of this kind you would most likely (four times in five) get ${percentSpan(span)} right, ${worth}.${where}`;
}

function scaledSentence({ terms }: Sitting, count: Count): string {
  const { scale } = terms;
  if (!scale || count.scored === 0) return '';
  const at = (share: number) => scaledOf(terms, share)!;
  const { low, high } = spanOf(count);
  return `On a scale from ${scale.lowest} to ${scale.highest}, where ${scale.pass} passes, that is about ${at(shareOf(count))}, most likely ${at(low)} to ${at(high)}. This is an estimate: how the real exam turns answers into points is not published.`;
}

/** What else must be said of a result: how it ended, what did not count, what was marked again and why. */
function notesOf({ sitting, items, results, learner }: ResultGiven): string[] {
  const { unscored = 0 } = sitting.terms;
  const again = results.slice(1).map((result, i) => remarkSentence(result, results[i]!));
  return [
    ...(sitting.ending === 'time up' ? ['Time ran out, so your answers up to then were marked.'] : []),
    ...lateNotes(items, learner.zone),
    ...(unscored > 0
      ? [
          `${unscored} of the ${items.length} questions did not count, as in the real exam; the list of all questions shows which.`,
        ]
      : []),
    ...again,
  ];
}

/** Names the choices that came too late to count, each with its time. */
function lateNotes(items: readonly PaperItem[], zone: string): string[] {
  const all = items.flatMap(({ number, late }) =>
    late ? [`question ${number} at ${clockTime(late.at, zone)}`] : [],
  );
  if (all.length === 0) return [];
  const what = all.length === 1 ? `Your choice for ${all[0]}` : `Your choices for ${listed(all)}`;
  return [
    `${what} reached the server after the end, so ${oneOrMany(all.length, 'it does', 'they do')} not count.`,
  ];
}

function remarkSentence(result: Result, before: Result): string {
  const { revised, correct, scored } = result;
  const which = `${oneOrMany(revised.length, 'Question', 'Questions')} ${listed(revised.map(String))} ${oneOrMany(revised.length, 'has', 'have')} been revised by the authors since`;
  if (correct === before.correct && scored === before.scored)
    return `${which}. The exam was marked again, and the score is the same.`;
  const sum = `${correct} of ${scored}, previously ${before.correct} of ${before.scored}.`;
  return revised.length === 1
    ? `${which}, and ${remarkOf(result, before)}: ${sum}`
    : `${which}. The exam was marked again: ${sum}`;
}

/** What marking one question again came to. */
function remarkOf(after: Count, before: Count): string {
  if (after.scored < before.scored) return 'does not count any more';
  if (after.scored > before.scored) return 'counts again';
  return after.correct > before.correct ? 'you were right' : 'you were wrong';
}

/** A range row for each group of what counts, in an order. */
function rowsBy(
  { items, sitting }: ResultGiven,
  groupOf: (item: PaperItem) => string,
  order: readonly string[],
  nameOf: (group: string) => string,
) {
  const groups = Map.groupBy(items.filter(isCounting), groupOf);
  return order
    .filter((group) => groups.has(group))
    .map((group) => ({ name: nameOf(group), ...rangeOf(countOf(groups.get(group)!), sitting.terms.pass) }));
}

const isCounting = ({ scored, correct }: PaperItem) => scored && correct !== undefined;

/** The domain with the least share right, if anything was wrong. */
function weakestOf({ items }: ResultGiven): string | undefined {
  const groups = [...Map.groupBy(items.filter(isCounting), ({ domain }) => domain)];
  const shares = groups.map(([domain, members]) => ({ domain, share: shareOf(countOf(members)) }));
  const least = shares.sort((a, b) => a.share - b.share)[0];
  return least && least.share < 1 ? least.domain : undefined;
}

function seenSentence(items: readonly PaperItem[]): string {
  const counting = items.filter(isCounting);
  const said = (members: readonly PaperItem[]) => {
    const count = countOf(members);
    return `${count.correct} ${oneOrMany(count.correct, 'was', 'were')} right (${percent(shareOf(count))})`;
  };
  const [seen, fresh] = [counting.filter((item) => item.seen), counting.filter((item) => !item.seen)];
  if (counting.length === 0) return 'None of its questions count any more.';
  if (fresh.length === 0)
    return `You had seen all ${seen.length} questions before, so the real exam may be harder.`;
  if (seen.length === 0) return `All ${fresh.length} questions were new to you, as they will be on the day.`;
  return `Of ${seen.length} you had seen before, ${said(seen)}. Of ${fresh.length} that were new to you, ${said(fresh)}. The second figure is a better guide to the real exam.`;
}

function sealedSentence({ left, all }: ResultGiven['sealed']): string {
  if (all === 0) return '';
  if (left === 0)
    return 'You have now seen all the questions kept for exams, so your next papers will have no new ones.';
  return `${left} of ${all} questions that practice never shows are still unseen, for future exams.`;
}

function timeSentence({ startedAt, settledAt, deadline }: Sitting): string {
  const used = spanOfTime(Math.max(1, (settledAt! - startedAt) / MINUTE));
  return deadline === undefined
    ? `${used} used, without a limit`
    : `${used} of ${spanOfTime((deadline - startedAt) / MINUTE)} used`;
}

/** A time as clocks show it: 1:05. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The height of the picture of the pace, in pixels. */
const paceHeight = 80;

function paceOf(given: ResultGiven) {
  const { items } = given;
  const longest = Math.max(1, ...items.map(({ tookMs }) => tookMs));
  return {
    name: `Time spent on each of ${items.length} questions, the longest ${minutesAndSeconds(longest)}`,
    last: items.length,
    width: `${(72 / items.length).toFixed(2)}%`,
    bars: items.map(({ number, tookMs, correct }) => {
      const height = Math.max(1, (tookMs / longest) * paceHeight);
      return {
        x: `${(((number - 1) / items.length) * 100).toFixed(2)}%`,
        y: (paceHeight - height).toFixed(1),
        height: height.toFixed(1),
        look: correct ? 'ink' : 'miss',
      };
    }),
    rows: items.map((item) => ({
      number: item.number,
      domain: nameOf(given, item.domain),
      time: minutesAndSeconds(item.tookMs),
      mark: markWord(item),
    })),
  };
}

/** How a question was marked, in a word. */
export function markWord({ correct, response, late }: PaperItem): string {
  if (correct === undefined) return 'Does not count any more';
  if (correct) return 'Right';
  if (!isBlank(response)) return 'Wrong';
  return late ? 'Too late' : 'Not answered';
}

/** Whether the answer was changed after it had been complete. */
export function isChanged({ firstResponse, response }: PaperItem): boolean {
  return firstResponse !== undefined && firstResponse.join() !== response.join();
}

/** Whether a question was marked by a later edition than was asked. */
export function isRevised({ edition, markedEdition }: PaperItem): boolean {
  return markedEdition! > edition;
}

/** Whether the first answer was right, by what the last one was marked by; undefined where that is gone. */
function wasRight({ shown, revised }: ResultGiven, item: PaperItem): boolean | undefined {
  const asked = isRevised(item) ? revised : shown;
  const question = asked.get(item.number)?.question;
  return question && kindOf(question).isCorrect(item.firstResponse!);
}

function changesSentence(given: ResultGiven): string {
  const changed = given.items.flatMap((item) => {
    if (!isChanged(item) || item.correct === undefined) return [];
    const was = wasRight(given, item);
    return was === undefined ? [] : [{ wasRight: was, isRight: item.correct }];
  });
  if (changed.length === 0) return 'You changed no answers.';
  const { toRight, toWrong, toOtherWrong } = changesOf(changed);
  const parts = [
    toRight > 0 ? `${spelled(toRight)} to right` : '',
    toWrong > 0 ? `${spelled(toWrong)} to wrong` : '',
    toOtherWrong > 0 ? `${spelled(toOtherWrong)} from one wrong answer to another` : '',
  ].filter(Boolean);
  const gain = toRight - toWrong;
  const sum =
    gain === 0
      ? 'Overall, your score stayed the same.'
      : `Changing ${gain > 0 ? 'gained' : 'lost'} you ${spelled(Math.abs(gain))}.`;
  return `You changed ${spelled(changed.length)} ${oneOrMany(changed.length, 'answer', 'answers')}${parts.length > 0 ? `: ${listed(parts)}` : ''}. ${sum}`;
}
