import { type Choice, chooseNote, type Kind } from './kind.ts';
import { picked, unknownKeys } from './picked.ts';

/** A statement is true or false; the options keep their order. */
export function trueFalse(question: Choice): Kind {
  const ids = question.options.map(({ id }) => id).join(' ');
  const common = picked(question, 'radio');
  return {
    ...common,
    name: 'true-false',
    isAllowed: (response) => response.length <= 1 && common.isAllowed(response),
    isComplete: (response) => response.length === 1,
    partlyRight: () => '',
    guessChance: 1 / 2,
    hasOneKey: false,
    comparesOptions: false,
    shuffles: false,
    wanted: 1,
    instruction: '',
    incompleteNote: (response) => chooseNote(1, response),
    problems: () => [
      ...(ids === 'true false' ? [] : [{ path: ['options'], message: wrongOptions }]),
      ...unknownKeys(question),
      ...(question.key.length > 1 ? [{ path: ['key'], message: severalKeys }] : []),
    ],
    optionRange: { least: 2, most: 2 },
    tooManyKeys: () => undefined,
    countProblem: (said) => (said === undefined ? undefined : `It has one key: remove “(Select ${said}.)”.`),
  };
}

const wrongOptions = 'A question of type "true-false" has two options, "true" and then "false".';
const severalKeys = 'A question of type "true-false" has one key, "true" or "false": keep one.';
