import type { Question } from '../../bank/model.ts';
import { languageOf } from '../../bank/schema/taxonomy.ts';
import { parseHtml, textOf } from '../html/parse.ts';
import type { Outgoing, PackageWriter } from '../item/format.ts';
import { stampIn, stampOf } from '../item/stamp.ts';
import { placesOf } from '../item/titles.ts';
import type { Entry } from '../zip/write.door.ts';
import { collectionOf, numberOf, type OutgoingNote } from './collection.door.ts';
import { guidOf } from './guid.ts';
import { fieldsFor, mediaName, ownFields } from './own.ts';

/** A deck of Anki: a note for each question, with the pictures that it shows. */
export const ankiWriter: PackageWriter = {
  name: 'anki',
  title: 'Anki',
  ending: 'apkg',
  unfit: () => undefined,
  lost: ({ pictures = {} }) =>
    Object.values(pictures).some(({ dark }) => dark)
      ? ['The dark versions of its pictures are left out.']
      : [],
  *files(bank) {
    const media = new Map<string, () => Buffer>();
    for (const question of bank.questions)
      for (const [name, picture] of Object.entries(question.pictures ?? {}))
        media.set(mediaName(picture), () => bank.picture(question, name));
    yield { name: 'collection.anki2', content: collectionOf(notesOf(bank)) };
    const names = [...media.keys()];
    yield { name: 'media', content: JSON.stringify(Object.fromEntries(names.map((name, i) => [i, name]))) };
    for (const [i, name] of names.entries())
      yield { name: String(i), content: media.get(name)!() } satisfies Entry;
  },
};

function* notesOf(bank: Outgoing): Generator<OutgoingNote> {
  const language = languageOf(bank.taxonomy);
  // The ids rise, so that a reader finds the notes in their order; Anki itself knows them by their guids.
  const first = numberOf(bank.questions[0] ? guidIn(bank.questions[0]) : '');
  for (const [i, question] of bank.questions.entries()) {
    const fields = fieldsFor(question, language);
    yield {
      id: first + i,
      guid: guidIn(question),
      mod: modOf(question, bank.now),
      deck: placesOf(bank.taxonomy, question).map(deckName).join('::'),
      tags: tagsOf(question),
      fields: ownFields.map((name) => fields.get(name) ?? ''),
      title: textOf(parseHtml(fields.get('Question')!)).trim(),
    };
  }
}

type Kept = { anki?: { guid?: unknown; tags?: unknown } };

const keptOf = ({ extensions }: Question) => (extensions as Kept | undefined)?.anki ?? {};

/** The guid that the note came with, or that of the question’s id. */
function guidIn(question: Question): string {
  const { guid } = keptOf(question);
  return typeof guid === 'string' ? guid : guidOf(question.id);
}

/** When a question last changed, as far as Anki has to know: what it has not seen yet is of now. */
function modOf(question: Question, now: number): number {
  const { all, mod } = stampIn(question);
  return mod !== undefined && all === stampOf(question).all ? mod : Math.floor(now / 1000);
}

function tagsOf(question: Question): string[] {
  const { tags } = keptOf(question);
  const all = [...(Array.isArray(tags) ? tags.map(String) : []), ...(question.tags ?? [])];
  return [...new Set(all.map((tag) => tag.trim().replace(/\s+/g, '_')))].filter((tag) => tag !== '');
}

/** A title as the name of a deck: two colons would begin another. */
const deckName = (title: string) =>
  title
    .replace(/::+/g, ':')
    .replace(/["\s]+/g, ' ')
    .trim();
