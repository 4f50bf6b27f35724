import MarkdownIt, { type Token } from 'markdown-it';
import { codeHtml } from './code.ts';
import { directed } from './direction.ts';
import { type Quotes, quotesOf } from './quotes.ts';
import { countLiteral, isLoneItem } from './signs.ts';

/** What authors may write in an option, in a question and in a lesson. */
const inOptions = ['backticks', 'emphasis', 'entity', 'escape', 'fence', 'image', 'link', 'newline', 'signs'];
const inQuestions = [...inOptions, 'list', 'lone'];
const inLessons = [...inOptions, 'list', 'heading', 'table'];

type Parser = InstanceType<typeof MarkdownIt>;

const raw = parserOf(inQuestions);
const rawLine = parserOf(inOptions);
const reader = parserOf(inLessons);

const allowedLink = /^(https?:|mailto:)/i;

/** A picture as markup shows it: the file it is served as, that of its form in the dark, and its size in CSS pixels. */
export type Picture = { file: string; dark?: string; width: number; height: number };

/**
 * The pictures that a text may show, and the addresses of the pages that it may lead to, by the names it refers to them
 * by; and whether a click on the text chooses it.
 */
type Shown = {
  pictures?: Readonly<Record<string, Picture>>;
  links?: ReadonlyMap<string, string>;
  isChosen?: boolean;
};

/** What the address of a picture begins with until the views put the application's own path in its place. */
export const pictureScheme = 'etude-picture:';

function parserOf(rules: string[], quotes?: Quotes): Parser {
  const options = { html: false, typographer: quotes !== undefined, quotes: [...(quotes ?? '')] };
  const parser = new MarkdownIt('zero', options);
  keepSigns(parser);
  parser.enable([...rules, ...(quotes ? ['smartquotes'] : [])]);
  const own = ['lone', 'signs'].filter((rule) => !rules.includes(rule));
  parser.disable(own);
  // A picture's name is no address of a link, and markdown-it asks about no empty address.
  parser.validateLink = (url) => allowedLink.test(url) || isName(url);
  parser.core.ruler.after('inline', 'addresses', ({ tokens, env }) => {
    const { links } = (env ?? {}) as Shown;
    for (const { children } of tokens) if (children) showAddresses(children, links);
  });
  parser.renderer.rules.fence = (tokens, i, _, env) =>
    codeHtml(tokens[i]!.content, parser.utils.unescapeAll(tokens[i]!.info), {
      escapeText: parser.utils.escapeHtml,
      isReached: !((env ?? {}) as Shown).isChosen,
    });
  parser.renderer.rules.image = (tokens, i, _, env) => {
    const shown = (env ?? {}) as Shown;
    const alt = parser.utils.escapeHtml(plainToken(tokens[i]!));
    const picture = shown.pictures?.[`${tokens[i]!.attrGet('src') ?? ''}`];
    return picture ? pictureHtml(picture, alt, !shown.isChosen) : alt;
  };
  // A table that is wider than a phone scrolls by itself, also by keyboard.
  parser.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="group" aria-label="Table">\n<table>\n';
  parser.renderer.rules.table_close = () => '</table>\n</div>\n';
  return parser;
}

/** Adds rules that leave signs in the text where Markdown would take them for marks. */
function keepSigns(parser: Parser): void {
  parser.inline.ruler.before('emphasis', 'signs', (state, silent) => {
    const sign = state.src[state.pos];
    const count = sign === '*' || sign === '_' ? countLiteral(state.src, state.pos) : 0;
    if (!silent) state.pending += state.src.slice(state.pos, state.pos + count);
    state.pos += count;
    return count > 0;
  });
  parser.block.ruler.before('list', 'lone', (state, line, _, silent) => {
    const [start, end] = [state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!];
    const content = state.src.slice(start, end);
    if (silent || state.level > 0 || !isLoneItem(content, state)) return false;
    state.push('paragraph_open', 'p', 1);
    Object.assign(state.push('inline', '', 0), { content, children: [] });
    state.push('paragraph_close', 'p', -1);
    state.line = line + 1;
    return true;
  });
}

/** Gives links to pages their addresses, and turns links that lead nowhere into the text they were written as. */
function showAddresses(tokens: readonly Token[], links: Shown['links'] = new Map()): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === 'link_open') open.push(token);
    const opener = token.type === 'link_close' ? open.pop() : undefined;
    const address = `${opener?.attrGet('href') ?? ''}`;
    if (!opener || allowedLink.test(address)) continue;
    const page = links.get(address);
    if (page !== undefined) {
      opener.attrSet('href', page);
      continue;
    }
    Object.assign(opener, { type: 'text', nesting: 0, content: '[' });
    Object.assign(token, { type: 'text', nesting: 0, content: `](${address})` });
  }
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
    option: parserOf(inOptions, quotes),
    question: parserOf(inQuestions, quotes),
    lesson: parserOf(inLessons, quotes),
    title: parserOf([], quotes),
  }));
}

const setters = new Map<Quotes, Record<'option' | 'question' | 'lesson' | 'title', Parser>>();

/**
 * Authored text (code, emphasis, lists, links; anything else is text) as HTML, with the quotes of its language: one
 * paragraph bare, more as blocks.
 */
export function renderMarkup(text: string, language: string, shown: Shown = {}): string {
  return bare(settersOf(language).question.render(directed(text, language), shown));
}

/** The same for a text that has no lists, such as an option. */
export function renderLine(text: string, language: string, shown: Shown = {}): string {
  return bare(settersOf(language).option.render(directed(text, language), shown));
}

/** Authored text as HTML for other programs, its quotes as they were written, its pictures by their numbers in a list. */
export function plainHtml(text: string, isLine: boolean, pictures: readonly string[]): string {
  const shown = pictures.map((name, i): [string, Picture] => [
    name,
    { file: String(i), width: 1, height: 1 },
  ]);
  return (isLine ? rawLine : raw).render(text, { pictures: Object.fromEntries(shown), isChosen: true });
}

function bare(html: string): string {
  const single = /^<p>((?:(?!<\/p>|<p>).)*)<\/p>$/s.exec(html.trim());
  return single ? single[1]! : html.trim();
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
  return directed(wordsOf(settersOf(language).title.parseInline(title, {})), language);
}

/** Authored text without its marks, with the quotes of its language, for lists. */
export function setLine(text: string, language: string): string {
  return directed(wordsOf(settersOf(language).question.parse(text, {})), language);
}

/** Authored text without its marks, its quotes as they were written. */
export function plainText(text: string): string {
  return wordsOf(raw.parse(text, {}));
}

/** The same for a text that has no lists, such as an option. */
export function plainLine(text: string): string {
  return wordsOf(rawLine.parse(text, {}));
}

/** Authored text without its marks and without its blocks of code. */
export function plainProse(text: string): string {
  return wordsOf(raw.parse(text, {}).filter(({ type }) => type !== 'fence'));
}

function wordsOf(tokens: readonly Token[]): string {
  const blocks = tokens.filter(({ type }) => type === 'inline' || type === 'fence');
  return blocks
    .map(({ children, content }) => children?.map(plainToken).join('') ?? content.trimEnd())
    .join(' ');
}

function plainToken({ type, content, children }: Token): string {
  if (type === 'image') return (children ?? []).map(plainToken).join('');
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content;
}

/** Text made safe to stand in HTML. */
export function escapeHtml(text: string): string {
  return raw.utils.escapeHtml(text);
}
