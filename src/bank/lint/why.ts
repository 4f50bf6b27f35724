import { sentencesIn, wordsIn } from '../../base/text/words.ts';
import type { Reading } from '../reading/reading.ts';
import { plain } from '../reading/text.ts';
import { type Flaw, warning, when } from './flaw.ts';

/** What is wrong with the sentence that candidates are to remember. */
export function judgeWhy({ question, stem, leadIn, rationale, options }: Reading): Flaw[] {
  if (question.why === undefined) return [];
  const why = plain(question.why);
  const rationales = [rationale, ...options.map(({ option }) => plain(option.rationale))];
  return [
    ...when(sentencesIn(why).length > 1 || question.why.includes('\n'), () =>
      warning('why', ['why'], 'It is more than one sentence: keep the one to remember.'),
    ),
    ...when(holds(stem, why) || holds(why, leadIn), () =>
      warning('why', ['why'], 'It repeats the stem word for word: say what to remember instead.'),
    ),
    ...when(
      rationales.some((each) => isCutOf(why, each)),
      () => warning('why', ['why'], 'It is copied from a rationale: write what to remember in new words.'),
    ),
  ];
}

/** Fewer words in a row are a term, which every text about it uses. */
const fewest = 4;

/** Whether a text holds the words of another in a row. */
function holds(text: string, part: string): boolean {
  const words = wordsIn(part);
  return words.length >= fewest && ` ${wordsIn(text).join(' ')} `.includes(` ${words.join(' ')} `);
}

/** Whether words of a text in a row, or of one of its sentences with some left out, make up another. */
function isCutOf(part: string, text: string): boolean {
  return holds(text, part) || sentencesIn(text).some((sentence) => isShortened(part, sentence));
}

/** Whether a sentence becomes another when some of its words are left out. */
function isShortened(part: string, sentence: string): boolean {
  const words = wordsIn(part);
  const left = wordsIn(sentence).values();
  return words.length >= fewest && words.every((word) => left.some((each) => each === word));
}
