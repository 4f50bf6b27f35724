import { oneOrMany } from '../../base/text/words.ts';
import type { Page } from '../../base/web/pages.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { chanceWords, percentOf, rangeWords } from '../../plan/forecast/words.ts';
import { certaintyPart } from './certainty.page.ts';
import { daysPart } from './days.page.ts';
import type { ProgressGiven } from './load.ts';
import { lookAgainParts } from './look-again.page.ts';
import { masteryPart } from './mastery.page.ts';
import { mocksPart } from './mocks.page.ts';
import { readinessPart } from './readiness.page.ts';
import { retentionPart } from './retention.page.ts';

/** The page of somebody who has not answered anything yet. */
export const newcomersPage: Page & Record<string, unknown> = {
  title: 'Progress',
  here: 'progress',
  keys: keysOf([]),
  heading: 'Progress',
  basis: '',
  lead: [
    'There is nothing to show yet. Once you have answered some questions, this page shows what you know and how it grows.',
  ],
  started: false,
};

/** The page of a learner's progress. */
export function progressPage(given: ProgressGiven): Page & Record<string, unknown> {
  const { learner, days } = given;
  const answers = days.reduce((sum, day) => sum + day.answers, 0);
  return {
    title: 'Progress',
    here: 'progress',
    keys: keysOf(learner.keysOff),
    ...headOf(given),
    basis: `${answers} ${oneOrMany(answers, 'answer', 'answers')} on ${days.length} ${oneOrMany(days.length, 'day', 'days')} in the past year`,
    started: true,
    retention: retentionPart(given),
    days: daysPart(given),
    readiness: readinessPart(given),
    mastery: masteryPart(given),
    certainty: certaintyPart(given),
    ...lookAgainParts(given),
    mocks: mocksPart(given),
  };
}

/** The one thing that matters most: the score to expect, or what is missing to tell. */
function headOf({ outlook }: ProgressGiven): { heading: string; lead: string[] } {
  const now = outlook?.now;
  if (now?.kind !== 'forecast')
    return {
      heading: 'Progress',
      lead: outlook
        ? ['It is too early to say what you would score. Readiness shows what a forecast still needs.']
        : [],
    };
  return {
    heading: `You would score ${percentOf(now.score.share)} today`,
    lead: [
      `Likely between ${rangeWords(now.score).replace(' to ', '% and ')}, and your chance of passing is ${chanceWords(now.pass)}. The pass mark is ${percentOf(outlook!.passMark)}.`,
    ],
  };
}
