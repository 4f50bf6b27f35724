import { kindOf } from '../kinds/kinds.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading } from '../reading/reading.ts';
import { likeness, quote, wordsOf } from '../reading/text.ts';
import { error, type Flaw, warning, when } from './flaw.ts';
import { judgeOptionStyle, textAt } from './option-style.ts';

/** What is wrong with the options beside each other. */
export function judgeOptions(reading: Reading): Flaw[] {
  if (!kindOf(reading.question).comparesOptions)
    return [
      ...optionCounts(reading),
      ...unexplained(reading),
      ...tooBriefly(reading),
      ...confusions(reading),
    ];
  return [
    ...optionCounts(reading),
    ...(reading.isEnglish ? forbiddenOptions(reading) : []),
    ...judgeOptionStyle(reading),
    ...unexplained(reading),
    ...tooBriefly(reading),
    ...confusions(reading),
    ...nearlyEqual(reading),
  ];
}

function optionCounts({ question, options }: Reading): Flaw[] {
  const { name, optionRange, tooManyKeys } = kindOf(question);
  const { least, most } = optionRange;
  const problem = tooManyKeys();
  return [
    ...when(options.length < least || options.length > most, () =>
      error(
        'IW-02',
        ['options'],
        `It has ${options.length} options: a "${name}" question has ${least} to ${most}.`,
      ),
    ),
    ...when(problem !== undefined, () => error('IW-02', ['key'], problem!)),
  ];
}

function forbiddenOptions({ options }: Reading): Flaw[] {
  return options.flatMap((option) => [
    ...when(expressions.ofTheAbove.test(option.prose), () =>
      error('IW-05', textAt(option), 'It sums up the other options: make it say something different.'),
    ),
    ...when(expressions.combination.test(option.text), () =>
      error(
        'IW-06',
        textAt(option),
        'It combines options by letter, but options are shuffled: say what it means.',
      ),
    ),
  ]);
}

/** What can be right or wrong by itself has a reason: an option that is chosen, or a prompt that is matched. */
function unexplained({ question, options }: Reading): Flaw[] {
  const { explains } = kindOf(question);
  if (explains === 'prompts')
    return (question.prompts ?? []).flatMap(({ rationale = '' }, i) =>
      when(rationale === '', () =>
        error('IW-23', ['prompts', i], 'It has no "rationale": say why its option belongs to it.'),
      ),
    );
  if (explains === '') return [];
  return options
    .filter(({ option }) => option.rationale === '')
    .map(({ index, isKey }) =>
      error(
        'IW-23',
        ['options', index],
        isKey
          ? 'It has no "rationale": say why it is right.'
          : 'It has no "rationale": name the misconception and say why it is wrong.',
      ),
    );
}

function tooBriefly({ question, distractors, isEnglish }: Reading): Flaw[] {
  if (kindOf(question).explains !== 'options') return [];
  const [fewest, few] = isEnglish ? [8, 'eight'] : [4, 'four'];
  return distractors
    .filter(({ option }) => option.rationale !== '' && wordsOf(option.rationale).length < fewest)
    .map(({ index }) =>
      error(
        'IW-23',
        ['options', index, 'rationale'],
        `It has fewer than ${few} words: name the misconception and say why it is wrong.`,
      ),
    );
}

function confusions({ options, question: { concept, objective } }: Reading): Flaw[] {
  return options.flatMap(({ index, isKey, option: { confusedWith } }) => {
    const path = ['options', index, 'confusedWith'];
    if (confusedWith === undefined) return [];
    if (isKey) return [error('IW-23', path, 'A key cannot have "confusedWith": remove this.')];
    if (confusedWith === concept)
      return [
        error('IW-23', path, 'That is what the question itself asks about: say what people confuse it with.'),
      ];
    return when(confusedWith === objective, () =>
      warning('IW-23', path, 'That is the question’s own objective: name a concept, or another objective.'),
    );
  });
}

/** Code that differs in one sign says something else. */
function nearlyEqual({ options }: Reading): Flaw[] {
  const sets = options.map(({ words }) => new Set(words));
  return options.flatMap((option, i) =>
    options.slice(0, i).flatMap((earlier, j) => {
      const path = textAt(option);
      if (option.hasCode || earlier.hasCode) return [];
      if (option.text === earlier.text)
        return [
          error('IW-24', path, 'Another option looks the same: make this one say something different.'),
        ];
      if (option.text.toLowerCase() === earlier.text.toLowerCase())
        return [
          warning(
            'IW-24',
            path,
            `Only capitals distinguish it from ${quote(earlier.text)}: make them differ, or put code between backticks.`,
          ),
        ];
      return when(sets[i]!.size > 2 && likeness(sets[i]!, sets[j]!) >= 0.8, () =>
        warning('IW-24', path, `It says nearly the same thing as ${quote(earlier.text)}: make them differ.`),
      );
    }),
  );
}
