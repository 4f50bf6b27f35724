import { type Choice, chooseNote, type Kind } from './kind.ts';
import { picked, tooFewOptions, unknownKeys } from './picked.ts';

/** One of the options is right. */
export function singleChoice(question: Choice): Kind {
  const problem = new Set(question.key).size > 1 ? [{ path: ['key'], message: severalKeys }] : [];
  const common = picked(question, 'radio');
  return {
    ...common,
    name: 'single',
    isAllowed: (response) => response.length <= 1 && common.isAllowed(response),
    isComplete: (response) => response.length === 1,
    partlyRight: () => '',
    guessChance: 1 / question.options.length,
    hasOneKey: true,
    wanted: 1,
    instruction: '',
    incompleteNote: (response) => chooseNote(1, response),
    problems: () => [...tooFewOptions(question), ...unknownKeys(question), ...problem],
    optionRange: { least: 3, most: 5 },
    tooManyKeys: () => undefined,
    countProblem: (said) => (said === undefined ? undefined : `It has one key: remove “(Select ${said}.)”.`),
  };
}

const severalKeys = 'A question of type "single" has exactly one key: keep one, or make it "multiple".';
