import { oneOrMany, spelled } from '../../base/text/words.ts';

/** As much of a question as its kind looks at. */
export type Choice = { options: readonly { id: string }[]; key: readonly string[] };

/** What the type of a question decides about it. */
export type Kind = {
  /** The type as authors write it. */
  name: string;
  /** Whether a form may send this response, complete or not. */
  isAllowed(response: readonly string[]): boolean;
  /** Whether a response has everything that the question asks for. */
  isComplete(response: readonly string[]): boolean;
  /** Whether a response is right. */
  isCorrect(response: readonly string[]): boolean;
  /** How much of a wrong response is right, in words; empty where nothing is. */
  partlyRight(response: readonly string[]): string;
  /** The chance of a right answer from someone who knows nothing. */
  guessChance: number;
  /** Whether exactly one option is right, so that its place and its length can be compared with chance. */
  hasOneKey: boolean;

  /** The form control of an option. */
  control: 'radio' | 'checkbox';
  /** How many options a complete response has. */
  wanted: number;
  /** How many options to choose, as the page says it; empty where the form shows it. */
  instruction: string;
  /** What the page says about a response that is not complete. */
  incompleteNote(response: readonly string[]): string;

  /** Why the key does not fit the type; undefined where it does. */
  keyProblem(): string | undefined;
  /** How many options the rules of item writing allow. */
  optionRange: { least: number; most: number };
  /** Why the rules of item writing want fewer keys; undefined where they do not. */
  tooManyKeys(): string | undefined;
  /** Why a stem may not end with this count, as in “(Select TWO.)”; undefined where it may. */
  countProblem(said: string | undefined): string | undefined;
};

/** Whether nothing was chosen: the question was left open, or its answer was asked for. */
export function isBlank(response: readonly string[]): boolean {
  return response.length === 0;
}

/** Whether a response consists of all keys and nothing else; neither list repeats an id. */
export function hitsAll({ key }: Choice, response: readonly string[]): boolean {
  return response.length === key.length && response.every((id) => key.includes(id));
}

/** What the page says when too few or too many options were chosen. */
export function chooseNote(wanted: number, response: readonly string[]): string {
  if (isBlank(response)) {
    const what = wanted === 1 ? 'an option' : `${spelled(wanted)} options`;
    return `Choose ${what} first, then say how sure you are. Or let us show you. Nothing has been counted.`;
  }
  const options = oneOrMany(wanted, 'option', 'options');
  return `This question asks for ${spelled(wanted)} ${options} and you chose ${spelled(response.length)}. Nothing has been counted.`;
}
