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

const allowedLink = /^(https?:|mailto:)/i;
markdown.validateLink = (url) => allowedLink.test(url);
// markdown-it asks about no empty address, and such a link would lead to the very page it stands on.
markdown.renderer.rules.link_open = (tokens, i, options, _, renderer) =>
  tokens[i]!.attrGet('href') ? renderer.renderToken(tokens, i, options) : '<a>';

/** Authored text (code, emphasis, lists, links; anything else is text) as HTML: one paragraph bare, more as blocks. */
export function renderMarkup(text: string): string {
  const html = markdown.render(text).trim();
  const single = /^<p>(.*)<\/p>$/s.exec(html);
  return single && !single[1]!.includes('<p>') ? single[1]! : html;
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
