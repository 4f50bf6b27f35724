import type { Picture } from '../base/text/markup.ts';
import { kindOf } from './kinds/kinds.ts';
import type { AuthoredQuestion, Option } from './schema/question.ts';

/** A problem that the author must fix, with its place; lines and columns count from 1. */
export type Problem = { file: string; line: number; column: number; message: string };

/** The path to a value in a file. */
export type Path = (string | number)[];

/** Puts a message at the place of a path. */
export type ProblemAt = (path: Path, message: string) => Problem;

/** Pictures by the names that a text refers to them by. */
export type Pictures = Readonly<Record<string, Picture>>;

/** A question with every default filled in: what is hashed, stored and shown. */
export type Question = Readonly<
  Omit<AuthoredQuestion, 'options'> &
    Required<Pick<AuthoredQuestion, Defaulted>> & { options: ExplainedOption[]; pictures?: Pictures }
>;

type Defaulted =
  | 'concept'
  | 'formerly'
  | 'edition'
  | 'status'
  | 'pool'
  | 'objective'
  | 'shuffle'
  | 'rationale'
  | 'references';

type ExplainedOption = Option & Required<Pick<Option, 'rationale'>>;

/** The authored question with its defaults. */
export function complete(authored: AuthoredQuestion, objective: string): Question {
  return {
    concept: authored.id,
    formerly: [],
    edition: 1,
    status: 'ready',
    pool: 'study',
    objective,
    shuffle: true,
    rationale: '',
    references: [],
    ...authored,
    ...shuffleOf(authored),
    options: authored.options.map((option) => ({ rationale: '', ...option })),
  };
}

function shuffleOf(authored: AuthoredQuestion) {
  const { shuffles } = kindOf(authored);
  return shuffles === undefined ? {} : { shuffle: shuffles };
}

/** The thing to remember: the author's own sentence, or else why the key is right; empty where nobody says. */
export function whyOf(question: Question): string {
  const { why, options } = question;
  if (why !== undefined) return why;
  const { listedParts, isRightPart } = kindOf(question);
  const isKey = (id: string) => listedParts.includes(id) && isRightPart(id);
  const whys = options.filter(({ id }) => isKey(id)).map((option) => option.rationale);
  const between = whys.some((each) => each.includes('\n')) ? '\n\n' : ' ';
  return whys.filter(Boolean).join(between);
}

/** Whether practice may show it. */
export function isAskable(question: Question): boolean {
  return question.status === 'ready' && question.pool === 'study';
}

/** What explains one objective. */
type Section = { objective: string; title: string };

/** A lesson's HTML, by the objectives of its sections. */
export type LessonHtml = { intro: string; sections: Map<string, string>; sources: string };

/** A domain's lesson: an introduction, a section for every objective, and where it comes from. */
export type Lesson = {
  domain: string;
  title: string;
  sections: Section[];
  /** Minutes of reading, without the sources. */
  minutes: number;
  /** What is shown, with the quotes of a language. */
  html(language: string): LessonHtml;
};
