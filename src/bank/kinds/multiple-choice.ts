import { spelled } from '../../base/text/words.ts';
import { type Choice, chooseNote, type Kind } from './kind.ts';
import { picked, tooFewOptions, unknownKeys } from './picked.ts';

/** Several of the options are right, and a right answer has all of them. */
export function multipleChoice(question: Choice): Kind {
  const wanted = question.key.length;
  return {
    ...picked(question, 'checkbox'),
    name: 'multiple',
    isComplete: (response) => response.length === wanted,
    partlyRight: (response) => partlyRight(question, response),
    guessChance: 1 / combinations(question.options.length, wanted),
    hasOneKey: false,
    wanted,
    instruction: `Choose ${spelled(wanted).toUpperCase()}`,
    incompleteNote: (response) => chooseNote(wanted, response),

    problems: () => [...tooFewOptions(question), ...unknownKeys(question), ...keyProblems(question)],
    optionRange: { least: 5, most: 6 },
    tooManyKeys: () => (wanted > 3 ? `It has ${wanted} keys: two or three are enough.` : undefined),
    countProblem: (said) => countProblemOf(wanted, said),
  };
}

function partlyRight({ key }: Choice, response: readonly string[]): string {
  const right = response.filter((id) => key.includes(id)).length;
  return right === 0 ? '' : `${right} of ${key.length} right`;
}

function keyProblems({ key, options }: Choice) {
  const keys = new Set(key).size;
  // The schema already reports a key that is empty.
  const isSound = keys === 0 || (keys >= 2 && keys < options.length);
  const message = 'A question of type "multiple" has at least two keys and at least one distractor.';
  return isSound ? [] : [{ path: ['key'], message, mayWait: true }];
}

const countWords: Record<number, string> = { 2: 'TWO', 3: 'THREE' };

function countProblemOf(keys: number, said: string | undefined): string | undefined {
  const word = countWords[keys];
  if (word === undefined || word === said) return undefined;
  return `It has ${keys} keys and does not say so: end the stem with “(Select ${word}.)”.`;
}

/** How many ways there are to choose some of the options. */
function combinations(options: number, chosen: number): number {
  let ways = 1;
  for (let i = 1; i <= chosen; i++) ways = (ways * (options - chosen + i)) / i;
  return ways;
}
