import { choiceType } from '../item/ids.ts';
import { attempt, type Choice, type Outcome, Unfit } from '../item/model.ts';
import { withRest } from '../item/rest.ts';
import { titleOf } from '../item/text.ts';
import { box, folding, isClosed, type Line, linesOf, numbering, ownComment } from './lines.ts';

type Option = { isKey: boolean; lines: string[]; why: string[]; isDone: boolean };

type Part = {
  line: number;
  heading: string;
  level: number;
  stem: string[];
  options: Option[];
  after: string[];
  isInDetails: boolean;
  rest?: string;
};

const begin = (line: number, level = 7, heading = ''): Part => ({
  line,
  heading,
  level,
  stem: [],
  options: [],
  after: [],
  isInDetails: false,
});

type Category = { level: number; title: string };

/** Reads Markdown in which each question is a heading or a paragraph with a list of boxes, the ticked ones right. */
export function readChecklist(text: string): Outcome[] {
  const outcomes: Outcome[] = [];
  let categories: Category[] = [];
  let open = begin(1);
  const close = (next: Part) => {
    const { level, heading } = open;
    if (open.options.length > 0) outcomes.push(settle(open, titlesAbove(categories, level)));
    else if (heading !== '' && !/^(table of )?contents$/i.test(heading))
      categories = [...categories.filter((each) => each.level < level), { level, title: heading }];
    open = next;
  };
  for (const line of linesOf(text)) {
    const heading = headingIn(line, open);
    if (heading) close(begin(line.number, heading.level, heading.title));
    else if (isNextQuestion(line, open)) {
      const { stem, from } = takenStem(open);
      close({ ...begin(line.number - from), level: open.level, stem });
      add(line, open);
    } else add(line, open);
  }
  close(begin(0));
  return outcomes;
}

function titlesAbove(categories: readonly Category[], level: number): string[] {
  return categories.filter((each) => each.level < level).map(({ title }) => title);
}

function headingIn({ text, isCode }: Line, { isInDetails }: Part) {
  const [, marks, title] = (!isCode && !isInDetails && /^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/.exec(text)) || [];
  return marks === undefined ? undefined : { level: marks.length, title: title! };
}

/** The box of a line and what it says; a block of code may begin beside its box. */
function boxIn({ text, isCode }: Line, { isInDetails }: Part): string[] | null {
  const found = isInDetails ? null : box.exec(text);
  return isCode && found && !/^(```|~~~)/.test(found[2]!) ? null : found;
}

/** Whether a box belongs to the paragraph after an earlier list, not to that list. */
function isNextQuestion(line: Line, open: Part): boolean {
  return boxIn(line, open) !== null && open.after.some((each) => each.trim() !== '');
}

/** Takes the last paragraph after a list, which asks the next question. */
function takenStem(open: Part): { stem: string[]; from: number } {
  const end = open.after.findLastIndex((each) => each.trim() !== '') + 1;
  const start = open.after.findLastIndex((each, i) => i < end && each.trim() === '') + 1;
  const from = open.after.length - start;
  return { stem: open.after.splice(start), from };
}

/** Puts a line where it belongs: to the stem, to an option, or to what follows the options. */
function add(line: Line, open: Part): void {
  const { text, isCode } = line;
  const option = open.options.at(-1);
  const found = boxIn(line, open);
  const rest = isCode || open.isInDetails ? undefined : ownComment.exec(text)?.[1];
  if (rest !== undefined) open.rest = rest;
  else if (found) open.options.push(optionOf(found));
  else if (!option) open.stem.push(text);
  else if (!isCode && folding.test(text)) fold(text, open);
  else if (open.isInDetails) open.after.push(text);
  else if (open.after.length === 0 && belongsTo(option, line)) addTo(option, text);
  else addAfter(text, open);
}

function optionOf([, sign, text]: string[]): Option {
  return { isKey: sign !== ' ', lines: text === '' ? [] : [text!], why: [], isDone: false };
}

/** Whether a line goes on with an option: it is indented, or is code without a gap before it. */
function belongsTo(option: Option, { text, isCode }: Line): boolean {
  if (!isCode && text.trim() === '') option.isDone = true;
  return /^ {2,}\S/.test(text) || (isCode && !option.isDone);
}

/** The words on which one clicks to see the answer. */
const invitation =
  /<summary\b[^>]*>\s*(?:show |see |reveal |click )?(?:the |for )?(?:answers?|explanations?|solutions?|rationales?):?\s*<\/summary>/i;

/** Opens or closes a part that can be folded; what only invites to unfold it says nothing. */
function fold(text: string, open: Part): void {
  const said = text.replace(invitation, '').replace(/<\/?(?:details|summary)\b[^>]*>/g, ' ');
  open.isInDetails = (open.isInDetails || text.includes('<details')) && !text.includes('</details>');
  open.after.push(said.trim());
}

function addAfter(text: string, open: Part): void {
  // Public lists lead back to their top after each question.
  if (/^\s*(\*\*)?(?:\[⬆|⬆)/.test(text)) return;
  if (text.trim() !== '' || open.after.length > 0) open.after.push(text);
}

function addTo(option: Option, line: string): void {
  const text = line.replace(/^ {1,2}/, '');
  const [, said] = (isClosed(option.lines.join('\n')) && /^>\s?(.*)$/.exec(text)) || [];
  if (said === undefined) option.lines.push(text);
  else option.why.push(said);
}

function settle({ line, heading, stem, options, after, rest }: Part, category: string[]): Outcome {
  const words = [heading.replace(numbering, ''), ...(heading === '' ? unnumbered(stem) : stem)]
    .join('\n')
    .trim();
  const outcome = attempt({ id: `line ${line}`, title: titleOf(words), category }, () => {
    if (words === '') throw new Unfit('There is a checklist with no question before it.');
    const key = options.flatMap(({ isKey }, i) => (isKey ? [letterOf(i)] : []));
    if (!options.some(({ isKey }) => isKey)) throw new Unfit('None of its boxes is ticked.');
    return {
      type: choiceType(key),
      stem: words,
      options: options.map(choiceOf),
      prompts: [],
      key,
      shuffle: true,
      rationale: after.join('\n').trim(),
      extra: {},
      changes: [],
      format: 'checklist',
    };
  });
  return 'reason' in outcome ? outcome : withRest(outcome, rest);
}

/** A paragraph that asks, without its number. */
function unnumbered(stem: readonly string[]): string[] {
  const first = stem.findIndex((each) => each.trim() !== '');
  return stem.map((each, i) => (i === first ? each.replace(numbering, '') : each));
}

const letterOf = (i: number) => String.fromCharCode(97 + i);

function choiceOf({ lines, why }: Option, i: number): Choice {
  const rationale = why.join('\n').trim();
  return { id: letterOf(i), text: lines.join('\n').trim(), ...(rationale === '' ? {} : { rationale }) };
}
