import { kindOf } from '../kinds/kinds.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading, ReadOption } from '../reading/reading.ts';
import { error, type Flaw, warning, when } from './flaw.ts';

/** Where a finding about an option points. */
export const textAt = ({ index }: ReadOption) => ['options', index, 'text'];

/** Whether one option can be told from the others by its length, form or grammar. */
export function judgeOptionStyle(reading: Reading): Flaw[] {
  return [
    ...optionLengths(reading),
    ...numbers(reading),
    ...beginnings(reading),
    ...(reading.isEnglish ? grammaticalNumber(reading) : []),
    ...commonBeginning(reading),
  ];
}

function optionLengths({ options }: Reading): Flaw[] {
  const lengths = options.map(({ words }) => words.length);
  const spread = Math.max(...lengths) - Math.min(...lengths);
  return [
    ...options
      .filter(({ words }) => words.length > 30)
      .map((option) =>
        error(
          'IW-21',
          textAt(option),
          `It has ${option.words.length} words: cut it to 30, or move some to the stem.`,
        ),
      ),
    ...when(spread > 25, () =>
      error(
        'IW-21',
        ['options'],
        `The longest option has ${spread} more words than the shortest: keep the difference within 25.`,
      ),
    ),
  ];
}

function numbers({ options, isNumeric, question: { shuffle } }: Reading): Flaw[] {
  if (!isNumeric) return [];
  const quantities = options.map(({ quantity }) => quantity!);
  if (new Set(quantities.map(({ kind }) => kind)).size > 1)
    return [warning('IW-11', ['options'], 'The options mix kinds of quantity: give them all the same unit.')];
  const isAscending = quantities.every(({ low }, i) => i === 0 || low >= quantities[i - 1]!.low);
  const overlap = quantities.findIndex(
    (a, i) => a.isSpan && quantities.some((b, j) => j < i && b.isSpan && a.low < b.high && b.low < a.high),
  );
  const isPlain = quantities.every(({ isSpan }) => !isSpan);
  const units = new Set(quantities.map(({ unit }) => unit));
  const decimals = new Set(quantities.map(({ decimals }) => decimals));
  return [
    ...when(!isAscending || shuffle, () =>
      error(
        'IW-10',
        ['options'],
        `The options are numbers: ${isAscending ? 'set "shuffle": false.' : 'put them in ascending order, with "shuffle": false.'}`,
      ),
    ),
    ...when(overlap !== -1, () =>
      error('IW-11', textAt(options[overlap]!), 'Its range overlaps another: change its limits.'),
    ),
    ...when(isPlain && units.size > 1, () =>
      warning('IW-11', ['options'], 'The options use different units: use the same unit for all of them.'),
    ),
    ...when(isPlain && units.size === 1 && decimals.size > 1, () =>
      warning(
        'IW-11',
        ['options'],
        'The options differ in precision: give them all the same number of decimal places.',
      ),
    ),
  ];
}

const verbs = new Set(
  `accept add adopt agree allow apply approve ask assign automate avoid bring buy calculate choose collect combine compare
  connect continue create decide declare decrease define delay delete deliver deny describe discard disable divide
  double draw eliminate enable encourage enforce ensure establish expand explain find fix follow forbid freeze get give
  go grow halt hand hide hire hold identify ignore improve increase inform insist install introduce invite keep let
  lower maintain make map mend merge migrate move multiply name open optimise pause pay postpone prefer prevent
  promote propose protect prove provide publish punish put raise reduce refuse reject remove rename repair replace
  require resist restore restrict retire reward roll route rotate run say see send separate serve shorten simplify
  skip slow speed split stop strengthen subtract suspend swarm take teach tell throw train treat turn wait widen
  write`.split(/\s+/),
);

/** How an option begins; nothing where a word may be several things. */
function beginningOf({ text, words, quantity }: ReadOption): string | undefined {
  const [first = '', second = ''] = words;
  if (quantity || /^\d/.test(text)) return 'number';
  if (/^\w{3,}ing$/.test(first)) return 'verb ending in -ing';
  if (first === 'to' && verbs.has(second)) return 'infinitive with to';
  if (verbs.has(first)) return 'verb';
  return /^(a|an|the|its|their|every|each|no|all)$/.test(first) ? 'noun' : undefined;
}

function beginnings(reading: Reading): Flaw[] {
  const { options, isEnglish } = reading;
  return [
    ...(isEnglish ? beginningsInEnglish(reading) : []),
    ...oddStyle(options, ({ text }) => /[.!?。．！？।؟]$/.test(text), 'full stop', isProse),
    ...(isEnglish ? oddCapitals(options) : []),
  ];
}

const isProse = ({ hasCode }: ReadOption) => !hasCode;

function oddCapitals(options: readonly ReadOption[]): Flaw[] {
  return oddStyle(
    options,
    ({ text }) => /^\p{Lu}/u.test(text),
    'capital',
    (option) => isProse(option) && /^\p{L}/u.test(option.text),
  );
}

function beginningsInEnglish({ question, options, keys }: Reading): Flaw[] {
  const key = kindOf(question).hasOneKey ? keys[0] : undefined;
  const known = options.map(beginningOf);
  const beginningOfKey = key && beginningOf(key);
  const others = known.filter((_, i) => i !== key?.index);
  const isAlone =
    beginningOfKey !== undefined && others.every((each) => each !== undefined && each !== beginningOfKey);
  const several = new Set(known.filter(Boolean)).size > 2;
  return [
    ...when(isAlone, () =>
      warning(
        'IW-12',
        textAt(key!),
        `Only the key begins with a ${beginningOfKey}: write all options in the same way.`,
      ),
    ),
    ...when(several && !isAlone, () =>
      warning(
        'IW-12',
        ['options'],
        'The options begin in three or more ways: write them all in the same way.',
      ),
    ),
  ];
}

function oddStyle(
  options: readonly ReadOption[],
  has: (option: ReadOption) => boolean,
  name: string,
  counts: (option: ReadOption) => boolean,
): Flaw[] {
  const judged = options.filter(counts);
  const having = judged.filter(has).length;
  return when(having > 0 && having < judged.length, () =>
    warning(
      'IW-12',
      ['options'],
      `Some options have a ${name} and some have none: write them all in the same way.`,
    ),
  );
}

function grammaticalNumber({ stem, options }: Reading): Flaw[] {
  const asked = stem.replace(expressions.selectN, '').trim();
  if (!/\b(is|are|was|were)\s*[:…]?$/i.test(asked)) return [];
  const isOne = options.some(({ text }) => /^(a|an|one|this|each)\b/i.test(text));
  const isMany = options.some(({ text }) => /^(two|three|four|these|those|several|many|both)\b/i.test(text));
  return when(isOne && isMany, () =>
    warning(
      'IW-13',
      ['options'],
      'Some options are singular and some plural after the stem: write them all in the same way.',
    ),
  );
}

function commonBeginning({ options }: Reading): Flaw[] {
  if (!options.every(isProse)) return [];
  const [first, ...others] = options.map(({ words }) => words);
  const end = first!.findIndex((word, i) => others.some((words) => words[i] !== word));
  const shared = first!.slice(0, end === -1 ? undefined : end);
  return when(shared.length >= 3, () =>
    warning('IW-22', ['options'], `Every option begins with “${shared.join(' ')}”: move it to the stem.`),
  );
}
