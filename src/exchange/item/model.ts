import type { AuthoredQuestion } from '../../bank/schema/question.ts';

/** The types of question that packages and Etude both know. */
export type ItemType = 'single' | 'multiple' | 'true-false' | 'ordering' | 'matching' | 'numeric';

/** An option or a prompt, its texts in Markdown. */
export type Choice = { id: string; text: string; rationale?: string; anchor?: boolean };

/** A question as a package has it, its texts in Markdown. */
export type Item = {
  id: string;
  title: string;
  /** Where it lies: the titles of tests and sections from the outermost on. */
  category: string[];
  type: ItemType;
  stem: string;
  options: Choice[];
  prompts: Choice[];
  key: string[];
  tolerance?: number;
  shuffle: boolean;
  rationale: string;
  language?: string;
  /** What of it has no place in a question of Etude, by name. */
  extra: Record<string, unknown>;
  /** What is not as the file has it, in words. */
  changes: string[];
  /** What else it says of the question, by Etude’s own names: only a file that Etude wrote has it. */
  rest?: Partial<AuthoredQuestion>;
  /** The format that keeps what is extra, such as `gift`; `qti` where none is said. */
  format?: string;
};

/** A question that cannot be taken, and why. */
export type LeftOut = { id: string; title: string; category: string[]; reason: string };

/** What came of one question of a file. */
export type Outcome = Item | LeftOut;

/** Why a question cannot be taken, thrown from where it shows. */
export class Unfit extends Error {}

/** What is known of a question before it is read. */
export type About = Pick<Item, 'id' | 'title' | 'category'>;

/** Reads a question, or says why it cannot be taken. */
export function attempt(about: About, read: () => Omit<Item, keyof About>): Outcome {
  try {
    return { ...about, ...read() };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { ...about, reason: error.message };
  }
}
