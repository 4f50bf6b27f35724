import type { Question } from '../../bank/model.ts';
import { plainText } from '../../base/text/markup.ts';
import { guidOf } from '../anki/guid.ts';
import type { Item } from '../item/model.ts';

/** The question of a bank that one of a file is, and whether nothing else can be meant. */
export type Directory = (item: Item, objective: string) => Question | undefined;

type Words = { stem: string; options: readonly { text: string }[] };
type Extensions = Record<string, Record<string, unknown> | undefined>;

/** What identifies a question for other programs: first what only one may have, then what others may have too. */
type Names = { sure: string[]; unsure: string[] };

/** The fields of `extensions` in which formats keep an id that is one within a category, and a name. */
const fields: Record<string, { id: string; name: string }> = {
  moodle: { id: 'idnumber', name: 'name' },
  gift: { id: 'id', name: 'name' },
  qti: { id: 'identifier', name: 'title' },
};

/** Finds questions of a bank by what files call them: Etude’s own ids, Anki’s guids, and ids and names of other programs. */
export function directoryOf(questions: readonly Question[]): Directory {
  const known = new Map<string, Question | 'several'>();
  const add = (name: string, question: Question) =>
    known.set(name, known.has(name) && known.get(name) !== question ? 'several' : question);
  for (const question of questions) {
    for (const id of [question.id, ...question.formerly]) add(`id ${id}`, question);
    add(`guid ${guidOf(question.id)}`, question);
    const { sure, unsure } = namesIn((question.extensions ?? {}) as Extensions, question.objective);
    for (const name of [...sure, ...unsure]) add(name, question);
  }
  const find = (names: readonly string[]) =>
    names.map((name) => known.get(name)).find((each) => typeof each === 'object');
  return (item, objective) => {
    const { sure, unsure } = namesOf(item, objective);
    const found = find(sure);
    if (found) return found;
    const perhaps = find(unsure);
    return perhaps && areAlike(perhaps, item) ? perhaps : undefined;
  };
}

/** What a question of a file is called, as a text; two of one name in a file are told apart by nothing. */
export function namesOf(item: Item, objective: string): Names {
  const { extra, rest, format = 'qti' } = item;
  const extensions = (rest?.extensions ?? {}) as Extensions;
  const { sure, unsure } = namesIn(
    { ...extensions, [format]: { ...extensions[format], ...extra } },
    objective,
  );
  const { id, name } = fields[format] ?? { id: '', name: '' };
  // Programs keep the id of Etude that an export gave them as theirs.
  const own = [rest?.id, extra[id], extra[name]].filter((each) => typeof each === 'string');
  return { sure: [...own.map((each) => `id ${each}`), ...sure], unsure };
}

function namesIn(extensions: Extensions, objective: string): Names {
  const guid = extensions.anki?.guid;
  const names: Names = { sure: typeof guid === 'string' ? [`guid ${guid}`] : [], unsure: [] };
  for (const [format, { id, name }] of Object.entries(fields)) {
    const [ownId, ownName] = [extensions[format]?.[id], extensions[format]?.[name]];
    if (typeof ownId === 'string') {
      names.sure.push(`${format} ${objective} ${ownId}`);
      names.unsure.push(`${format} id ${ownId}`);
    }
    if (typeof ownName === 'string') names.unsure.push(`${format} name ${ownName}`);
  }
  return names;
}

/** Whether two questions share half of their words: names such as “Question 1” are common. */
function areAlike(a: Words, b: Words): boolean {
  const [left, right] = [piecesOf(a), piecesOf(b)];
  const shared = [...left].filter((piece) => right.has(piece)).length;
  return 2 * shared >= Math.min(left.size, right.size);
}

/** The pieces of three letters in a text: they are there in each script, with spaces or without. */
function piecesOf({ stem, options }: Words): Set<string> {
  const text = [stem, ...options.map((option) => option.text)].map(plainText).join(' ');
  const letters = [...text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')];
  return new Set(letters.map((_, i) => letters.slice(i, i + 3).join('')));
}
