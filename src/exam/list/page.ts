import type { Bank } from '../../bank/bank.ts';
import { sharesOf } from '../../bank/blueprint/blueprint.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import { renderMarkup } from '../../base/text/markup.ts';
import { capital, oneOrMany, spelled } from '../../base/text/words.ts';
import { clockTime, dateName, dayName } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Outcome, Past } from '../model.ts';
import { sittingPath, spanOfTime } from '../sitting/frame.page.ts';
import { type Sitting, timePercents } from '../sitting.ts';
import { percent, rangeOf } from '../span.page.ts';

/** What the list of exams is made of. */
export type ExamsGiven = {
  blueprints: readonly Blueprint[];
  learner: Learner | undefined;
  open: Sitting | undefined;
  /** Settled sittings, the newest first, and whether older ones are left out. */
  past: readonly Past[];
  hasOlder: boolean;
  /** The day of the real exam, and how the last one went. */
  examDay: number | undefined;
  outcome: Outcome | undefined;
  day: number;
};

/** The mock exams there are, those that were taken, and the day of the real one. */
export function examsPage(given: ExamsGiven): Page & Record<string, unknown> {
  const { blueprints, learner, open, past, examDay, day } = given;
  return {
    title: 'Mock exams',
    here: 'exams',
    keys: keysOf(learner?.keysOff ?? []),
    open: open && learner ? openParts(open, learner) : '',
    blueprints: blueprints.map((blueprint) => ({
      title: blueprint.title,
      line: `${sizeOf(blueprint)}, pass mark ${percent(blueprint.pass / 100)}.`,
      path: `/exams/new/${blueprint.id}`,
    })),
    none: 'This bank has no mock exams.',
    past: learner ? past.map((each) => pastRow(each, learner)) : [],
    trend: trendSentence(past),
    olderPath: given.hasOlder ? `/exams?before=${past.at(-1)!.startedAt}` : '',
    known: learner !== undefined,
    countdown: countdownOf(examDay, day),
    yours: examDay === undefined ? 'Set your exam date' : 'Change exam, date or minutes',
    outcome: outcomeSentence(given.outcome),
    tell: examDay !== undefined && examDay < day ? 'How did it go?' : 'I’ve taken the exam',
  };
}

function sizeOf({ questions, minutes }: Blueprint): string {
  return `${questions} ${oneOrMany(questions, 'question', 'questions')} in ${spanOfTime(minutes)}`;
}

function openParts(sitting: Sitting, { zone }: Learner) {
  const { terms, deadline } = sitting;
  const until =
    deadline === undefined ? 'There is no time limit.' : `You have until ${clockTime(deadline, zone)}.`;
  return { heading: `“${terms.title}” is in progress`, lead: until, path: sittingPath(sitting) };
}

function pastRow({ id, terms, startedAt, passed, ...count }: Past, { zone }: Learner) {
  return {
    path: sittingPath({ id }),
    date: dateName(startedAt, zone),
    title: terms.title,
    result: passed ? 'passed' : 'not passed',
    ...rangeOf(count, terms.pass),
  };
}

/** How the share right has moved, by the exams that are listed. */
function trendSentence(past: readonly Past[]): string {
  if (past.length < 2) return '';
  const shares = past.map(({ correct, scored }) => (scored === 0 ? 0 : correct / scored));
  const half = Math.floor(shares.length / 2);
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const [late, early] = [mean(shares.slice(0, half)), mean(shares.slice(-half))];
  const change = Math.round(late * 100) - Math.round(early * 100);
  const which =
    half === 1 ? ['the last', 'the first'] : [`the last ${spelled(half)}`, `the first ${spelled(half)}`];
  const word = change > 0 ? 'Up' : change < 0 ? 'Down' : 'Level';
  return `${word}: ${percent(late)} in ${which[0]} of these ${spelled(past.length)} exams, ${percent(early)} in ${which[1]}.`;
}

function countdownOf(examDay: number | undefined, today: number): string {
  if (examDay === undefined) return 'You have not set a date.';
  const days = examDay - today;
  if (days < 0) return `It was on ${dayName(examDay)}.`;
  if (days === 0) return 'It is today. Good luck.';
  return `It is on ${dayName(examDay)}, ${days === 1 ? 'tomorrow' : `in ${days} days`}.`;
}

function outcomeSentence(outcome: Outcome | undefined): string {
  if (!outcome) return '';
  const { taken, passed, score } = outcome;
  if (!taken) return 'You did not take the last one.';
  const how = passed === undefined ? 'took' : passed ? 'passed' : 'did not pass';
  return `You ${how} the last one${score === undefined ? '' : `, with ${score.toLocaleString('en-GB')}`}.`;
}

/** What the page before an exam is made of. */
export type BeforeGiven = {
  bank: Bank;
  blueprint: Blueprint;
  learner: Learner | undefined;
  token: string;
  /** The exam under way, if there is one. */
  open: Sitting | undefined;
};

/** What to expect of an exam, and the choices that are made before it begins. */
export function beforePage({
  bank,
  blueprint,
  learner,
  token,
  open,
}: BeforeGiven): Page & Record<string, unknown> {
  const { id, title, minutes, pass, note } = blueprint;
  const titles = new Map(bank.domains.map((domain) => [domain.id, domain.title]));
  return {
    title,
    here: 'exams',
    keys: keysOf(learner?.keysOff ?? []),
    id,
    heading: title,
    lead: `${sizeOf(blueprint)}. The pass mark is ${percent(pass / 100)}${blueprint.unscored ? ' of the questions that count' : ''}.`,
    note: note ? renderMarkup(note, bank.language) : '',
    rules: rulesOf(blueprint),
    shares: sharesOf(blueprint).map(({ domain, questions }) => ({
      name: titles.get(domain) ?? domain,
      questions,
    })),
    times: [
      ...timePercents.map((each) => ({
        value: String(each),
        name:
          each === 100
            ? `As in the exam: ${spanOfTime(minutes)}`
            : `${each - 100}% more: ${spanOfTime((minutes * each) / 100)}`,
        checked: each === 100,
      })),
      { value: 'untimed', name: 'No time limit', checked: false },
    ],
    token,
    asksZone: learner === undefined,
    open: open ? { title: open.terms.title, path: sittingPath(open) } : '',
  };
}

function rulesOf({ unscored = 0, scale, questions }: Blueprint): string[] {
  return [
    'You can move between questions, change answers, strike out options and flag questions to come back to.',
    'Your choices are saved as you go. If the page closes, open Exams to carry on. The clock keeps running.',
    'If a question asks for several options, you need all of them. A blank counts as wrong, so always guess.',
    ...(unscored > 0
      ? [
          `${capital(spelled(unscored))} of the ${questions} questions do not count, and you cannot tell which.`,
        ]
      : []),
    ...(scale
      ? [
          `You also get an estimate on a scale from ${scale.lowest} to ${scale.highest}, where ${scale.pass} passes.`,
        ]
      : []),
    'Afterwards you can read every question with the reason for every option. Your answers count in practice too.',
  ];
}

/** The page that asks how the real exam went. */
export function outcomePage(
  learner: Learner,
  formToken: string,
  note: string,
): Page & Record<string, unknown> {
  return {
    title: 'How did it go?',
    here: 'exams',
    keys: keysOf(learner.keysOff),
    formToken,
    note,
    target: percent(learner.retention),
  };
}
