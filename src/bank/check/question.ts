import { plainText } from '../../base/text/markup.ts';
import { countCharacters } from '../../base/text/words.ts';
import { hasKind, kindOf } from '../kinds/kinds.ts';
import { complete, type Problem, type ProblemAt, type Question } from '../model.ts';
import { schemaFindings } from '../parse/findings.ts';
import { isOutline, isQuestion, type ParsedQuestions, type Read } from '../parse/parse.ts';
import type { Schema } from '../parse/unmet.ts';
import { noPictures, type Shelf } from '../pictures/picture.ts';
import { illustrated, pictureProblems, textsOf } from '../pictures/references.ts';
import { AuthoredQuestion, type Outline } from '../schema/question.ts';

/** A question that is sound in itself, with the way to its place. */
export type Placed = { question: Question; problemAt: ProblemAt };

/** As much of a question as can be judged beside the others, with the way to its place. */
export type Entry = {
  outline: Outline & Pick<Question, 'concept' | 'formerly' | 'objective'>;
  problemAt: ProblemAt;
};

/** Reads one question of a file: what is wrong with it, and the question if it is sound. */
export function readQuestion(
  value: unknown,
  i: number,
  parsed: ParsedQuestions,
  objective: string,
  shelf: Shelf = noPictures,
) {
  const problemAt: ProblemAt = (path, message) => parsed.problemAt(['questions', i, ...path], message);
  const entry: Entry | undefined = isOutline(value)
    ? { outline: { concept: value.id, formerly: [], objective, ...value }, problemAt }
    : undefined;
  const bare = questionOf(value, parsed.pieces?.[i], objective);
  const question = bare && illustrated(bare, shelf);
  const problems = [
    ...(entry ? questionProblems(entry, objective) : []),
    ...(bare ? illustrationProblems(bare, shelf, problemAt) : []),
  ];
  const isSound = problems.length === 0 && !parsed.isHurt(['questions', i]);
  return { entry, problems, question, placed: question && isSound ? { question, problemAt } : undefined };
}

/** What is wrong with a question that is in no file yet, as sentences. */
export function sentencesOn(value: unknown, objective: string, shelf: Shelf): string[] {
  const unmet = schemaFindings(AuthoredQuestion as Schema, value).map(({ message }) => message());
  const problemAt: ProblemAt = (_, message) => ({ file: '', line: 1, column: 1, message });
  const parsed = { value: { questions: [] }, problems: [], more: 0, problemAt, isHurt: () => false };
  const { problems } = readQuestion(value, 0, parsed, objective, shelf);
  return [...new Set([...unmet, ...problems.map(({ message }) => message)])];
}

function illustrationProblems(question: Question, shelf: Shelf, problemAt: ProblemAt): Problem[] {
  return textsOf(question).flatMap(([path, text]) =>
    pictureProblems(text, shelf).map((message) => problemAt(path, message)),
  );
}

/** The question of a text: the same as long as the text is the same, so that what is known of it is kept. */
function questionOf(value: unknown, read: Read | undefined, objective: string): Question | undefined {
  if (!isQuestion(value)) return undefined;
  if (!read) return complete(value, objective);
  return completed.getOrInsertComputed(read, () => complete(value as AuthoredQuestion, objective));
}

const completed = new WeakMap<Read, Question>();

/** The longest `why`, in characters as a reader counts them. */
const longestWhy = 140;

/** A text as readers can compare it: in code, spaces count too. */
function shownOf(text: string): string {
  const composed = text.normalize('NFC').trim();
  return /[`~]/.test(composed) ? composed : composed.replace(/\s+/g, ' ');
}

function questionProblems({ outline, problemAt }: Entry, objective: string): Problem[] {
  const problems: Problem[] = [];
  const { options, why = '' } = outline;
  const ids = options.map(({ id }) => id);
  const texts = options.map(({ text }) => shownOf(text));
  const report = (path: (string | number)[], message: string) => problems.push(problemAt(path, message));
  // Nobody is asked a draft, so what only keeps it from being answered may wait.
  const isDraft = outline.status === 'draft';

  if (outline.objective !== objective) {
    report(['objective'], `This file is for "${objective}": move the question or correct its objective.`);
  }
  const [seenIds, seenTexts] = [new Set<string>(), new Set<string>()];
  ids.forEach((id, i) => {
    if (seenIds.has(id)) report(['options', i, 'id'], `The option id "${id}" is used twice.`);
    if (!isDraft && seenTexts.has(texts[i]!))
      report(['options', i, 'text'], 'Another option has the same text.');
    seenIds.add(id);
    seenTexts.add(texts[i]!);
  });
  if (hasKind(outline)) {
    const { name, fields, problems: ofKind } = kindOf(outline);
    for (const { path, message, mayWait } of ofKind()) if (!isDraft || !mayWait) report(path, message);
    for (const field of ['prompts', 'tolerance', 'unit'] as const)
      if (outline[field] !== undefined && !fields.includes(field))
        report([field], `A question of type "${name}" has no "${field}": remove it, or change the type.`);
  }
  // Marks and accents only make it shorter, so most need no closer look.
  const length = why.length > longestWhy ? countCharacters(plainText(why)) : 0;
  if (length > longestWhy) report(['why'], `"why" has ${length} characters: shorten it to ${longestWhy}.`);
  return problems;
}
