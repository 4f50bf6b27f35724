import type { Question } from '../../bank/model.ts';
import type { BankFile } from '../../bank/schema/taxonomy.ts';
import type { Entry } from '../zip/write.door.ts';
import type { Outcome } from './model.ts';

/** A file to import, by the name that its author gave it. */
export type Source = { name: string; bytes: Buffer };

/** What a file holds: its questions, and the pictures that they show by the names they use; `x/a.png` is x, called a.png. */
export type Content = {
  outcomes: Outcome[];
  pictures: ReadonlyMap<string, Buffer>;
  /** What the file calls its questions together. */
  title?: string;
  /** All that it says of their bank, where it is one of Etude. */
  bank?: BankFile;
};

/** A bank to export: its sound questions in the order of the files. */
export type Outgoing = {
  taxonomy: BankFile;
  questions: readonly Question[];
  /** The bytes of a picture beside the file of a question. */
  picture(question: Question, name: string): Buffer;
  /** The moment of the export, in milliseconds. */
  now: number;
};

type Format = {
  /** What commands call it, such as `moodle-xml`. */
  name: string;
  /** What people call it. */
  title: string;
  /** How the names of its files end. */
  ending: string;
  /** Why a question has no place in it; undefined where it has one. */
  unfit(question: Question): string | undefined;
  /** What of a question is lost in it, in words. */
  lost(question: Question): string[];
};

/** A format of one file of text: `write` makes its parts, one at a time. */
export type TextWriter = Format & { write(bank: Outgoing): Iterable<string> };

/** A format of several files in a zip: `files` makes them, one at a time. */
export type PackageWriter = Format & { files(bank: Outgoing): Iterable<Entry> };

/** A format that banks are written in. */
export type Writer = TextWriter | PackageWriter;
