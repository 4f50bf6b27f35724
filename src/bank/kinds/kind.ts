import { oneOrMany, spelled } from '../../base/text/words.ts';

/** As much of a question as its kind looks at. */
export type Choice = {
  options: readonly { id: string }[];
  key: readonly string[];
  prompts?: readonly { id: string }[] | undefined;
  tolerance?: number | undefined;
  unit?: string | undefined;
};

/** The letters of options, in the order shown. */
export const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;

/** One control of a form: an option or a prompt with what can be chosen for it. */
export type Control = {
  letter: string;
  option?: string;
  prompt?: string;
  value: string;
  isChosen: boolean;
  /** What a list offers; `option` where it names one. */
  choices: readonly { value: string; word: string; option?: string; isChosen: boolean }[];
};

/** One line of a verdict: an option, a prompt or a plain text, and what is right and wrong about it. */
export type Row = {
  letter: string;
  option?: string;
  prompt?: string;
  plain?: string;
  mark: 'key' | 'missed' | '';
  tag: string;
};

/** Something wrong with a question of a type, with the field that it is in; some of it may wait while it is a draft. */
export type KindProblem = { path: (string | number)[]; message: string; mayWait?: true };

/** What the type of a question decides about it. */
export type Kind = {
  /** The type as authors write it. */
  name: string;
  /** The fields of a question that this type needs or allows and others lack. */
  fields: readonly ('prompts' | 'tolerance' | 'unit')[];

  /** The response that the fields of a form make, of which lists and texts may be empty; undefined where they are not of this question. */
  read(fields: readonly string[], order: readonly string[]): string[] | undefined;
  /** The fields of a form that make a response. */
  fieldsOf(response: readonly string[], order: readonly string[]): string[];
  /** A response in the one order that its type gives it. */
  inOrder(response: readonly string[]): string[];
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
  /** Whether options compete, so that one can be struck out or give the key away. */
  comparesOptions: boolean;
  /** What a response can be, as a text: a later edition where it is the same can mark earlier responses. */
  responseSpace: string;
  /** What decides the mark, as a text: an edition whose text differs has another key. */
  marking: string;

  /** Whether options are shuffled in any case or never; undefined where the author decides. */
  shuffles: boolean | undefined;
  /** The view of its form. */
  view: string;
  /** The form control of an option. */
  control: 'radio' | 'checkbox' | '';
  /** The controls of its form. */
  controls(fields: readonly string[], order: readonly string[]): Control[];
  /** Whether its form lists the options beside the controls. */
  listsOptions: boolean;
  /** How many fields a complete response has, and whether no two may choose the same. */
  wanted: number;
  isDistinct: boolean;
  /** How to answer, as the page says it; empty where the form shows it. */
  instruction: string;
  /** What the page says about a response that is not complete. */
  incompleteNote(response: readonly string[]): string;
  /** Whether a right answer is several, as in “the answers are A and B”. */
  isPlural: boolean;
  /** What learners do, as in “You chose A”. */
  verb: string;
  /** A response in words, with the letters shown. */
  inWords(response: readonly string[], order: readonly string[]): string;
  /** What is right and wrong about a response, line by line. */
  rows(response: readonly string[], order: readonly string[]): Row[];
  /** The lines of a verdict in short. */
  summary<R extends Pick<Row, 'mark'>>(rows: readonly R[]): R[];

  /** What statistics count by itself in a response, and everything that they list even if nobody gave it. */
  partsOf(response: readonly string[]): readonly string[];
  listedParts: readonly string[];
  isRightPart(part: string): boolean;

  /** What does not fit the type. */
  problems(): KindProblem[];
  /** What the rules of item writing want a rationale for: what can be right or wrong by itself, if anything. */
  explains: 'options' | 'prompts' | '';
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

/** Whether two responses are the same; each is in the order that its kind gives it. */
export function isSameResponse(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}

/** The letter of an option in the order shown. */
export function letterIn(order: readonly string[], id: string): string {
  return letters[order.indexOf(id)] ?? '';
}

/** The option behind a letter. */
export function optionBehind(order: readonly string[], letter: string): string | undefined {
  return order[letters.indexOf(letter as (typeof letters)[number])];
}

/** Whether no entry is there twice. */
export function areDistinct(entries: readonly string[]): boolean {
  return new Set(entries).size === entries.length;
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

/** Why options are too few or too many for a type. */
export function optionsProblem(
  { options }: Choice,
  name: string,
  { least, most }: { least: number; most: number },
): KindProblem[] {
  const isSound = options.length >= least && options.length <= most;
  const range = least === most ? spelled(least) : `${spelled(least)} to ${spelled(most)}`;
  return isSound
    ? []
    : [{ path: ['options'], message: `A question of type "${name}" has ${range} options.` }];
}

/** What all types share that do not let learners pick among options. */
export const withoutPicking = {
  hasOneKey: false,
  comparesOptions: false,
  explains: '',
  shuffles: true,
  isPlural: false,
  inOrder: (response: readonly string[]) => [...response],
  control: '',
  listedParts: [],
  summary: <R>(rows: readonly R[]) => [...rows],
  tooManyKeys: () => undefined,
  countProblem: (said: string | undefined) =>
    said === undefined
      ? undefined
      : `This type of question does not need a count: remove “(Select ${said}.)”.`,
} as const;
