import { isBlank } from '../../bank/kinds/kind.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { wilson } from '../../bank/lint/bots.ts';
import type { Question } from '../../bank/model.ts';
import {
  type Analysis,
  type Estimate,
  type OptionUse,
  type ResponseCount,
  type Source,
  sources,
} from './model.ts';
import { discrimination, discriminativeEfficiency, type Scored } from './statistics.ts';

/** Fewer answers say nothing. */
export const fewestAnswers = 10;

/** What the answers to a question say, each source by itself; leaves out a source with too few. */
export function analysesOf(question: Question, counts: readonly ResponseCount[]): Analysis[] {
  return sources
    .map((source) => ({ source, some: counts.filter((count) => count.source === source) }))
    .filter(({ some }) => answersIn(some) >= fewestAnswers)
    .map(({ source, some }) => analysisOf(question, source, some));
}

function analysisOf(question: Question, source: Source, counts: readonly ResponseCount[]): Analysis {
  const answers = answersIn(counts);
  const isRight = rightBy(question);
  const marked = scoredBy(counts, isRight);
  const right = answersIn(counts.filter(isRight));
  return {
    source,
    answers,
    facility: { value: right / answers, ...wilson(right, answers) },
    discrimination: correlationOf(marked),
    efficiency: answersOf(marked) < fewestAnswers ? undefined : discriminativeEfficiency(marked),
    options: partsIn(question, counts).map((part) => optionUse(question, counts, part)),
    blank: answersIn(counts.filter(({ response }) => isBlank(response))),
    seconds: secondsOf(counts),
  };
}

/** Whether answers are right, by the key of a question. */
export function rightBy(question: Question): (count: ResponseCount) => boolean {
  const kind = kindOf(question);
  return ({ response }) => kind.isCorrect(response);
}

/** How many answers there are. */
export function answersIn(counts: readonly ResponseCount[]): number {
  return counts.reduce((sum, { answers }) => sum + answers, 0);
}

/** The most parts of responses to list beside those that are always listed. */
const mostParts = 10;

/** What the answers are counted by: every option, or the pairs, orders or numbers that were given most. */
function partsIn(question: Question, counts: readonly ResponseCount[]): string[] {
  const { partsOf, listedParts } = kindOf(question);
  const times = new Map<string, number>(listedParts.map((part) => [part, Number.POSITIVE_INFINITY]));
  for (const { response, answers } of counts)
    for (const part of partsOf(response)) times.set(part, (times.get(part) ?? 0) + answers);
  return [...times]
    .toSorted(([, a], [, b]) => (a === b ? 0 : b - a))
    .slice(0, listedParts.length + mostParts)
    .map(([part]) => part);
}

function optionUse(question: Question, counts: readonly ResponseCount[], id: string): OptionUse {
  const { partsOf, isRightPart } = kindOf(question);
  const isChosen = ({ response }: ResponseCount) => partsOf(response).includes(id);
  const answers = answersIn(counts.filter(isChosen));
  return {
    id,
    isKey: isRightPart(id),
    answers,
    share: answers / answersIn(counts),
    withRest: correlationOf(scoredBy(counts, isChosen)),
  };
}

/** The correlation of choosing an option with the rest, among some answers; undefined where either never varies. */
export function choiceWithRest(counts: readonly ResponseCount[], id: string): number | undefined {
  return discrimination(scoredBy(counts, ({ response }) => response.includes(id)));
}

/** Answers as 1 or 0 with the share of the rest that was right; leaves out those whose rest is not known. */
function scoredBy(counts: readonly ResponseCount[], isMark: (count: ResponseCount) => boolean): Scored[] {
  return counts
    .filter(({ restOf }) => restOf > 0)
    .map((count) => ({ mark: Number(isMark(count)), rest: count.rest / count.restOf, count: count.answers }));
}

const answersOf = (scored: readonly Scored[]) => scored.reduce((sum, { count }) => sum + count, 0);

/** The correlation of mark and rest with its interval; undefined below ten answers or where either never varies. */
function correlationOf(scored: readonly Scored[]): Estimate | undefined {
  const n = answersOf(scored);
  const value = n < fewestAnswers ? undefined : discrimination(scored);
  return value === undefined ? undefined : { value, ...fisher(value, n) };
}

/** The 95% interval of a correlation, after Fisher. */
export function fisher(correlation: number, n: number, z = 1.96): { low: number; high: number } {
  const middle = Math.atanh(Math.min(1 - 1e-9, Math.max(1e-9 - 1, correlation)));
  const half = z / Math.sqrt(n - 3);
  return { low: Math.tanh(middle - half), high: Math.tanh(middle + half) };
}

/** The geometric mean, which long and short answers hardly move. */
function secondsOf(counts: readonly ResponseCount[]): number | undefined {
  const given = counts.filter(({ response }) => !isBlank(response));
  const n = answersIn(given);
  if (n < fewestAnswers) return undefined;
  return Math.exp(given.reduce((sum, { tookLog }) => sum + tookLog, 0) / 1000 / n) / 1000;
}
