import type { Bank } from '../../bank/bank.ts';
import { capital, oneOrMany } from '../../base/text/words.ts';
import { dayName } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Ahead, OnTheDay } from '../ahead/model.ts';
import type { Outcome } from '../predictions/model.ts';
import { recordOf } from '../predictions/record.ts';
import type { Estimate, Forecast, Missing } from '../readiness/model.ts';
import type { Outlook } from './load.ts';
import { chanceWords, percentOf, pointsWords, rangeWords, verdictOn } from './words.ts';

/** What the readiness page is made of; without an outlook, the page of a visitor or of a bank without exams. */
export type ForecastGiven = {
  bank: Bank;
  learner: Learner | undefined;
  outlook: Outlook | undefined;
  /** Whether the learner's forecasts are counted among those of all. */
  agrees: boolean;
  /** How the forecasts of all who agree came out, for authors. */
  all: readonly Outcome[] | undefined;
  token: string;
};

/** The page that says whether the learner will pass, and how sure that is. */
export function forecastPage(given: ForecastGiven): Page & Record<string, unknown> {
  const { bank, learner, outlook, all } = given;
  const common = {
    title: 'Readiness',
    here: 'readiness',
    keys: keysOf(learner?.keysOff ?? []),
    token: given.token,
    agreement: given.agrees
      ? {
          sentence: 'The authors’ figures include your forecasts, without your name.',
          value: 'no',
          button: 'Stop counting mine',
        }
      : {
          sentence: 'The authors’ figures do not include your forecasts.',
          value: 'yes',
          button: 'Count mine, without my name',
        },
    everyone: all ? recordParts(all, 'people') : '',
  } as const;
  if (!outlook) return { ...common, ...blank, heading: 'Will you pass?', missing: noExam };
  const { now, title, exam } = outlook;
  const place = {
    exam: title,
    when: exam ? `${capital(dayName(exam.day))}, ${daysLeftWords(exam.day - outlook.day)}` : 'No date set',
  };
  if (now.kind === 'missing')
    return { ...common, ...blank, ...place, heading: 'Too early to say', missing: missingSentence(now) };
  return {
    ...common,
    ...place,
    missing: '',
    heading: headingOf(now, outlook),
    rows: rowsOf(now, outlook),
    passMark: percentOf(outlook.passMark),
    basis: basisOf(now, outlook),
    memory: memorySentence(now),
    domains: domainsOf(bank, now, outlook.passMark),
    minutes: minutesOf(outlook),
    record: recordParts(outlook.outcomes),
  };
}

const blank = {
  exam: '',
  when: '',
  rows: [],
  passMark: '',
  basis: '',
  memory: '',
  domains: [],
  minutes: [],
  record: '',
};

const noExam = 'Answer a few questions first. After 30 answers, this page tells you what score to expect.';

function missingSentence({ answers, answersNeeded, coverage, coverageNeeded }: Missing): string {
  const left = answersNeeded - answers;
  const needs = [
    left > 0 ? `${left} more ${oneOrMany(left, 'answer', 'answers')}` : '',
    coverage < coverageNeeded
      ? `questions from ${percentOf(coverageNeeded)} of the exam (you have met ${percentOf(coverage)})`
      : '',
  ].filter(Boolean);
  return `A forecast needs ${needs.join(' and ')}. Anything shown before that would be a guess.`;
}

function daysLeftWords(days: number): string {
  if (days <= 0) return 'today';
  return days === 1 ? 'tomorrow' : `${days} days left`;
}

function headingOf(now: Forecast, { ahead }: Outlook): string {
  if (now.pass >= 0.85) return 'Ready: you would very likely pass today';
  const later = ahead?.ahead.planned.pass;
  if (now.pass >= 0.65) return 'You would probably pass today';
  if (later !== undefined && later >= 0.65) return 'Not ready yet, but on course to pass';
  return now.pass >= 0.35 ? 'It could go either way today' : 'Not ready yet';
}

type Row = { name: string; share: string; range: string; chance: string } & ReturnType<typeof placeOf>;

function rowsOf(now: Forecast, { exam, ahead, passMark }: Outlook): Row[] {
  const today = scoreRow('If your exam were today', now, passMark);
  return exam && ahead
    ? [today, scoreRow(`On ${dayName(exam.day)}`, ahead.ahead.planned, passMark)]
    : [today];
}

/** A score with its range and chance, as a row of a table and its picture. */
export function scoreRow(
  name: string,
  { score, pass }: Pick<OnTheDay, 'score' | 'pass'>,
  passMark: number,
): Row {
  return {
    name,
    share: percentOf(score.share),
    range: rangeWords(score),
    chance: capital(chanceWords(pass)),
    ...placeOf(score, passMark),
  };
}

/** Where a score and its range lie on a line from 0 to 100, for a chart. */
function placeOf({ share, low, high }: Estimate, passMark: number) {
  const place = (value: number) => `${(value * 100).toFixed(1)}%`;
  return {
    at: place(share),
    from: place(low),
    width: place(high - low),
    pass: place(passMark),
    note: share < passMark ? 'hollow' : 'ink',
  };
}

function basisOf({ answers }: Forecast, { exam, ahead }: Outlook): string {
  const from = `Worked out from ${answers} answers. Each range should be right four times in five.`;
  if (!exam) return from;
  if (!ahead) return `${from} The score on the day appears a few minutes after your last answer.`;
  return `${from} The score on the day assumes you practise for the minutes you planned.`;
}

function memorySentence({ remembered, inNewWords }: Forecast): string {
  return `You remember about ${percentOf(remembered)} of what you have met. The exam words its questions differently, so expect about ${percentOf(inNewWords)} there.`;
}

function domainsOf({ domains }: Bank, now: Forecast, passMark: number) {
  const titles = new Map(domains.map(({ id, title }) => [id, title]));
  return now.domains.map(({ domain, coverage, ...estimate }) => ({
    name: titles.get(domain) ?? domain,
    met: percentOf(coverage),
    share: percentOf(estimate.share),
    range: rangeWords(estimate),
    ...placeOf(estimate, passMark),
  }));
}

function minutesOf({ ahead, exam }: Outlook): string[] {
  if (!ahead || !exam) return [];
  return minutesSentences(ahead.ahead, ahead.isCurrent ? '' : ' This does not include your latest answers.');
}

/** What the planned minutes lead to, and what five more a day would. */
export function minutesSentences({ planned, fiveMore }: Ahead, stale = ''): string[] {
  const gain = fiveMore.score.share - planned.score.share;
  return [
    `${verdictOn(planned.pass)}: with the minutes you planned, your chance of passing is ${chanceWords(planned.pass)}, with a score of ${rangeWords(planned.score)}.${stale}`,
    gain < 0.005
      ? 'Five more minutes a day would add less than a point.'
      : `Five more minutes a day would add about ${pointsWords(gain)}, making your chance of passing ${chanceWords(fiveMore.pass)}.`,
  ];
}

/** So many predictions are needed before they are shown by their chance. */
const enough = 10;

function recordParts(outcomes: readonly Outcome[], who: 'you' | 'people' = 'you') {
  const { count, scored, inside, brier, deciles } = recordOf(outcomes);
  if (count === 0)
    return { sentence: 'No exam has tested a forecast yet. Each mock exam will.', rows: [], deciles: [] };
  const few = count < enough ? ' That is too few to judge us by.' : '';
  const ranges = `${inside} of ${scored} ${oneOrMany(scored, 'score was', 'scores were')} inside the range we gave; four in five should be.`;
  const errors =
    brier === undefined || count < enough
      ? ''
      : ` Brier score: ${brier.toFixed(2)} (0 is perfect, 0.25 is a coin toss).`;
  return {
    sentence: `${ranges}${few}${errors}`,
    rows: who === 'you' ? outcomes.slice(0, enough).map(outcomeRow) : [],
    deciles:
      count < enough
        ? []
        : deciles.map((decile) => ({
            chance: `${Math.round(decile.from * 100)} to ${percentOf(decile.from + 0.1)}`,
            said: percentOf(decile.expected),
            came: `${decile.passed} of ${decile.count}`,
          })),
  };
}

function outcomeRow({ kind, day, paperLow, paperHigh, share, passed }: Outcome) {
  const isInside = share !== undefined && share >= paperLow && share <= paperHigh;
  return {
    name: `${kind === 'mock' ? 'Mock exam' : 'Real exam'}, ${dayName(day)}`,
    said: rangeWords({ low: paperLow, high: paperHigh }),
    got:
      share === undefined
        ? passed === undefined
          ? 'not given'
          : passed
            ? 'passed'
            : 'not passed'
        : percentOf(share),
    inside: share === undefined ? '' : isInside ? 'Yes' : 'No',
  };
}
