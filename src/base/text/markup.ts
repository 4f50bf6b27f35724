import MarkdownIt, { type Token } from 'markdown-it';

const markdown = new MarkdownIt('zero', { html: false }).enable([
  'backticks',
  'emphasis',
  'entity',
  'escape',
  'link',
  'list',
  'newline',
]);

const lesson = new MarkdownIt('zero', { html: false }).enable([
  'backticks',
  'emphasis',
  'entity',
  'escape',
  'heading',
  'link',
  'list',
  'newline',
  'table',
]);
// A table that is wider than a phone scrolls by itself, also by keyboard.
lesson.renderer.rules.table_open = () =>
  '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n';
lesson.renderer.rules.table_close = () => '</table>\n</div>\n';

const allowedLink = /^(https?:|mailto:)/i;
markdown.validateLink = (url) => allowedLink.test(url);
lesson.validateLink = markdown.validateLink;
// markdown-it asks about no empty address, and such a link would lead to the very page it stands on.
markdown.renderer.rules.link_open = (tokens, i, options, _, renderer) =>
  tokens[i]!.attrGet('href') ? renderer.renderToken(tokens, i, options) : '<a>';

/** Authored text (code, emphasis, lists, links; anything else is text) as HTML: one paragraph bare, more as blocks. */
export function renderMarkup(text: string): string {
  const html = markdown.render(text).trim();
  const single = /^<p>(.*)<\/p>$/s.exec(html);
  return single && !single[1]!.includes('<p>') ? single[1]! : html;
}

/** The body of a lesson as HTML: headings, lists and tables too. */
export function renderLesson(text: string): string {
  return lesson.render(text).trim();
}

/** Authored text without its marks, for titles and lists. */
export function plainText(text: string): string {
  const blocks = markdown.parse(text, {}).filter(({ type }) => type === 'inline');
  return blocks.map(({ children }) => children!.map(plainToken).join('')).join(' ');
}

function plainToken({ type, content }: Token): string {
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content;
}

/** Text made safe to stand in HTML. */
export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}
