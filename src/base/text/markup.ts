import MarkdownIt, { type Token } from 'markdown-it';
import { type Quotes, quotesOf } from './quotes.ts';

/** What authors may write in a question, and in a lesson besides. */
const inQuestions = ['backticks', 'emphasis', 'entity', 'escape', 'image', 'link', 'list', 'newline'];
const inLessons = [...inQuestions, 'heading', 'table'];

type Parser = InstanceType<typeof MarkdownIt>;

const raw = parserOf(inQuestions);
const reader = parserOf(inLessons);

const allowedLink = /^(https?:|mailto:)/i;

/** A picture as markup shows it: the file it is served as, that of its form in the dark, and its size in CSS pixels. */
export type Picture = { file: string; dark?: string; width: number; height: number };

/** The pictures that a text may show, by the names it refers to them by, and whether each leads to itself at full size. */
type Shown = { pictures?: Readonly<Record<string, Picture>>; canZoom?: boolean };

/** What the address of a picture begins with until the views put the application's own path in its place. */
export const pictureScheme = 'etude-picture:';

function parserOf(rules: string[], quotes?: Quotes): Parser {
  const options = { html: false, typographer: quotes !== undefined, quotes: [...(quotes ?? '')] };
  const parser = new MarkdownIt('zero', options).enable([...rules, ...(quotes ? ['smartquotes'] : [])]);
  // A picture's name is no address, and a link to one leads nowhere.
  parser.validateLink = (url) => allowedLink.test(url) || isName(url);
  // markdown-it asks about no empty address, and such a link would lead to the very page it stands on.
  parser.renderer.rules.link_open = (tokens, i, options, _, renderer) =>
    allowedLink.test(`${tokens[i]!.attrGet('href') ?? ''}`)
      ? renderer.renderToken(tokens, i, options)
      : '<a>';
  parser.renderer.rules.image = (tokens, i, _, env) => {
    const shown = (env ?? {}) as Shown;
    const alt = parser.utils.escapeHtml(plainToken(tokens[i]!));
    const picture = shown.pictures?.[`${tokens[i]!.attrGet('src') ?? ''}`];
    return picture ? pictureHtml(picture, alt, shown.canZoom ?? true) : alt;
  };
  // A table that is wider than a phone scrolls by itself, also by keyboard.
  parser.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n';
  parser.renderer.rules.table_close = () => '</table>\n</div>\n';
  return parser;
}

/** Whether an address is the name of a file beside the text. */
const isName = (url: string) => /^[^/:?#]+\.[a-z]+$/i.test(url);

/** A picture whose place is kept before it has loaded; its form in the dark is shown where the page is dark. */
function pictureHtml({ file, dark, width, height }: Picture, alt: string, canZoom: boolean): string {
  const one = (name: string, look: string) => {
    const image = `<img class="picture${look}" src="${pictureScheme}${name}" alt="${alt}" width="${width}" height="${height}" loading="lazy">`;
    return canZoom ? `<a class="zoom${look}" href="${pictureScheme}${name}">${image}</a>` : image;
  };
  return dark ? one(file, ' by-day') + one(dark, ' by-night') : one(file, '');
}

/** The parsers that set the quotes of a language, made once for each kind of quotes. */
function settersOf(language: string) {
  const quotes = quotesOf(language);
  return setters.getOrInsertComputed(quotes, () => ({
    question: parserOf(inQuestions, quotes),
    lesson: parserOf(inLessons, quotes),
    title: parserOf([], quotes),
  }));
}

const setters = new Map<Quotes, Record<'question' | 'lesson' | 'title', Parser>>();

/**
 * Authored text (code, emphasis, lists, links; anything else is text) as HTML, with the quotes of its language: one
 * paragraph bare, more as blocks.
 */
export function renderMarkup(text: string, language: string, shown: Shown = {}): string {
  const html = settersOf(language).question.render(text, shown).trim();
  const single = /^<p>(.*)<\/p>$/s.exec(html);
  return single && !single[1]!.includes('<p>') ? single[1]! : html;
}

/** The body of a lesson as HTML: headings, lists and tables too. */
export function renderLesson(text: string, language: string, shown: Shown = {}): string {
  return settersOf(language).lesson.render(text, shown).trim();
}

/** The pictures that a text refers to, each with what it says to those who cannot see it. */
export function picturesIn(text: string): { source: string; alt: string }[] {
  const images = (token: Token): Token[] =>
    token.type === 'image' ? [token] : (token.children ?? []).flatMap(images);
  return reader
    .parse(text, {})
    .flatMap(images)
    .map((token) => ({
      source: `${token.attrGet('src') ?? ''}`,
      alt: plainToken(token),
    }));
}

/** A title, in which no sign is a mark, with the quotes of its language. */
export function setTitle(title: string, language: string): string {
  return wordsOf(settersOf(language).title.parseInline(title, {}));
}

/** Authored text without its marks, with the quotes of its language, for lists. */
export function setLine(text: string, language: string): string {
  return wordsOf(settersOf(language).question.parse(text, {}));
}

/** Authored text without its marks, its quotes as they were written. */
export function plainText(text: string): string {
  return wordsOf(raw.parse(text, {}));
}

function wordsOf(tokens: readonly Token[]): string {
  const blocks = tokens.filter(({ type }) => type === 'inline');
  return blocks.map(({ children }) => children!.map(plainToken).join('')).join(' ');
}

function plainToken({ type, content, children }: Token): string {
  if (type === 'image') return (children ?? []).map(plainToken).join('');
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content;
}

/** Text made safe to stand in HTML. */
export function escapeHtml(text: string): string {
  return raw.utils.escapeHtml(text);
}
