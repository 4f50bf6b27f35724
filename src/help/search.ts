import type { HelpPage, Section } from './model.ts';

/** A place in the help that says what was looked for. */
export type Hit = { page: HelpPage; section: Section; line: string };

/** A section and its words in small letters, which are made once. */
type Place = { page: HelpPage; section: Section; heading: string; text: string };

/** Most words that are looked for, and most places that are shown. */
const mostWords = 8;
const mostHits = 20;

/** The words of a query. */
export function wordsOf(query: string): string[] {
  return [...new Set(folded(query.normalize('NFKC')).split(/\s+/).filter(Boolean))].slice(0, mostWords);
}

/** Looks through pages for the places that have every word of a query, best first. */
export function searchingIn(pages: readonly HelpPage[]): (query: string) => Hit[] {
  const places = pages.flatMap((page) => [page.intro, ...page.sections].map((each) => placeOf(page, each)));
  return (query) => {
    const words = wordsOf(query);
    const scored = places.map((place) => ({ place, score: scoreOf(place, words) }));
    return scored
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, mostHits)
      .map(({ place: { page, section } }) => ({ page, section, line: lineOf(section, words) }));
  };
}

function placeOf(page: HelpPage, section: Section): Place {
  const heading = folded(section === page.intro ? page.title : `${page.title} ${section.title}`);
  return { page, section, heading, text: folded(section.text) };
}

/** How well a place fits: 0 where a word is missing; a heading or the row of a table about a word weighs most. */
function scoreOf({ section, heading, text }: Place, words: readonly string[]): number {
  if (words.length === 0 || !words.every((word) => heading.includes(word) || text.includes(word))) return 0;
  const headed = words.filter((word) => heading.includes(word)).length;
  const repeated = words.filter((word) => text.indexOf(word) !== text.lastIndexOf(word)).length;
  return 10 * headed + 3 * worthOf(lineOf(section, words), words) + repeated;
}

/** The line of a section that has most of the words. */
function lineOf({ text }: Section, words: readonly string[]): string {
  const lines = text.split('\n').filter((line) => /\p{L}/u.test(line));
  return lines.reduce(
    (best, line) => (worthOf(line, words) > worthOf(best, words) ? line : best),
    lines[0] ?? '',
  );
}

/** How many of the words a line has; the row of a table that explains one of them is worth more. */
function worthOf(line: string, words: readonly string[]): number {
  const text = folded(line);
  const isRow = words.some((word) => text.startsWith(`| \`${word}\` |`));
  return words.filter((word) => text.includes(word)).length + (isRow ? 4 : 0);
}

/** Text as it is compared; it stays as long as it was. */
export function folded(text: string): string {
  return text.toLowerCase().replaceAll(/[‘’]/g, "'").replaceAll(/[“”]/g, '"');
}
