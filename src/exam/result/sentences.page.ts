import { listed, oneOrMany, runsOf, spelled } from '../../base/text/words.ts';
import { clockTime, MINUTE } from '../../base/time.ts';
import type { Result } from '../model.ts';
import { type Count, countOf, neededToPass, scaledOf, spanOf } from '../score.ts';
import { spanOfTime } from '../sitting/frame.page.ts';
import type { PaperItem, Sitting } from '../sitting.ts';
import { percent, percentSpan } from '../span.page.ts';
import { isCounting, type ResultGiven, shareOf } from './given.ts';

/** How an exam ended, in a few words. */
export function headingOf({ terms }: Sitting, count: Result): string {
  if (count.scored === 0) return 'No longer counts';
  const spare = count.correct - neededToPass(terms, count.scored);
  if (!count.passed) return `Not passed, ${spelled(-spare)} short`;
  return spare === 0 ? 'Passed, with none to spare' : `Passed, with ${spelled(spare)} to spare`;
}

/** What a score says about other papers of this kind. */
export function meaningOf({ terms }: Sitting, count: Result, weakest: string | undefined): string {
  if (count.scored === 0)
    return 'All of its questions have been revised since and now have different options.';
  const span = spanOf(count);
  const isSafe = Math.round(span.low * 100) >= terms.pass;
  const isFar = Math.round(span.high * 100) < terms.pass;
  const worth = count.passed
    ? isSafe
      ? 'so this is a safe pass'
      : 'so this is a pass, but not yet a comfortable one'
    : isFar
      ? 'so there is some way to go'
      : 'so the pass is within reach';
  const where = weakest === undefined ? '' : ` Your weakest area is ${weakest}.`;
  return `You got ${percent(shareOf(count))}. On other papers like this one you would get ${percentSpan(span)} four times in five, ${worth}.${where}`;
}

/** The score on the scale of the exam; empty without one. */
export function scaledSentence({ terms }: Sitting, count: Count): string {
  const { scale } = terms;
  if (!scale || count.scored === 0) return '';
  const at = (share: number) => scaledOf(terms, share)!;
  const { low, high } = spanOf(count);
  return `On a scale from ${scale.lowest} to ${scale.highest}, where ${scale.pass} passes, that is about ${at(shareOf(count))}, most likely ${at(low)} to ${at(high)}. This is an estimate: how the real exam turns answers into points is not published.`;
}

/** What else must be said of a result: how it ended, what did not count, what was marked again and why. */
export function notesOf({ sitting, items, results, learner }: ResultGiven): string[] {
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
    `${what} reached the server after the exam ended, so ${oneOrMany(all.length, 'it does', 'they do')} not count.`,
  ];
}

function remarkSentence(result: Result, before: Result): string {
  const { revised, correct, scored } = result;
  const which = `${oneOrMany(revised.length, 'Question', 'Questions')} ${listed(runsOf(revised))} ${oneOrMany(revised.length, 'has', 'have')} been revised by the authors since`;
  if (correct === before.correct && scored === before.scored)
    return `${which}. The exam was marked again, and the score is the same.`;
  const sum = `${correct} of ${scored}, previously ${before.correct} of ${before.scored}.`;
  return revised.length === 1
    ? `${which}, and ${remarkOf(result, before)}: ${sum}`
    : `${which}. The exam was marked again: ${sum}`;
}

/** What marking one question again came to. */
function remarkOf(after: Count, before: Count): string {
  if (after.scored < before.scored) return 'no longer counts';
  if (after.scored > before.scored) return 'counts again';
  return after.correct > before.correct ? 'you were right' : 'you were wrong';
}

/** How questions seen before compare with those that were new. */
export function seenSentence(items: readonly PaperItem[]): string {
  const counting = items.filter(isCounting);
  const [seen, fresh] = [counting.filter((item) => item.seen), counting.filter((item) => !item.seen)];
  if (counting.length === 0) return 'None of its questions count any longer.';
  if (fresh.length === 0) return `You had seen every question before, so the real exam may be harder.`;
  if (seen.length === 0) return `${allOf(fresh.length)} new to you, as they will be on the day.`;
  const [was, is] = [countOf(seen), countOf(fresh)];
  return `You got ${was.correct} of the ${seen.length} you had seen before (${percent(shareOf(was))}), and ${is.correct} of the ${fresh.length} that were new to you (${percent(shareOf(is))}). The second figure is a better guide to the real exam.`;
}

function allOf(questions: number): string {
  if (questions === 1) return 'The question was';
  return questions === 2 ? 'Both questions were' : `All ${questions} questions were`;
}

/** How many questions are left that practice never shows. */
export function sealedSentence({ left, all }: ResultGiven['sealed']): string {
  if (all === 0) return '';
  if (left === 0)
    return 'You have now seen all the questions kept for exams, so your next papers will have no new ones.';
  const kept = `${all} ${oneOrMany(all, 'question is', 'questions are')} kept for exams`;
  if (all === 1) return `${kept}; it is still new to you.`;
  return `${kept}; ${left === all ? 'all' : left} ${oneOrMany(left, 'is', 'are')} still new to you.`;
}

/** How much of the time was used. */
export function timeSentence({ startedAt, settledAt, deadline }: Sitting): string {
  const used = spanOfTime(Math.max(1, (settledAt! - startedAt) / MINUTE));
  return deadline === undefined
    ? `${used} used, no time limit`
    : `${used} of ${spanOfTime((deadline - startedAt) / MINUTE)} used`;
}
