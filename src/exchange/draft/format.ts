import type { Question } from '../../bank/model.ts';
import type { BankFile } from '../../bank/schema/taxonomy.ts';
import type { Item } from './draft.ts';

/** A file to import. */
export type Source = {
  /** Its name as its author knows it. */
  name: string;
  /** Where it is on the disk. */
  path: string;
  bytes: number;
  /** Its first bytes, at most 4 KB. */
  head: Buffer;
  /** Its text; throws a Failure where it is none or too large. */
  text(): string;
};

/** What of a question has no place in a format; with `why` the question itself has none. */
export type Loss = { why?: string; lost: readonly string[] };

/** A bank to export: its sound questions in the order of the files, and what they are about. */
export type Outgoing = {
  taxonomy: BankFile;
  questions: readonly Question[];
  /** The bytes of a picture that a question shows. */
  picture(question: Question, name: string): Buffer | undefined;
};

/** A part of a file that is written. */
export type Part = string | Uint8Array;

/** A format that Etude reads, writes or both. */
export type Format = {
  /** What commands call it, such as `moodle-xml`. */
  name: string;
  /** What people call it, such as `Moodle XML`. */
  title: string;
  /** The ending of its files, without the dot. */
  ending: string;
  /** Whether a file looks like one of this format. */
  recognises(source: Source): boolean;
  read?(source: Source): Iterable<Item> | AsyncIterable<Item>;
  writer?: {
    /** What of a question has no place in it. */
    lossOf(question: Question): Loss;
    /** Writes the questions that have a place in it. */
    write(bank: Outgoing): Iterable<Part> | AsyncIterable<Part>;
  };
};
