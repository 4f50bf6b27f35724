import { hintsAmong } from '../../base/text/nearest.ts';
import { listed, spelled } from '../../base/text/words.ts';
import {
  areDistinct,
  type Choice,
  isBlank,
  isSameResponse,
  type Kind,
  type KindProblem,
  letterIn,
  letters,
  optionBehind,
  type Row,
  withoutPicking,
} from './kind.ts';

/**
 * Each prompt belongs to one option. Responses and key list `prompt=option`. Where the key uses no option twice, a
 * response may not either, and the page says so.
 */
export function matching(question: Choice): Kind {
  const prompts = (question.prompts ?? []).map(({ id }) => id);
  const ids = question.options.map(({ id }) => id);
  const key = pairsOf(question.key);
  const isDistinct = areDistinct([...key.values()]);
  const wanted = prompts.length;
  const isSpare = ids.length > wanted;
  const isRight = (part: string) => question.key.includes(part);
  return {
    ...withoutPicking,
    name: 'matching',
    fields: ['prompts'],
    read: (fields, order) => read(prompts, fields, order),
    fieldsOf: (response, order) =>
      [...pairsOf(response)].map(([prompt, id]) => `${prompts.indexOf(prompt) + 1}${letterIn(order, id)}`),
    isAllowed: (response) =>
      areDistinct([...response.map((pair) => pair.split('=')[0]!)]) &&
      [...pairsOf(response)].every(([prompt, id]) => prompts.includes(prompt) && ids.includes(id)),
    isComplete: (response) =>
      response.length === wanted && (!isDistinct || areDistinct([...pairsOf(response).values()])),
    isCorrect: (response) => response.length === wanted && response.every(isRight),
    partlyRight: (response) => {
      const right = response.filter(isRight).length;
      return right === 0 ? '' : `${right} of ${wanted} right`;
    },
    guessChance: guessChance(wanted, ids.length, isDistinct),
    responseSpace: `matching ${prompts.toSorted().join(' ')} to ${ids.toSorted().join(' ')}`,
    marking: `matching ${question.key.toSorted().join(' ')}`,

    view: 'kinds/lists',
    controls: (fields, order) => prompts.map((prompt, i) => controlOf(fields, order, prompt, i + 1)),
    listsOptions: true,
    wanted,
    isDistinct,
    instruction: isDistinct
      ? `Choose one option for each; use each option ${isSpare ? 'at most once' : 'once'}`
      : 'Choose one option for each; an option may be used more than once',
    incompleteNote: (response) => incompleteNote(response, wanted),
    verb: 'matched',
    inWords: (response, order) =>
      listed(
        [...pairsOf(response)].map(
          ([prompt, id]) => `${prompts.indexOf(prompt) + 1} with ${letterIn(order, id)}`,
        ),
      ),
    rows: (response, order) => rowsOf({ prompts, key, order, given: pairsOf(response) }),

    partsOf: (response) => response,
    listedParts: question.key,
    isRightPart: isRight,

    explains: 'prompts',
    problems: () => problemsOf(question, prompts, ids),
    optionRange: { least: 2, most: 8 },
  };
}

function pairsOf(response: readonly string[]): Map<string, string> {
  return new Map(response.map((pair) => pair.split('=') as [string, string]));
}

function read(
  prompts: readonly string[],
  fields: readonly string[],
  order: readonly string[],
): string[] | undefined {
  const pairs = new Map<string, string>();
  for (const field of fields.filter(Boolean)) {
    const [, number, letter] = /^([1-8])([A-H])$/.exec(field) ?? [];
    const prompt = prompts[Number(number) - 1];
    const id = letter && optionBehind(order, letter);
    if (!prompt || !id || pairs.has(prompt)) return undefined;
    pairs.set(prompt, id);
  }
  return prompts.filter((prompt) => pairs.has(prompt)).map((prompt) => `${prompt}=${pairs.get(prompt)}`);
}

/** The chance to match all by luck, with options that may be used once or as often as one likes. */
function guessChance(prompts: number, options: number, isDistinct: boolean): number {
  let chance = 1;
  for (let i = 0; i < prompts; i++) chance /= isDistinct ? Math.max(1, options - i) : options;
  return chance;
}

function controlOf(fields: readonly string[], order: readonly string[], prompt: string, number: number) {
  const choices = order.map((option, i) => {
    const value = `${number}${letters[i]}`;
    return { value, word: letters[i]!, option, isChosen: fields.includes(value) };
  });
  return { letter: String(number), prompt, value: '', isChosen: false, choices };
}

function incompleteNote(response: readonly string[], wanted: number): string {
  if (isBlank(response))
    return 'First choose an option for each, then say how sure you are. Or let us show you. Nothing has been counted.';
  return response.length < wanted
    ? `Choose an option for each of the ${spelled(wanted)}: ${spelled(wanted - response.length)} left to choose. Nothing has been counted.`
    : 'You chose an option twice, and each can be used only once. Nothing has been counted.';
}

type Matched = {
  prompts: readonly string[];
  key: ReadonlyMap<string, string>;
  order: readonly string[];
  given: ReadonlyMap<string, string>;
};

/** The prompts with their options, then the options that belong to none. */
function rowsOf({ prompts, key, order, given }: Matched): Row[] {
  const pairs = prompts.map((prompt, i): Row => {
    const option = key.get(prompt)!;
    const said = given.get(prompt);
    const right = letterIn(order, option);
    const yours =
      said === undefined ? '' : said === option ? ', as you said' : `; you said ${letterIn(order, said)}`;
    const mark = said === undefined || said === option ? 'key' : 'missed';
    return { letter: String(i + 1), prompt, option, mark, tag: `${right}${yours}` };
  });
  const used = new Set(key.values());
  const spare = order.filter((id) => !used.has(id));
  const others = spare.map((option): Row => {
    return { letter: letterIn(order, option), option, mark: '', tag: 'Matches none' };
  });
  return [...pairs, ...others];
}

function problemsOf(question: Choice, prompts: readonly string[], ids: readonly string[]): KindProblem[] {
  const problems: KindProblem[] = [];
  const report = (path: (string | number)[], message: string) => problems.push({ path, message });
  if (prompts.length < 2) report(['prompts'], 'A question of type "matching" has two to eight prompts.');
  if (ids.length < 2) report(['options'], 'A question of type "matching" has two to eight options.');
  prompts.forEach((id, i) => {
    if (prompts.indexOf(id) < i) report(['prompts', i, 'id'], `The prompt id "${id}" is used twice.`);
  });
  const hintFor = hintsAmong(new Set(ids));
  question.key.forEach((pair, i) => {
    const [prompt = '', option, ...more] = pair.split('=');
    if (option === undefined || more.length > 0)
      report(['key', i], 'Write a prompt’s id, an equals sign and an option’s id, such as "p1=a".');
    else if (!prompts.includes(prompt)) report(['key', i], `No prompt has the id "${prompt}".`);
    else if (!ids.includes(option)) report(['key', i], `No option has the id "${option}".${hintFor(option)}`);
  });
  const keyed = question.key.map((pair) => pair.split('=')[0]!);
  const isWhole = isSameResponse(keyed.toSorted(), [...new Set(prompts)].toSorted());
  if (problems.length === 0 && !isWhole) report(['key'], 'The key names each prompt once, with its option.');
  return problems;
}
