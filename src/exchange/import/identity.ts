import type { Question } from '../../bank/model.ts';
import { plainText } from '../../base/text/markup.ts';
import { guidOf } from '../anki/guid.ts';
import type { Item } from '../item/model.ts';
import { stampIn, stampOf } from '../item/stamp.ts';

/** Finds the question of a bank that a question of a file means. */
export type Directory = (item: Item, objective: string) => Question | undefined;

type Words = { stem: string; options: readonly { text: string }[] };
type Extensions = Record<string, Record<string, unknown> | undefined>;

/**
 * What a question is called: by Etude, whose ids are counted and so may be another question’s in another bank; by other
 * programs, which give each question its own id; and by names that several questions may have.
 */
type Names = { own: string[]; sure: string[]; unsure: string[] };

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
    add(`id ${guidOf(question.id)}`, question);
    const { sure, unsure } = namesIn((question.extensions ?? {}) as Extensions, question.objective);
    for (const name of [...sure, ...unsure]) add(name, question);
  }
  const find = (names: readonly string[], isMeant: (question: Question) => boolean) =>
    names
      .map((name) => known.get(name))
      .filter((each) => typeof each === 'object')
      .find(isMeant);
  return (item, objective) => {
    const { own, sure, unsure } = namesOf(item, objective);
    const isMeant = (question: Question) => isOfOneStamp(question, item) || areAlike(question, item);
    const isFromEtude = item.rest?.id !== undefined;
    return find(own, isMeant) ?? find(sure, isFromEtude ? isMeant : () => true) ?? find(unsure, isMeant);
  };
}

/** Whether a question of a file left Etude, or last came in, with the words that the bank’s question has or came in with. */
function isOfOneStamp(existing: Question, { rest }: Item): boolean {
  const { text } = stampIn(rest ?? {});
  return text !== undefined && [stampOf(existing).text, stampIn(existing).text].includes(text);
}

/** What a question of a file is called. */
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
  const guid = extra.guid;
  if (typeof guid === 'string') own.push(guid);
  return { own: own.map((each) => `id ${each}`), sure, unsure };
}

function namesIn(extensions: Extensions, objective: string): Omit<Names, 'own'> {
  const guid = extensions.anki?.guid;
  const names: Omit<Names, 'own'> = { sure: typeof guid === 'string' ? [`guid ${guid}`] : [], unsure: [] };
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
