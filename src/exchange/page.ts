import { oneOrMany } from '../base/text/words.ts';
import type { Page } from '../base/web/pages.ts';
import type { Brought } from './bring.load.ts';

/** The page on which somebody chooses a file with their progress. */
export function bringPage(given: {
  known: boolean;
  formToken: string;
  note: string;
}): Page & Record<string, unknown> {
  return { title: 'Import progress', here: 'devices', done: '', ...given };
}

/** The same page once a file has been brought in. */
export function broughtPage({ answers, leftOut }: Brought): Page & Record<string, unknown> {
  const came = `The file has ${answers} ${oneOrMany(answers, 'answer', 'answers')} that Etude can use here.`;
  const left =
    leftOut === 0
      ? ''
      : ` ${leftOut} ${oneOrMany(leftOut, 'answer is', 'answers are')} left out, because this Etude has never had ${oneOrMany(leftOut, 'its question', 'their questions')}.`;
  const page = bringPage({ known: true, formToken: '', note: '' });
  return { ...page, done: `${came}${left} Each answer is counted once, however often you import it.` };
}
