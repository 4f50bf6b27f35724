import { renderLesson } from '../base/text/markup.ts';
import { oneOrMany } from '../base/text/words.ts';
import type { Page } from '../base/web/pages.ts';
import { contents } from './contents.ts';
import { excerptOf } from './excerpt.ts';
import type { HelpPage, Section } from './model.ts';
import { type Hit, wordsOf } from './search.ts';

/** The language that the help is written in. */
const language = 'en-GB';

/** The contents of the help, and what was found for a query. */
export function contentsPage(
  pages: readonly HelpPage[],
  query: string,
  hits: readonly Hit[],
): Page & Record<string, unknown> {
  const words = wordsOf(query);
  return {
    title: words.length > 0 ? 'Search the help' : 'Help',
    here: 'help',
    query,
    isSearch: words.length > 0,
    found: foundSentence(hits.length),
    hits: hits.map(({ page, section, line }) => ({
      path: pathOf(page, section),
      title: section === page.intro ? page.title : `${page.title}: ${section.title}`,
      pieces: excerptOf(line, words),
    })),
    parts: contents.map(({ readers, entries }) => ({
      readers,
      pages: pages
        .filter(({ name }) => entries.some((entry) => entry.name === name))
        .map((page) => ({
          path: pathOf(page, page.intro),
          title: page.title,
          sections: page.sections.map((section) => ({ path: pathOf(page, section), title: section.title })),
        })),
    })),
  };
}

function foundSentence(hits: number): string {
  if (hits === 0) return 'No page has all these words. Try fewer or different ones.';
  return `${hits} ${oneOrMany(hits, 'place', 'places')} in the help`;
}

/** One page of the help; `addresses` are those of all pages, by the names that links give them. */
export function helpPage(
  { title, intro, sections }: HelpPage,
  addresses: ReadonlyMap<string, string>,
): Page & Record<string, unknown> {
  const html = ({ text }: Section) => renderLesson(text, language, { links: addresses });
  return {
    title,
    here: 'help',
    query: '',
    heading: title,
    intro: html(intro),
    sections: sections.map((section) => ({ id: section.id, title: section.title, html: html(section) })),
  };
}

/** The address of a place in the help. */
function pathOf({ name }: HelpPage, { id }: Section): string {
  return id === '' ? `/help/${name}` : `/help/${name}#${id}`;
}
