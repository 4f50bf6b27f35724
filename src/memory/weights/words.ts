import { oneOrMany } from '../../base/text/words.ts';
import { fewestAnswers } from './fit.ts';
import type { Fitting } from './model.ts';

/** What a look for better weights came to, in a sentence. */
export function sentenceOf({ outcome, answers, weights, lossStandard, lossOwn }: Fitting): string {
  const of = `${answers} ${oneOrMany(answers, 'answer', 'answers')} on later days`;
  const losses = `(log loss ${(lossOwn ?? 0).toFixed(4)} against ${(lossStandard ?? 0).toFixed(4)})`;
  switch (outcome) {
    case 'too few':
      return `There are ${of}. Etude needs ${fewestAnswers} to fit a schedule.`;
    case 'adopted':
      return `Etude fitted the schedule to ${of}. Such schedules predict later answers better than the standard one ${losses}.`;
    case 'standard':
      return `Etude went back to the standard schedule: with ${of}, fitted ones no longer predict later answers better ${losses}.`;
    case 'kept':
      return weights === ''
        ? `Etude changed nothing: with ${of}, fitted schedules are not clearly better at predicting later answers than the standard one ${losses}.`
        : `Etude changed nothing: with ${of}, fitted schedules still predict later answers better than the standard one ${losses}, and there are few new answers.`;
    case 'taken back':
      return `The ${weights === '' ? 'standard' : 'earlier'} schedule is in use again. Etude will not fit another until you ask for one.`;
  }
}
