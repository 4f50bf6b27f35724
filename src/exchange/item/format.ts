import type { Question } from '../../bank/model.ts';
import type { BankFile } from '../../bank/schema/taxonomy.ts';
import type { Outcome } from './model.ts';

/** A file to import, by the name that its author gave it. */
export type Source = { name: string; bytes: Buffer };

/** What a file holds: its questions, and the pictures that they show by the names they use. */
export type Content = { outcomes: Outcome[]; pictures: ReadonlyMap<string, Buffer> };

/** A bank to export: its sound questions in the order of the files. */
export type Outgoing = {
  taxonomy: BankFile;
  questions: readonly Question[];
  /** The bytes of a picture beside the file of a question. */
  picture(question: Question, name: string): Buffer | undefined;
};

/** A format that banks are written in. */
export type Writer = {
  /** What commands call it, such as `moodle-xml`. */
  name: string;
  /** Why a question has no place in it; undefined where it has one. */
  unfit(question: Question): string | undefined;
  /** What of a question is lost in it, in words. */
  lost(question: Question): string[];
  /** The parts of a file with these questions. */
  write(bank: Outgoing): Iterable<string>;
};
