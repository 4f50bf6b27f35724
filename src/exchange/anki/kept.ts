import { lineOf, markdownOf, type TakePicture } from '../html/markdown.ts';
import { type Nodes, parseHtml, textOf } from '../html/parse.ts';
import { type About, type Choice, type Item, Unfit } from '../item/model.ts';
import { isOwnQuestion, ownItem } from '../item/own.ts';
import { keyIn } from '../item/right.ts';
import type { Note } from './model.ts';
import { type Kept, labelOf, sumOf } from './own.ts';

/** Reads a note that Etude wrote: as the question was, but for the fields that somebody has changed in Anki. */
export function readKept(note: Note, about: About, picture: TakePicture): Item | undefined {
  const field = (name: string) => note.fields[note.type.fields.indexOf(name)] ?? '';
  const kept = keptIn(field('Etude'));
  if (!kept) return undefined;
  const question = withMedia(kept.question, kept.pictures, picture);
  if (!isOwnQuestion(question)) return undefined;
  const item = ownItem(about, question);
  const names = new Map(Object.entries(kept.pictures).map(([name, file]) => [file, `${file}/${name}`]));
  const own: TakePicture = (source, alt) => names.get(source) ?? picture(source, alt);
  const block = (name: string) => markdownOf(parseHtml(field(name)), own).text;
  const isChanged = (name: string) => kept.sums[name] !== undefined && kept.sums[name] !== sumOf(field(name));
  const options = inOrder(item.options, kept.order).map((option, i) => {
    const name = `Option ${i + 1}`;
    return isChanged(name) ? { ...option, text: lineOf(parseHtml(field(name)), own).text } : option;
  });
  const prompts = isChanged('Prompts') ? withTexts(item.prompts, field('Prompts'), own) : item.prompts;
  const said = isChanged('Reasons') ? reasonsIn(field('Reasons'), own) : undefined;
  const key = isChanged('Answers')
    ? keyOf(textOf(parseHtml(field('Answers'))), { ...item, options })
    : item.key;
  return {
    ...item,
    stem: isChanged('Question') ? block('Question') : item.stem,
    options: inOrder(
      withReasons(options, said, ({ id }, i) => labelOf(id, i)),
      item.options.map(({ id }) => id),
    ),
    prompts: withReasons(prompts, said, (_, i) => String(i + 1)),
    key,
    rationale: isChanged('Explanation') ? block('Explanation') : item.rationale,
    rest: { ...item.rest, extensions: { ...item.rest?.extensions, etude: stampWith(item, note.mod) } },
  };
}

function keptIn(html: string): Kept | undefined {
  try {
    const value = JSON.parse(textOf(parseHtml(html))) as Partial<Kept> | null;
    const isWhole =
      [value?.question, value?.pictures, value?.sums].every(
        (each) => typeof each === 'object' && each !== null,
      ) && Array.isArray(value?.order);
    return isWhole ? (value as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/** The question with its pictures called by the files that hold them. */
function withMedia(question: object, pictures: Kept['pictures'], picture: TakePicture): unknown {
  const text = Object.entries(pictures).reduce(
    (json, [name, file]) =>
      picture(String(file), '') === undefined ? json : json.replaceAll(`](${name})`, `](${file}/${name})`),
    JSON.stringify(question),
  );
  return JSON.parse(text);
}

function stampWith({ rest }: Item, mod: number): object {
  return { ...(rest?.extensions as { etude?: object } | undefined)?.etude, mod };
}

/** Options in an order of ids; any others come last. */
function inOrder(options: readonly Choice[], order: readonly string[]): Choice[] {
  const place = ({ id }: Choice) => (order.includes(id) ? order.indexOf(id) : order.length);
  return options.toSorted((a, b) => place(a) - place(b));
}

function itemsIn(html: string): Nodes[] {
  const elements = (nodes: Nodes): Nodes[] =>
    nodes.flatMap((node) => {
      if (typeof node === 'string') return [];
      return node.name === 'li' ? [node.children] : elements(node.children);
    });
  return elements(parseHtml(html));
}

function withTexts(prompts: readonly Choice[], html: string, picture: TakePicture): Choice[] {
  const items = itemsIn(html);
  if (items.length !== prompts.length)
    throw new Unfit('Its list of prompts is not the same length as before.');
  return prompts.map((prompt, i) => ({ ...prompt, text: lineOf(items[i]!, picture).text }));
}

/** What is said of options and prompts by their letters and numbers. */
function reasonsIn(html: string, picture: TakePicture): Map<string, string> {
  return new Map(
    itemsIn(html).map(([first = '', ...rest]): [string, string] => [
      textOf([first]).trim(),
      markdownOf(rest, picture).text.trim(),
    ]),
  );
}

function withReasons(
  parts: readonly Choice[],
  said: ReadonlyMap<string, string> | undefined,
  nameOf: (part: Choice, i: number) => string,
): Choice[] {
  if (!said) return [...parts];
  return parts.map((whole, i) => {
    const { rationale: _, ...part } = whole;
    const rationale = said.get(nameOf(whole, i)) ?? '';
    return rationale === '' ? part : { ...part, rationale };
  });
}

/** The key by bits, by true and false, or by letters. */
function keyOf(answer: string, item: Pick<Item, 'type' | 'options' | 'prompts'>): string[] {
  const text = answer.trim();
  if (item.type === 'true-false') {
    if (/^(true|false)$/i.test(text)) return [text.toLowerCase()];
    throw new Unfit(`Its answer “${text}” is neither True nor False.`);
  }
  const bits = /^[01](?:\s+[01])*$/.test(text) ? text.split(/\s+/) : [];
  if (bits.length > 1 && bits.length === item.options.length)
    return item.options.filter((_, i) => bits[i] === '1').map(({ id }) => id);
  return keyIn(text, item);
}
