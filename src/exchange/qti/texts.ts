import type { Question } from '../../bank/model.ts';
import { digest } from '../../base/digest.ts';
import type { Choice, Item, Outcome } from '../item/model.ts';
import { withRest } from '../item/rest.ts';
import type { Xml } from '../xml/parse.ts';
import { childrenOf } from '../xml/tree.ts';

/** Texts that an import would read otherwise than they are written, by their places, with a digest of how it reads them. */
type Sources = Record<string, readonly [source: string, sum: string]>;

/** What an import would read otherwise than the bank has it, as JSON; undefined where that is nothing. */
export function sourcesOf(question: Question, read: Item): string | undefined {
  const there = new Map(placesIn(read));
  const wanted = placesIn({ ...read, ...question, prompts: question.prompts ?? [] });
  const other = wanted.filter(([place, text]) => there.get(place) !== text);
  const sources = other.map(([place, text]) => [place, [text, sumOf(there.get(place) ?? '')]]);
  return sources.length > 0 ? JSON.stringify(Object.fromEntries(sources)) : undefined;
}

type Texts = Pick<Item, 'type' | 'stem' | 'rationale' | 'options' | 'prompts' | 'key' | 'tolerance'>;

/** Every text of a question by its place, and what else a format may not hold to the last digit. */
function placesIn({ type, stem, rationale, options, prompts, key, tolerance }: Texts): [string, string][] {
  const ofEach = (name: string, choices: readonly Choice[]) =>
    choices.flatMap(({ text, rationale = '' }, i): [string, string][] => [
      [`${name}.${i}.text`, text],
      [`${name}.${i}.rationale`, rationale],
    ]);
  const numbers: [string, string][] =
    type === 'numeric'
      ? [
          ['key', key[0]!],
          ['tolerance', String(tolerance ?? 0)],
        ]
      : [];
  const all: [string, string][] = [['type', type], ['stem', stem], ['rationale', rationale], ...numbers];
  return [...all, ...ofEach('options', options), ...ofEach('prompts', prompts)];
}

/** An item as it was before an export of Etude, except for what somebody has changed since. */
export function asExported(outcome: Outcome, element: Xml): Outcome {
  if ('reason' in outcome) return outcome;
  const said = (name: string) => childrenOf(element, name)[0]?.attributes.body;
  return withRest(withSources(outcome, said('?etude-texts')), said('?etude'));
}

/** An item with its texts as their author wrote them. */
function withSources(item: Item, json: string | undefined): Item {
  const sources = json === undefined ? {} : parsed(json);
  const own = (place: string, read: string): string => {
    const source = Object.hasOwn(sources, place) ? sources[place] : undefined;
    if (!Array.isArray(source) || source[1] !== sumOf(read)) return read;
    return withPicturesOf(read, String(source[0]));
  };
  const ofEach = (name: string, choices: readonly Choice[]) =>
    choices.map((choice, i): Choice => {
      const { rationale: read = '', ...rest } = choice;
      const rationale = own(`${name}.${i}.rationale`, read);
      const text = own(`${name}.${i}.text`, rest.text);
      return { ...rest, text, ...(rationale === '' ? {} : { rationale }) };
    });
  const isNumeric = item.type === 'numeric';
  return {
    ...item,
    type: own('type', item.type) === 'true-false' ? 'true-false' : item.type,
    stem: own('stem', item.stem),
    rationale: own('rationale', item.rationale),
    options: ofEach('options', item.options),
    prompts: ofEach('prompts', item.prompts),
    ...(isNumeric ? { key: [own('key', item.key[0]!)] } : {}),
    ...(isNumeric ? { tolerance: Number(own('tolerance', String(item.tolerance ?? 0))) } : {}),
  };
}

function parsed(json: string): Sources {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Sources) : {};
  } catch {
    return {};
  }
}

const reference = /(!\[(?:[^\]\\]|\\.)*\]\()([^)\s]+)(?=\))/g;

/** A digest of a text, whatever its pictures are called. */
function sumOf(text: string): string {
  return digest(text.replace(reference, '$1')).slice(0, 12);
}

/** A text whose pictures have the names that they have in another, one after another. */
function withPicturesOf(read: string, source: string): string {
  const names = [...read.matchAll(reference)].map(([, , name]) => name!);
  return source.replace(reference, (_, start: string, name: string) => start + (names.shift() ?? name));
}
