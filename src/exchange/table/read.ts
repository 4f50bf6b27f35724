import { choiceType } from '../item/ids.ts';
import { attempt, type Outcome, Unfit } from '../item/model.ts';
import { fromPlain, titleOf } from '../item/text.ts';
import { textIn } from './cell.ts';
import { tableIn } from './cells.ts';
import { isOwn } from './layout.ts';
import { readOwnRow } from './own.ts';

/** What the columns of a table hold, by their place. */
type Columns = {
  stem: number;
  options: number[];
  key: number;
  rationale: number;
  domain: number;
  objective: number;
  tags: number;
};

const names: Record<Exclude<keyof Columns, 'options'>, RegExp> = {
  stem: /^(question|question text|questions?\b.*|stem|prompt)$/i,
  key: /^(correct\b.*|answer|answers|key|right answer|correct answer.*|solution)$/i,
  rationale: /^(rationale|explanation|feedback|general feedback)$/i,
  domain: /^(domain|category|topic|subject)$/i,
  objective: /^(objective|section|subtopic)$/i,
  tags: /^tags?$/i,
};
const optionName = /^(?:(?:answer|option|choice)[ _-]*(?:\d+|[a-h])\b.*|[a-h])$/i;

/** Reads a table with a line of names first: as Excel, Google Sheets, Kahoot or Etude write it. */
export function readTable(text: string): Outcome[] {
  const { rows, unclosed } = tableIn(text);
  const start = rows.findIndex(({ cells }) => isHead(cells));
  const head = rows[start]?.cells;
  const columns = head && columnsOf(head);
  if (!head) return [...(unclosed === undefined ? [] : [cutOff(unclosed)]), headless];
  const read = rows
    .slice(start + 1)
    .map(({ line, cells }) =>
      isOwn(head) || !columns ? readOwnRow(line, cells, head) : readRow(line, cells, columns),
    );
  return unclosed === undefined ? read : [...read, cutOff(unclosed)];
}

const headless: Outcome = {
  id: 'line 1',
  title: '',
  category: [],
  reason:
    'No line names the columns: add one, such as “Question,Answer 1,Answer 2,Answer 3,Answer 4,Correct”.',
};

function cutOff(line: number): Outcome {
  return {
    id: `line ${line}`,
    title: '',
    category: [],
    reason:
      'A quotation mark in this row is not closed, so it and all rows after it were not read: close it.',
  };
}

/** Whether a line names the columns of a table of questions. */
export function isHead(cells: readonly string[]): boolean {
  return isOwn(cells) || columnsOf(cells) !== undefined;
}

/** The columns that a line names; undefined where it does not name a question, two options and a key. */
function columnsOf(cells: readonly string[]): Columns | undefined {
  const titles = cells.map((cell) => cell.trim().replace(/^'/, ''));
  const options = titles.flatMap((title, i) => (optionName.test(title) ? [i] : []));
  const find = (pattern: RegExp) =>
    titles.findIndex((title, i) => pattern.test(title) && !options.includes(i));
  const places = Object.fromEntries(Object.entries(names).map(([name, pattern]) => [name, find(pattern)]));
  const columns = { ...places, options } as Columns;
  return columns.stem >= 0 && columns.key >= 0 && options.length >= 2 ? columns : undefined;
}

function readRow(line: number, cells: readonly string[], columns: Columns): Outcome {
  const at = (place: number) => textIn((cells[place] ?? '').trim());
  const stem = at(columns.stem);
  const category = [at(columns.domain), at(columns.objective)].filter((each) => each !== '');
  return attempt({ id: `line ${line}`, title: titleOf(stem), category }, () => {
    if (stem === '') throw new Unfit('It has no text.');
    const all = columns.options.map((place, i) => ({ id: String.fromCharCode(97 + i), text: at(place) }));
    const options = all.filter(({ text }) => text !== '');
    const key = keyOf(at(columns.key), all);
    const tags = at(columns.tags)
      .split(/[;,]/)
      .map((each) => each.trim())
      .filter((each) => each !== '');
    return {
      type: choiceType(key),
      stem: fromPlain(stem),
      options: options.map(({ id, text }) => ({ id, text: fromPlain(text) })),
      prompts: [],
      key,
      shuffle: true,
      rationale: fromPlain(at(columns.rationale)),
      extra: {},
      changes: [],
      format: 'table',
      ...(tags.length > 0 ? { rest: { tags } } : {}),
    };
  });
}

/** The right options by their numbers, letters or texts. */
function keyOf(cell: string, options: readonly { id: string; text: string }[]): string[] {
  const whole = options.find(({ text }) => text !== '' && text === cell);
  if (whole) return [whole.id];
  const parts = cell.split(/[,;|\s]+/).filter((each) => each !== '');
  const found = parts.map((part) => {
    const i = /^\d+$/.test(part)
      ? Number(part) - 1
      : /^[a-h]$/i.test(part)
        ? part.toLowerCase().charCodeAt(0) - 97
        : -1;
    return options[i];
  });
  const ids = found.map((option) => (option && option.text !== '' ? option.id : undefined));
  if (ids.length === 0 || ids.includes(undefined))
    throw new Unfit(`Its right answer “${cell}” is not one of its options.`);
  return [...new Set(ids as string[])];
}
