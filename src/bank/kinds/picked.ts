import { hintsAmong } from '../../base/text/nearest.ts';
import { listed } from '../../base/text/words.ts';
import {
  areDistinct,
  type Choice,
  isSameResponse,
  type Kind,
  letterIn,
  letters,
  optionBehind,
} from './kind.ts';

/** What all types share that let learners pick among options. */
export function picked(question: Choice, control: 'radio' | 'checkbox') {
  const ids = question.options.map(({ id }) => id);
  const key = inOrder(ids, question.key);
  return {
    fields: [],
    read: (fields, order) => {
      const chosen = fields.map((letter) => optionBehind(order, letter));
      if (chosen.includes(undefined) || !areDistinct(chosen as string[])) return undefined;
      return inOrder(ids, chosen as string[]);
    },
    fieldsOf: (response, order) => letters.filter((_, i) => response.includes(order[i]!)),
    isCorrect: (response) => isSameResponse(inOrder(ids, response), key) && response.length === key.length,
    inOrder: (response) => inOrder(ids, response),
    isAllowed: (response) => response.every((id) => ids.includes(id)),
    comparesOptions: true,
    shuffles: undefined as boolean | undefined,
    responseSpace: ids.toSorted().join(' '),
    marking: question.key.toSorted().join(' '),
    view: 'kinds/choices',
    control,
    controls: (fields, order) =>
      order.map((option, i) => ({
        letter: letters[i]!,
        option,
        value: letters[i]!,
        isChosen: fields.includes(letters[i]!),
        choices: [],
      })),
    listsOptions: false,
    explains: 'options',
    isDistinct: false,
    isPlural: question.key.length > 1,
    verb: 'chose',
    inWords: (response, order) => listed(response.map((id) => letterIn(order, id)).toSorted()),
    rows: (response, order) =>
      order.map((option) => ({
        letter: letterIn(order, option),
        option,
        ...markOf(key.includes(option), response.includes(option)),
      })),
    summary: (rows) => ['key', 'missed'].flatMap((mark) => rows.filter((row) => row.mark === mark)),
    partsOf: (response) => response,
    listedParts: ids,
    isRightPart: (part) => key.includes(part),
  } satisfies Partial<Kind>;
}

function inOrder(ids: readonly string[], chosen: readonly string[]): string[] {
  return ids.filter((id) => chosen.includes(id));
}

function markOf(isKey: boolean, isChosen: boolean): { mark: 'key' | 'missed' | ''; tag: string } {
  if (isKey) return { mark: 'key', tag: isChosen ? 'Your answer, right' : 'Right answer' };
  return isChosen ? { mark: 'missed', tag: 'Your answer' } : { mark: '', tag: '' };
}

/** Keys that name no option. */
export function unknownKeys({ key, options }: Choice) {
  const ids = new Set(options.map(({ id }) => id));
  const hintFor = hintsAmong(ids);
  return key.flatMap((id, i) =>
    ids.has(id) ? [] : [{ path: ['key', i], message: `No option has the id "${id}".${hintFor(id)}` }],
  );
}

/** The finding that a schema would make of a list of fewer than two options. */
export function tooFewOptions({ options }: Choice) {
  return options.length >= 2 ? [] : [{ path: ['options'], message: '"options" needs at least 2 entries.' }];
}
