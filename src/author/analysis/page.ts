import type { Question } from '../../bank/model.ts';
import { oneOrMany } from '../../base/text/words.ts';
import { percent } from '../../exam/span.page.ts';
import { analysesOf, answersIn, fewestAnswers } from './analysis.ts';
import { difficultyOf, labelError } from './difficulty.ts';
import { flagsOf } from './flags.ts';
import type { Analysis, Difficulty, Estimate, Flag, OptionUse, ResponseCount, Source } from './model.ts';

/** What the answers to a question say, for its author. */
export function analysisParts(question: Question, counts: readonly ResponseCount[]) {
  const analyses = analysesOf(question, counts);
  return {
    flags: flagsOf(question, counts).map(flagSentence),
    analyses: analyses.map(analysisRows),
    few: fewSentence(counts, analyses),
    difficulty: difficultySentence(question, difficultyOf(question, counts)),
  };
}

const names: Record<Source, string> = { practice: 'In practice', exam: 'In mock exams' };

/** What an author should look at, and where to look. */
export function flagSentence({ kind, source, option }: Flag): string {
  const where = names[source];
  switch (kind) {
    case 'wrong key':
      return `${where}, learners who know more choose option ${option}, and those who know less choose the key. Check the key.`;
    case 'ambiguous':
      return `${where}, learners who know more choose option ${option} as well as the key. Check whether it is right too.`;
    case 'dead distractor':
      return `${where}, hardly anyone chooses option ${option}, not even people who get it wrong. Replace it with a likely mistake.`;
    case 'too easy':
      return `${where}, nearly everyone gets it right before learning it. Make it harder, or retire it.`;
    case 'guessed':
      return `${where}, most guesses are right. Check whether length, wording or the stem gives the key away.`;
  }
}

/** Which sources have too few answers. */
function fewSentence(counts: readonly ResponseCount[], analyses: readonly Analysis[]): string {
  const few = (['practice', 'exam'] as const)
    .filter((each) => analyses.every(({ source }) => source !== each))
    .map((each) => `${counted(answersIn(counts.filter(({ source }) => source === each)))} ${inPlace[each]}`);
  if (few.length === 0) return '';
  return `${few.join(' and ')} to this edition so far. Statistics need ${fewestAnswers}.`;
}

const inPlace: Record<Source, string> = { practice: 'in practice', exam: 'in mock exams' };
const counted = (answers: number) => `${answers} ${oneOrMany(answers, 'answer', 'answers')}`;

function analysisRows(analysis: Analysis) {
  const { source, answers, facility, discrimination, efficiency, blank, seconds } = analysis;
  const rows: [string, string][] = [
    ['Right', `${percents(facility)} of ${counted(answers)}`],
    ['Discrimination', discrimination ? correlations(discrimination) : 'Not known yet'],
    ['Discriminative efficiency', efficiency === undefined ? 'Not known yet' : percent(efficiency)],
    ['Typical time', seconds === undefined ? 'Not known yet' : `${Math.round(seconds)} s`],
    ['Without an answer', String(blank)],
  ];
  return {
    heading: names[source],
    about:
      source === 'practice'
        ? 'Only each learner’s first answer to the concept counts, compared with how many other concepts they knew by then.'
        : 'Every marked paper counts. We compare each answer with the score on the rest of that paper.',
    rows: rows.map(([name, value]) => ({ name, value })),
    options: analysis.options.map(optionRow),
  };
}

function optionRow({ id, isKey, answers, share, withRest }: OptionUse) {
  return {
    option: isKey ? `${id} (key)` : id,
    answers,
    share: percent(share),
    withRest: withRest ? correlations(withRest) : '–',
  };
}

/** The author's level beside what the answers say, and which of the two is more certain. */
function difficultySentence({ difficulty: level }: Question, live: Difficulty | undefined): string {
  if (!live)
    return `Its author put it at level ${level}. There are too few answers to measure its difficulty yet.`;
  const size = Math.abs(live.value).toFixed(1);
  const than =
    size === '0.0'
      ? 'as hard as others'
      : `${size} logits ${live.value > 0 ? 'harder' : 'easier'} than others`;
  const use = live.error < labelError ? 'Trust this more than the level.' : 'Rely on the level more for now.';
  return `Its author put it at level ${level}. Answers so far show that it is ${than} (standard error ${live.error.toFixed(1)}). ${use}`;
}

const percents = ({ value, low, high }: Estimate) =>
  `${percent(value)} (${percent(low)} to ${percent(high)})`;
const signed = (value: number) => value.toFixed(2).replace('-', '−');
const correlations = ({ value, low, high }: Estimate) =>
  `${signed(value)} (${signed(low)} to ${signed(high)})`;
