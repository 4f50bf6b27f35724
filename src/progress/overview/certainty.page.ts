import { percent, rangeOf } from '../../exam/span.page.ts';
import { certaintyNames } from '../../practice/verdict/page.ts';
import type { CertaintyAnswers } from '../model.ts';
import type { ProgressGiven } from './load.ts';
import { enoughAnswers } from './retention.page.ts';

const said = ['guess', 'think', 'sure'] as const;

/** Someone who is sure ought to be right this often. */
const sureEnough = 0.9;

/** How often the learner was right when they guessed, thought so and were sure. */
export function certaintyPart({ certainties }: ProgressGiven) {
  const rows = said.flatMap((certainty, i) => {
    const found = certainties.find((each) => each.certainty === certainty);
    return found ? [rowOf(found, i + 1)] : [];
  });
  const sure = certainties.find(({ certainty }) => certainty === 'sure');
  return { sentence: sentenceOf(sure), rows };
}

function rowOf({ certainty, answers, correct }: CertaintyAnswers, steps: number) {
  return {
    name: certaintyNames[certainty],
    answers,
    steps: [1, 2, 3].map((n) => ({ isOn: n <= steps })),
    ...rangeOf({ correct, scored: answers }, sureEnough * 100),
  };
}

function sentenceOf(sure: CertaintyAnswers | undefined): string {
  const answers = sure?.answers ?? 0;
  if (!sure || answers < enoughAnswers)
    return `After ${enoughAnswers} answers that you are sure of, this page says whether you can trust your Sure answers. So far there ${answers === 1 ? 'is one' : `are ${answers === 0 ? 'none' : answers}`}.`;
  const share = sure.correct / sure.answers;
  const advice =
    share >= sureEnough
      ? 'You know what you know.'
      : 'When you feel sure, read the options once more before you press Sure.';
  return `Your Sure is right ${percent(share)} of the time, based on ${sure.answers} answers. ${advice}`;
}
