import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Outgoing, TextWriter } from '../item/format.ts';
import { restOf } from '../item/rest.ts';
import { placesOf } from '../item/titles.ts';
import { box, folding, isClosed, linesOf, numbering, ownComment } from './lines.ts';

const kinds = ['single', 'multiple', 'true-false'];

/** Markdown as public exam repositories have it: a heading with a list of boxes, the right ones ticked. */
export const checklistWriter: TextWriter = {
  name: 'markdown',
  title: 'Markdown',
  ending: 'md',
  unfit: (question) => {
    if (!kinds.includes(kindOf(question).name)) return 'A checklist has only options to tick.';
    return textsOf(question).every(isClosed)
      ? undefined
      : 'A block of code in it is not closed: close it first.';
  },
  lost: (question) => [
    ...(question.pictures ? ['Its pictures are left out: copy them from the bank’s folder.'] : []),
    ...(textsOf(question).some((text) => text !== trimmed(text))
      ? ['Spaces and blank lines around its text are left out.']
      : []),
    ...(needsBackslash(question)
      ? ['A line that looks like a heading, an option or an HTML tag gets a backslash.']
      : []),
  ],
  *write({ taxonomy, questions }: Outgoing) {
    let last = ['', ''];
    for (const [i, question] of questions.entries()) {
      const places = placesOf(taxonomy, question).map((title) => title.replace(/\s*\n\s*/g, ' '));
      if (places[0] !== last[0]) yield `# ${places[0]}\n\n`;
      if (places[0] !== last[0] || places[1] !== last[1]) yield `## ${places[1]}\n\n`;
      last = places;
      yield partOf(question, i + 1);
    }
  },
};

const trimmed = (text: string) => text.trim();

function textsOf({ stem, rationale, options }: Question): string[] {
  return [stem, rationale, ...options.flatMap((option) => [option.text, option.rationale])];
}

function partOf(question: Question, number: number): string {
  const { stem, rationale, options, key } = question;
  const items = options.map(({ id, text, rationale }) => itemOf(key.includes(id), text, rationale));
  const why = inDetails(rationale.trim());
  const details = `<details><summary>Explanation</summary>\n\n${why}\n\n</details>\n\n`;
  // JSON that ends no comment.
  const rest = restOf(question).replaceAll('>', '\\u003e');
  return `${headed(stem.trim(), number)}\n\n${items.join('')}\n${why === '' ? '' : details}<!-- etude: ${rest} -->\n\n`;
}

/** A stem that fits on one line is the heading; any other follows a number. */
function headed(stem: string, number: number): string {
  return isHeading(stem) ? `### ${stem}` : `### Question ${number}:\n\n${inBody(stem)}`;
}

function isHeading(stem: string): boolean {
  return !stem.includes('\n') && !numbering.test(stem) && !/^#+$|\s#+$/.test(stem);
}

/** An option with its box; a block of code begins below it, and its rationale is a quotation in it. */
function itemOf(isKey: boolean, text: string, rationale: string): string {
  const [first, ...more] = inOption(text.trim()).split('\n');
  const isBlock = /^(```|~~~)/.test(first!);
  const lines = isBlock ? [first!, ...more] : more;
  const why = rationale.trim() === '' ? [] : rationale.trim().split('\n');
  const indented = [...lines, ...why.map((line) => (line === '' ? '>' : `> ${line}`))];
  return [`- [${isKey ? 'x' : ' '}]${isBlock ? '' : ` ${first}`}`, ...indented.map(indent), ''].join('\n');
}

const indent = (line: string) => (line === '' ? '' : `  ${line}`);

function needsBackslash({ stem, rationale, options }: Question): boolean {
  const body = stem.trim();
  return (
    (!isHeading(body) && inBody(body) !== body) ||
    inDetails(rationale) !== rationale ||
    options.some(({ text }) => inOption(text) !== text)
  );
}

/** A text in which no line is taken for the beginning of another part: a backslash keeps it text. */
function kept(text: string, isPart: (line: string, i: number) => boolean): string {
  return linesOf(text)
    .map(({ text: line, isCode }, i) => (isCode || !isPart(line, i) ? line : withBackslash(line)))
    .join('\n');
}

function withBackslash(line: string): string {
  const began = line.replace(/^(\s*(?:[-*+]\s+(?=\[))?)(?=[#<[>])/, '$1\\');
  return began === line ? line.replace(/(?=<\/details>\s*$)/, '\\') : began;
}

const inBody = (text: string) =>
  kept(text, (line) => /^#{1,6}\s/.test(line) || box.test(line) || ownComment.test(line));
const inOption = (text: string) => kept(text, (line, i) => i > 0 && (box.test(line) || /^\s*>/.test(line)));
const inDetails = (text: string) => kept(text, (line) => folding.test(line));
