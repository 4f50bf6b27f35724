import { type Choice, chooseNote, hitsAll, type Kind } from './kind.ts';

/** One of the options is right. */
export function singleChoice(question: Choice): Kind {
  return {
    name: 'single',
    isAllowed: (response) => response.length <= 1,
    isComplete: (response) => response.length === 1,
    isCorrect: (response) => hitsAll(question, response),
    partlyRight: () => '',
    guessChance: 1 / question.options.length,
    hasOneKey: true,

    control: 'radio',
    wanted: 1,
    instruction: '',
    incompleteNote: (response) => chooseNote(1, response),

    keyProblem: () => (new Set(question.key).size > 1 ? severalKeys : undefined),
    optionRange: { least: 3, most: 5 },
    tooManyKeys: () => undefined,
    countProblem: (said) => (said === undefined ? undefined : `It has one key: remove “(Select ${said}.)”.`),
  };
}

const severalKeys = 'A question of type "single" has exactly one key: keep one, or make it "multiple".';
