import type { AuthoredQuestion } from '../../bank/schema/question.ts';

/** An option as the file of another program has it. */
export type DraftOption = Partial<AuthoredQuestion['options'][number]> & { id: string; text: string };

/** A question as the file of another program has it, its texts in Etude’s Markdown; the bank gives what is missing. */
export type Draft = Partial<Omit<AuthoredQuestion, 'options'>> &
  Pick<AuthoredQuestion, 'type' | 'stem' | 'key'> & { options: DraftOption[] };

/** A picture that comes with a question, whose texts refer to it by this name. */
export type DraftPicture = { name: string; bytes: Buffer };

/** One question of a file, as its reader reports it. */
export type Item = {
  /** Where it is, such as `line 12` or `items/choice.xml`. */
  place: string;
  /** What authors recognise it by: its name, or the beginning of its text. */
  title: string;
  /** Its category, from the outermost to the innermost. */
  topic?: readonly string[];
  /** The question; without one it is left out, and the notes say why. */
  draft?: Draft;
  /** Sentences: what was changed, or why the question is left out. */
  notes: readonly string[];
  pictures?: readonly DraftPicture[];
  /** How much of the file has been read, from 0 to 1. */
  share?: number;
};

/** The ids of options in their order. */
export function letter(index: number): string {
  return String.fromCharCode(97 + index);
}

/** A question that is left out, and why. */
export function leftOut(item: Omit<Item, 'notes' | 'draft'>, ...why: string[]): Item {
  return { ...item, notes: why };
}
