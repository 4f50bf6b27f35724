import { kindOf } from '../kinds/kinds.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading, ReadOption } from '../reading/reading.ts';
import { countShared } from '../reading/text.ts';
import { error, type Flaw, warning, when } from './flaw.ts';

/** What gives the key away to a reader who knows nothing of the matter. */
export function judgeCues(reading: Reading): Flaw[] {
  if (reading.isNumeric || !kindOf(reading.question).comparesOptions) return [];
  return [
    ...lengths(reading),
    ...clang(reading),
    ...convergence(reading),
    ...(reading.isEnglish ? [...absolutes(reading), ...hedges(reading)] : []),
  ];
}

const lengthOf = ({ text }: ReadOption) => text.length;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const textAt = ({ index }: ReadOption) => ['options', index, 'text'];

function lengths({ question, keys, distractors }: Reading): Flaw[] {
  const others = distractors.map(lengthOf);
  if (!kindOf(question).hasOneKey) return lengthsOfSeveral(keys, others);
  const [longest, shortest] = [Math.max(...others), Math.min(...others)];
  const key = lengthOf(keys[0]!);
  const path = textAt(keys[0]!);
  if (key > 1.5 * mean(others) && key >= longest + 15)
    return [
      error(
        'IW-07',
        path,
        `The key is by far the longest (${key} characters, then ${longest}): shorten it, or lengthen the others.`,
      ),
    ];
  return [
    ...when(key > 1.2 * longest && key >= longest + 8, () =>
      warning('IW-07', path, `The key is the longest (${key} characters, then ${longest}): even them out.`),
    ),
    ...when(key < 0.6 * shortest && key <= shortest - 8, () =>
      warning('IW-07', path, `The key is the shortest (${key} characters, then ${shortest}): even them out.`),
    ),
  ];
}

function lengthsOfSeveral(keys: readonly ReadOption[], others: readonly number[]): Flaw[] {
  const [ofKeys, ofOthers] = [mean(keys.map(lengthOf)), mean(others)];
  const isUneven = ofKeys > 1.3 * ofOthers || ofKeys < 0.77 * ofOthers;
  return when(isUneven && Math.abs(ofKeys - ofOthers) >= 8, () =>
    warning(
      'IW-07',
      ['options'],
      `The keys have ${ofKeys.toFixed(0)} characters on average and the distractors ${ofOthers.toFixed(0)}: even them out.`,
    ),
  );
}

/** The words that a stem shares with one option and no other. */
function ownEchoes(option: ReadOption, { stemContent, options }: Reading): string[] {
  const others = options.filter((other) => other !== option);
  return [...option.content].filter(
    (word) => stemContent.has(word) && !others.some(({ content }) => content.has(word)),
  );
}

function clang(reading: Reading): Flaw[] {
  return reading.keys.flatMap((key) => {
    const echoes = ownEchoes(key, reading);
    if (echoes.length === 0) return [];
    const words = echoes.map((word) => `“${word}…”`).join(', ');
    const message = `Only the stem and the key share ${words}: use another word, or let a distractor share it too.`;
    return [(echoes.length >= 2 ? error : warning)('IW-14', textAt(key), message)];
  });
}

/** What an option shares with all others together. */
export function commonGround(option: ReadOption, options: readonly ReadOption[]): number {
  return options.reduce(
    (sum, other) => (other === option ? sum : sum + countShared(option.content, other.content)),
    0,
  );
}

function convergence({ question, keys, distractors, options }: Reading): Flaw[] {
  if (!kindOf(question).hasOneKey) return [];
  const most = Math.max(...distractors.map((option) => commonGround(option, options)));
  return when(commonGround(keys[0]!, options) >= most + 2, () =>
    warning(
      'IW-15',
      textAt(keys[0]!),
      'The key shares more words with the other options than any distractor does: vary the distractors.',
    ),
  );
}

function absolutes({ keys, distractors }: Reading): Flaw[] {
  const isAbsolute = ({ prose }: ReadOption) => expressions.absolute.test(prose);
  const bold = keys.find(isAbsolute);
  const cues = distractors.filter(isAbsolute);
  return [
    ...when(bold !== undefined, () =>
      warning(
        'IW-16',
        textAt(bold!),
        `The key says “${expressions.absolute.exec(bold!.prose)![0]}”: make sure that it is true, or soften it.`,
      ),
    ),
    ...when(bold === undefined && cues.length > 0, () =>
      warning(
        'IW-16',
        textAt(cues[0]!),
        `Distractors say “${expressions.absolute.exec(cues[0]!.prose)![0]}” and the key does not: word them in the same way.`,
      ),
    ),
  ];
}

function hedges({ keys, distractors }: Reading): Flaw[] {
  const isVague = ({ prose }: ReadOption) => expressions.vague.test(prose);
  const careful = keys.find(isVague);
  return when(careful !== undefined && !distractors.some(isVague), () =>
    warning(
      'IW-17',
      textAt(careful!),
      `Only the key says “${expressions.vague.exec(careful!.prose)![0]}”: word all options in the same way.`,
    ),
  );
}
