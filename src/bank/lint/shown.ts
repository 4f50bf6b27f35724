import { findCode, proseLines, withoutCode } from '../../base/text/code.ts';
import { plainLine } from '../../base/text/markup.ts';
import type { Reading } from '../reading/reading.ts';
import { quote } from '../reading/text.ts';
import { type Authored, textsOf } from './characters.ts';
import { error, type Flaw, warning, when } from './flaw.ts';

/** A part of a text as the file has it and as the page shows it. */
type Sides = { file: string; page: string };

/** Where the page shows something other than what the author has written. */
export function judgeShown(reading: Reading): Flaw[] {
  return textsOf(reading).flatMap(shownOf);
}

/** The same for a lesson, line by line; in a table, a backslash before a bar is needed. */
export function judgeShownLesson({ text }: { text: string }): { line: number; flaw: Flaw }[] {
  return proseLines(text).flatMap((text, i) => {
    if (/^\s*\|/.test(text)) return [];
    return shownOf({ path: [], text: text.trim() }).map((flaw) => ({ line: i + 1, flaw }));
  });
}

const marks = /[*_`~\\&[]|\n[ \t]/;

function shownOf({ path, text }: Authored): Flaw[] {
  if (!marks.test(text)) return [];
  // Nobody reads the addresses of links.
  const prose = withoutCode(text).replace(/\]\(https?:[^)\s]*/g, '](');
  const { start } = findCode(text.split('\n'));
  const sides = [emphasis, escapes, entities, linesOfCode, indents].flatMap((find) => find(prose, text));
  return [
    ...when(start !== undefined, () =>
      error('shown', path, 'Its code block is not closed: add a line of ``` below the code.'),
    ),
    ...sides.map(({ file, page }) =>
      warning(
        'shown',
        path,
        `The file has ${quote(file)}, and the page shows ${quote(page)}: put code between backticks, or write \\ before a character that is not Markdown.`,
      ),
    ),
  ];
}

/** Stars and underscores that are taken for emphasis inside a word or beside a sign: x**y**z, or SELECT *, a.* FROM. */
function emphasis(prose: string): Sides[] {
  const suspects = prose.match(
    /(?<!\S)[^\s*\\]*[\p{Script=Latin}\p{N})\]]\*+[\p{Script=Latin}\p{N}([]\S*|(?<!\S)\*[,.;)/][^*]*\*/gu,
  );
  if (!suspects) return [];
  const plain = plainLine(prose);
  return suspects
    .filter((file) => !plain.includes(plainSpaces(file)))
    .map((file) => ({ file, page: file.replaceAll('*', '') }));
}

const plainSpaces = (text: string) => text.replace(/\s+/g, ' ');

/** A backslash before a sign that needs none, which the page leaves out: \d\.\d, or \\server. */
const needless =
  /\\(?:[#$%,/:;=?@^{|}~]|(?<!^\d{1,9}\\)[.)]|(?<!^\\)[-+>]|\((?<!\]\\\()|\\(?=\w)(?<=(?:^|\s)\\\\))/gmu;

function escapes(prose: string): Sides[] {
  return wordsWith(prose, needless, (word) => word.replace(needless, (escaped) => escaped.slice(1)));
}

/** HTML's names of signs, such as &nbsp;. */
const entity = /(?<!\\)&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi;

function entities(prose: string): Sides[] {
  return wordsWith(prose, entity, (word) => word.replace(entity, plainLine)).filter(
    ({ file, page }) => file !== page,
  );
}

/** The words of a text that have something, each with what the page shows of it. */
function wordsWith(prose: string, sign: RegExp, shown: (word: string) => string): Sides[] {
  const words = [...prose.matchAll(sign)].map(({ index }) => wordAt(prose, index));
  return [...new Set(words)].map((file) => ({ file, page: shown(file) }));
}

function wordAt(text: string, at: number): string {
  const start = at - /\S*$/.exec(text.slice(Math.max(0, at - 40), at))![0].length;
  return /^\S*/.exec(text.slice(start, at + 40))![0];
}

/** Lines between backticks, which the page runs together. */
function linesOfCode(_: string, text: string): Sides[] {
  const spans = text.match(/(?<![`\n])`[^`]+`(?!`)/g) ?? [];
  return spans
    .filter((span) => span.includes('\n'))
    .map((file) => ({
      file: file.replaceAll('\n', '⏎'),
      page: plainSpaces(file.replaceAll('`', '')),
    }));
}

/** Lines that begin with spaces, as code does, without being a block of code or part of a list. */
function indents(prose: string): Sides[] {
  if (/^[ \t]*(?:[-+*]|\d+[.)])\s/m.test(prose)) return [];
  const [file] = /^(?: {2,}|\t)\S.*$/m.exec(prose) ?? [];
  return file === undefined ? [] : [{ file: file.replaceAll('\t', '⇥'), page: file.trim() }];
}
