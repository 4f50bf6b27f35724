import { spelled } from '../../base/text/words.ts';
import {
  areDistinct,
  type Choice,
  isBlank,
  isSameResponse,
  type Kind,
  letterIn,
  letters,
  optionBehind,
  optionsProblem,
  withoutPicking,
} from './kind.ts';
import { unknownKeys } from './picked.ts';

/**
 * The options belong in one order. A complete response lists their ids in order; one in the making lists `id=place` for
 * the options that have a place.
 */
export function ordering(question: Choice): Kind {
  const ids = question.options.map(({ id }) => id);
  const { key } = question;
  const wanted = ids.length;
  return {
    ...withoutPicking,
    name: 'ordering',
    fields: [],
    read: (fields, order) => read(ids, fields, order),
    fieldsOf: (response, order) =>
      [...placesOf(response)].map(([id, place]) => `${letterIn(order, id)}${place}`).toSorted(),
    isAllowed: (response) => isAllowed(ids, response),
    isComplete: (response) => response.length === wanted && response.every((id) => ids.includes(id)),
    isCorrect: (response) => isSameResponse(response, key),
    partlyRight: (response) => partlyRight(key, response),
    guessChance: 1 / factorial(wanted),
    responseSpace: `ordering ${ids.toSorted().join(' ')}`,
    marking: `ordering ${key.join(' ')}`,

    view: 'kinds/lists',
    controls: (fields, order) => order.map((option, i) => controlOf(fields, option, i, wanted)),
    listsOptions: false,
    wanted,
    isDistinct: true,
    instruction: 'Number the options in order, starting with 1',
    incompleteNote: (response) =>
      isBlank(response)
        ? 'Number all the options first, then say how sure you are. Or let us show you. Nothing has been counted.'
        : `Give each of the ${spelled(wanted)} options a different number. Nothing has been counted.`,
    verb: 'chose the order',
    inWords: (response, order) =>
      [...placesOf(response)]
        .toSorted(([, a], [, b]) => a - b)
        .map(([id]) => letterIn(order, id))
        .join(', '),
    rows: (response, order) => key.map((option, i) => rowOf(placesOf(response), order, option, i + 1)),

    partsOf: (response) => (isBlank(response) ? [] : [response.join(' → ')]),
    isRightPart: (part) => part === key.join(' → '),

    problems: () => [
      ...optionsProblem(question, 'ordering', { least: 3, most: 8 }),
      ...unknownKeys(question),
      ...(new Set(key).size === wanted ? [] : [{ path: ['key'], message: unlisted }]),
    ],
    optionRange: { least: 3, most: 8 },
  };
}

const unlisted = 'The key of a question of type "ordering" lists the ids of all options in the right order.';

/** The places that a response gives to options. */
function placesOf(response: readonly string[]): Map<string, number> {
  return new Map(
    response.map((part, i) => {
      const [id, place] = part.split('=');
      return [id!, place === undefined ? i + 1 : Number(place)];
    }),
  );
}

function read(
  ids: readonly string[],
  fields: readonly string[],
  order: readonly string[],
): string[] | undefined {
  const places = new Map<string, number>();
  for (const field of fields.filter(Boolean)) {
    const [, letter, place] = /^([A-H])([1-8])$/.exec(field) ?? [];
    const id = letter && optionBehind(order, letter);
    if (!id || places.has(id) || Number(place) > ids.length) return undefined;
    places.set(id, Number(place));
  }
  const isWhole = places.size === ids.length && new Set(places.values()).size === ids.length;
  if (isWhole) return ids.toSorted((a, b) => places.get(a)! - places.get(b)!);
  return ids.filter((id) => places.has(id)).map((id) => `${id}=${places.get(id)}`);
}

function isAllowed(ids: readonly string[], response: readonly string[]): boolean {
  const named = response.map((part) => part.split('=')[0]!);
  const isPlaced = (part: string) => /^[^=]+=[1-8]$/.test(part) && Number(part.split('=')[1]) <= ids.length;
  return (
    areDistinct(named) &&
    named.every((id) => ids.includes(id)) &&
    (response.every(isPlaced) ||
      (response.length === ids.length && !response.some((part) => part.includes('='))))
  );
}

function partlyRight(key: readonly string[], response: readonly string[]): string {
  const right = response.filter((id, i) => id === key[i]).length;
  return right === 0 ? '' : `${right} of ${key.length} in the right place`;
}

function controlOf(fields: readonly string[], option: string, i: number, wanted: number) {
  const letter = letters[i]!;
  const choices = Array.from({ length: wanted }, (_, p) => {
    const value = `${letter}${p + 1}`;
    return { value, word: String(p + 1), isChosen: fields.includes(value) };
  });
  return { letter, option, value: '', isChosen: false, choices };
}

function rowOf(places: ReadonlyMap<string, number>, order: readonly string[], option: string, place: number) {
  const given = places.get(option);
  const isRight = given === place || given === undefined;
  const said = given === undefined ? '' : given === place ? ', as you said' : `; you said ${given}`;
  return {
    letter: letterIn(order, option),
    option,
    mark: isRight ? ('key' as const) : ('missed' as const),
    tag: `Place ${place}${said}`,
  };
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
