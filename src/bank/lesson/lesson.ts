import { findCode, proseLines } from '../../base/text/code.ts';
import { renderLesson } from '../../base/text/markup.ts';
import { wordsIn } from '../../base/text/words.ts';
import type { Lesson, Problem } from '../model.ts';
import { noPictures, type Shelf } from '../pictures/picture.ts';
import { pictureProblems, shownIn } from '../pictures/references.ts';
import type { BankFile } from '../schema/taxonomy.ts';

/** A lesson's file as it was read. */
type LessonFile = { name: string; text: string };

type Domain = BankFile['domains'][number];

/** A part of the file: from one heading to the next. */
type Part = { line: number; level: number; title: string; id: string | undefined; body: string };

/** Words that a candidate reads in a minute, tables and all. */
const wordsAMinute = 200;

/** Reads `<domain>/lesson.md`: everything that is wrong with it, and the lesson as far as it is sound. */
export function readLesson(
  file: LessonFile,
  domain: Domain,
  shelf: Shelf = noPictures,
): { lesson: Lesson | undefined; problems: Problem[] } {
  const [head, ...parts] = partsOf(file.text);
  const problems = [
    ...headProblems(head, file),
    ...sectionProblems(parts, domain, file),
    ...linkProblems(file),
    ...subheadingProblems(file),
    ...illustrationProblems(file, shelf),
    ...codeProblems(file),
  ];
  if (problems.length > 0) return { lesson: undefined, problems };
  const sections = parts.filter(({ id }) => id !== undefined);
  const pictures = shownIn(file.text.split('\n'), shelf);
  const words = [head!, ...sections].reduce((sum, { body }) => sum + countWords(body), 0);
  return {
    problems,
    lesson: {
      domain: domain.id,
      title: head!.title,
      sections: sections.map(({ id, title }) => ({ objective: id!, title })),
      minutes: Math.max(1, Math.round(words / wordsAMinute)),
      html: (language) => ({
        intro: renderLesson(head!.body, language, { pictures }),
        sections: new Map(sections.map(({ id, body }) => [id!, renderLesson(body, language, { pictures })])),
        sources: renderLesson(parts.find(isSources)!.body, language, { pictures }),
      }),
    },
  };
}

/** The words of a text, without the addresses that links lead to and what is said of pictures. */
function countWords(body: string): number {
  const text = body.replaceAll(/!\[[^\]]*\]/g, '');
  const links = linksIn(text);
  const said = [0, ...links.map(({ end }) => end)].map((from, i) => text.slice(from, links[i]?.start));
  return countWritten(said.join(' '));
}

/** The words of a text; only scripts that may not divide them by spaces need a closer look. */
function countWritten(text: string): number {
  if (
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
      text,
    )
  )
    return wordsIn(text).length;
  return text.match(/[\p{L}\d][^\s|]*/gu)?.length ?? 0;
}

/** The places of link addresses in a text, as in `](address)`. */
function linksIn(text: string): { start: number; end: number }[] {
  const links: { start: number; end: number }[] = [];
  let start = text.indexOf('](');
  while (start !== -1) {
    const end = text.indexOf(')', start);
    if (end === -1) return links;
    links.push({ start: start + 2, end });
    start = text.indexOf('](', end);
  }
  return links;
}

const isSources = ({ id, title }: Part) => id === undefined && title === 'Sources';

/** The file cut at its headings of the first and the second level; `{#id}` names the objective of a section. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const prose = proseLines(text);
  for (const [i, line] of text.split('\n').entries()) {
    const heading = headingOf(prose[i]!);
    if (heading) parts.push({ line: i + 1, ...heading, body: '' });
    else if (parts.length > 0) parts.at(-1)!.body += `${line}\n`;
    else if (line.trim() !== '') parts.push({ line: i + 1, level: 0, title: '', id: undefined, body: line });
  }
  return parts;
}

function headingOf(line: string): Pick<Part, 'level' | 'title' | 'id'> | undefined {
  const level = line.startsWith('# ') ? 1 : line.startsWith('## ') ? 2 : undefined;
  if (level === undefined) return undefined;
  const text = line.slice(level).trim();
  const named = text.endsWith('}') ? text.lastIndexOf('{#') : -1;
  const id = named === -1 ? undefined : text.slice(named + 2, -1);
  if (id === undefined || id.includes('}')) return { level, title: text, id: undefined };
  return { level, title: text.slice(0, named).trimEnd(), id };
}

function headProblems(head: Part | undefined, { name }: LessonFile): Problem[] {
  if (head?.level === 1 && head.title !== '' && head.id === undefined) return [];
  return [problem(name, head?.line ?? 1, 'A lesson begins with its title: "# Title".')];
}

function sectionProblems(
  parts: readonly Part[],
  { objectives }: Domain,
  { name, text }: LessonFile,
): Problem[] {
  const wanted = objectives.map(({ id }) => id);
  const own = parts.filter(({ id }) => id !== undefined);
  const ids = own.map(({ id }) => id!);
  const seen = new Set<string>();
  const end = text.trimEnd().split('\n').length;
  const strange = parts.flatMap((part) => strangeness(part, wanted, name));
  const twice = own
    .filter(({ id }) => seen.size === seen.add(id!).size)
    .map(({ line, id }) => problem(name, line, `"${id}" already has a section: keep one.`));
  const missing = wanted
    .filter((id) => !ids.includes(id))
    .map((id) => problem(name, end, `The section for "${id}" is missing: "## Title {#${id}}".`));
  const known = ids.filter((id) => wanted.includes(id));
  const misplaced = own.find(({ id }, i) => known.length === wanted.length && id !== wanted[i]);
  const order = misplaced
    ? [
        problem(
          name,
          misplaced.line,
          'The sections are in a different order from the objectives in bank.json.',
        ),
      ]
    : [];
  const sources = parts.some(isSources)
    ? []
    : [problem(name, end, 'The sources are missing: end with "## Sources" and a list.')];
  return [...strange, ...twice, ...missing, ...(twice.length === 0 ? order : []), ...sources];
}

function strangeness(part: Part, wanted: readonly string[], name: string): Problem[] {
  const at = (message: string) => [problem(name, part.line, message)];
  if (part.level !== 2) return at('A lesson has one title: use "##" for sections and "###" within them.');
  if (part.id === undefined && !isSources(part))
    return at('A section names its objective: "## Title {#objective.id}".');
  if (part.title === '') return at('The section has no title.');
  if (part.id !== undefined && !wanted.includes(part.id))
    return at(`The domain has no objective "${part.id}": it has ${wanted.join(', ')}.`);
  return part.body.trim() === '' ? at('The section is empty.') : [];
}

/** Whether the address at a place is that of a picture, as in `![what it shows](name.svg)`. */
const isPicture = (line: string, start: number) => line[line.lastIndexOf('[', start - 2) - 1] === '!';

/** Links that readers could not follow: anything but https. */
function linkProblems({ name, text }: LessonFile): Problem[] {
  return proseLines(text).flatMap((line, i) =>
    linksIn(line.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length)))
      .filter(({ start }) => !line.startsWith('https://', start) && !isPicture(line, start))
      .map(({ start, end }) => ({
        ...problem(
          name,
          i + 1,
          `A link must lead to an https address, and "${line.slice(start, end)}" does not.`,
        ),
        column: start - 1,
      })),
  );
}

/** Pictures that cannot be shown, or not to everyone. */
function illustrationProblems({ name, text }: LessonFile, shelf: Shelf): Problem[] {
  return proseLines(text).flatMap((line, i) =>
    pictureProblems(line, shelf).map((message) => ({
      ...problem(name, i + 1, message),
      column: line.indexOf('![') + 1,
    })),
  );
}

/** A block of code that goes on to the end of the file. */
function codeProblems({ name, text }: LessonFile): Problem[] {
  const { start } = findCode(text.split('\n'));
  return start === undefined
    ? []
    : [problem(name, start + 1, 'The code block is not closed: add a line of ``` below it.')];
}

/** A name for an objective where readers would see it as text. */
function subheadingProblems({ name, text }: LessonFile): Problem[] {
  return proseLines(text).flatMap((line, i) => {
    if (!/^#{3,6} /.test(line)) return [];
    const start = line.lastIndexOf('{#', line.lastIndexOf('}'));
    if (start === -1) return [];
    const found = line.slice(start, line.indexOf('}', start) + 1);
    if (found === '') return [];
    const message = `Only "##" names an objective: remove ${found}, or make it a section.`;
    return [{ ...problem(name, i + 1, message), column: line.indexOf(found) + 1 }];
  });
}

function problem(file: string, line: number, message: string): Problem {
  return { file, line, column: 1, message };
}
