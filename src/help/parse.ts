import { proseLines } from '../base/text/code.ts';
import { entries } from './contents.ts';
import type { HelpPage, Section } from './model.ts';

/** Reads a page of the help: `# Title`, an introduction, and `## Heading` for each section. */
export function readHelp(name: string, text: string): HelpPage {
  const lines = withPageNames(text).split('\n');
  const prose = proseLines(text);
  const starts = prose.flatMap((line, i) => (/^##? /.test(line) ? [i] : []));
  const [intro, ...sections] = starts.map((start, i) => sectionOf(lines.slice(start, starts[i + 1])));
  if (!intro) throw new Error(`The help page "${name}" has no title.`);
  return { name, title: intro.title, intro: { ...intro, id: '' }, sections };
}

function sectionOf([heading = '', ...lines]: string[]): Section {
  const title = heading.replace(/^#+ /, '').trim();
  return { id: idOf(title), title, text: lines.filter((line) => !isComment(line)).join('\n') };
}

/** The id that code hosts give a heading too, so that one link works in both places. */
function idOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

const isComment = (line: string) => /^<!--.*-->$/.test(line);

/** The text with each link to a file of the help as a link to `name.md`, wherever that file lies. */
function withPageNames(text: string): string {
  return entries.reduce((all, { name, file }) => all.replaceAll(`](../../${file})`, `](${name}.md)`), text);
}
