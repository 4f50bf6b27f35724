import { capital, oneOrMany, spelled } from '../../base/text/words.ts';
import { dateName } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { countOf, spanOf } from '../score.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { PaperItem } from '../sitting.ts';
import { percent, percentSpan, rangeOf } from '../span.page.ts';
import { changesSentence } from './changes.page.ts';
import { isCounting, nameOf, type ResultGiven, shareOf } from './given.ts';
import { paceOf } from './pace.page.ts';
import {
  headingOf,
  meaningOf,
  notesOf,
  scaledSentence,
  sealedSentence,
  seenSentence,
  timeSentence,
} from './sentences.page.ts';

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

const levelNames = ['remember', 'understand', 'apply', 'analyse'];
const levelOf = ({ shown }: ResultGiven, { number }: PaperItem) => shown.get(number)!.question.cognitive;

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

/** The domain with the least share right, if anything was wrong. */
function weakestOf({ items }: ResultGiven): string | undefined {
  const groups = [...Map.groupBy(items.filter(isCounting), ({ domain }) => domain)];
  const shares = groups.map(([domain, members]) => ({ domain, share: shareOf(countOf(members)) }));
  const least = shares.sort((a, b) => a.share - b.share)[0];
  return least && least.share < 1 ? least.domain : undefined;
}
