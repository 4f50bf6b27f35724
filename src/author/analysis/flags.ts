import { isBlank } from '../../bank/kinds/kind.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { wilson } from '../../bank/lint/bots.ts';
import type { Question } from '../../bank/model.ts';
import { analysesOf, answersIn, choiceWithRest, fisher, rightBy } from './analysis.ts';
import type { Analysis, Flag, OptionUse, ResponseCount } from './model.ts';

/** Fewer answers raise no flag: authors would learn to overlook them. */
const enoughToFlag = 30;

/** How many standard errors a correlation must lie beyond chance: a bank has hundreds of distractors. */
const beyondDoubt = 3.3;

/** A distractor is dead when wrong answers choose it less often than this share of what is usual for one. */
const deadShare = 0.3;

/** A question is too easy when more than this share get it right before they have learned it. */
const easyFacility = 0.9;

/** A key gives itself away when guesses hit it so much more often than chance. */
const luckyGuesses = 0.2;

/** What an author should look at, by the answers to a question. */
export function flagsOf(question: Question, counts: readonly ResponseCount[]): Flag[] {
  return analysesOf(question, counts)
    .filter(({ answers }) => answers >= enoughToFlag)
    .flatMap((analysis) => {
      const some = counts.filter(({ source }) => source === analysis.source);
      return [
        ...(picksOptions(question) ? rivalsOf(question, analysis, some) : []),
        ...(picksOptions(question) ? deadDistractors(question, analysis, some) : []),
        ...(isTooEasy(analysis) ? [{ kind: 'too easy', source: analysis.source } as const] : []),
        ...(isGuessed(question, some) ? [{ kind: 'guessed', source: analysis.source } as const] : []),
      ];
    });
}

/** Whether a response is options of the question, so that each draws those who know more or less. */
const picksOptions = (question: Question) => kindOf(question).control !== '';

/** Distractors that draw those who know more: the key is wrong where it does not draw them as well, else one of two. */
function rivalsOf(
  question: Question,
  { source, options, discrimination }: Analysis,
  counts: readonly ResponseCount[],
): Flag[] {
  const known = counts.filter(({ restOf }) => restOf > 0);
  const wrong = wrongIn(question, known);
  const distractors = options.filter(({ isKey }) => !isKey);
  const isRival = ({ id, answers, withRest }: OptionUse) =>
    isPositive(withRest?.value, answersIn(known)) ||
    ((withRest?.value ?? 0) > 0 &&
      answers * distractors.length > answersIn(wrong) &&
      isPositive(choiceWithRest(wrong, id), answersIn(wrong)));
  const kind = (discrimination?.value ?? 0) <= 0 ? 'wrong key' : 'ambiguous';
  return distractors.filter(isRival).map(({ id }) => ({ kind, source, option: id }));
}

/** Whether a correlation is positive beyond doubt. */
function isPositive(correlation: number | undefined, n: number): boolean {
  return correlation !== undefined && n >= enoughToFlag && fisher(correlation, n, beyondDoubt).low > 0;
}

/** Distractors that hardly anybody chooses, even of those who are wrong. */
function deadDistractors(
  question: Question,
  { source, options }: Analysis,
  counts: readonly ResponseCount[],
): Flag[] {
  const wrong = wrongIn(question, counts);
  const answers = answersIn(wrong);
  const chosen = options
    .filter(({ isKey }) => !isKey)
    .map(({ id }) => ({ id, times: answersIn(wrong.filter(({ response }) => response.includes(id))) }));
  const usual = chosen.reduce((sum, { times }) => sum + times, 0) / chosen.length / answers;
  return chosen
    .filter(({ times }) => answers >= enoughToFlag && wilson(times, answers).high < deadShare * usual)
    .map(({ id }) => ({ kind: 'dead distractor', source, option: id }));
}

/** The wrong answers among some; an open question is no choice. */
function wrongIn(question: Question, counts: readonly ResponseCount[]): ResponseCount[] {
  const isRight = rightBy(question);
  return counts.filter((count) => !isBlank(count.response) && !isRight(count));
}

/** Whether nearly everyone knows it already; in an exam that would only say that people have learned it. */
function isTooEasy({ source, facility }: Analysis): boolean {
  return source === 'practice' && facility.low > easyFacility;
}

/** Whether those who said that they guess hit the key more often than chance allows. */
function isGuessed(question: Question, counts: readonly ResponseCount[]): boolean {
  const guesses = (some: readonly ResponseCount[]) => some.reduce((sum, each) => sum + each.guesses, 0);
  const all = guesses(counts);
  const right = guesses(counts.filter(rightBy(question)));
  return all >= enoughToFlag && wilson(right, all).low > kindOf(question).guessChance + luckyGuesses;
}
