import MarkdownIt, { type Token } from 'markdown-it';
import { type Quotes, quotesOf } from './quotes.ts';

/** What authors may write in a question, and in a lesson besides. */
const inQuestions = ['backticks', 'emphasis', 'entity', 'escape', 'link', 'list', 'newline'];
const inLessons = [...inQuestions, 'heading', 'table'];

type Parser = InstanceType<typeof MarkdownIt>;

const raw = parserOf(inQuestions);

const allowedLink = /^(https?:|mailto:)/i;

function parserOf(rules: string[], quotes?: Quotes): Parser {
  const options = { html: false, typographer: quotes !== undefined, quotes: [...(quotes ?? '')] };
  const parser = new MarkdownIt('zero', options).enable([...rules, ...(quotes ? ['smartquotes'] : [])]);
  parser.validateLink = (url) => allowedLink.test(url);
  // markdown-it asks about no empty address, and such a link would lead to the very page it stands on.
  parser.renderer.rules.link_open = (tokens, i, options, _, renderer) =>
    tokens[i]!.attrGet('href') ? renderer.renderToken(tokens, i, options) : '<a>';
  // A table that is wider than a phone scrolls by itself, also by keyboard.
  parser.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n';
  parser.renderer.rules.table_close = () => '</table>\n</div>\n';
  return parser;
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
export function renderMarkup(text: string, language: string): string {
  const html = settersOf(language).question.render(text).trim();
  const single = /^<p>(.*)<\/p>$/s.exec(html);
  return single && !single[1]!.includes('<p>') ? single[1]! : html;
}

/** The body of a lesson as HTML: headings, lists and tables too. */
export function renderLesson(text: string, language: string): string {
  return settersOf(language).lesson.render(text).trim();
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

function plainToken({ type, content }: Token): string {
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content;
}

/** Text made safe to stand in HTML. */
export function escapeHtml(text: string): string {
  return raw.utils.escapeHtml(text);
}
