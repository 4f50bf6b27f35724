import type { Xml } from '../xml/parse.ts';
import { escapeMarkdown, escapeStart, fencedCode, inlineCode, shifted } from './escape.ts';
import { type Nodes, textOf } from './parse.ts';

/** How pictures are taken: the name that Markdown calls one by, or undefined where there is none. */
export type TakePicture = (source: string, alt: string) => string | undefined;

/** A text in Markdown, and in words what it does not say as the original did. */
export type Converted = { text: string; changes: string[] };

type Way = { picture: TakePicture; changes: Set<string> };

const blocks = new Set(
  'p div section article header footer main aside ul ol li dl dt dd table thead tbody tfoot tr pre blockquote h1 h2 h3 h4 h5 h6 hr figure figcaption center form fieldset address rubricblock'.split(
    ' ',
  ),
);
const silent = new Set('style head title meta link colgroup'.split(' '));
const media = new Set(
  'audio video object embed iframe svg canvas script input textarea select button'.split(' '),
);

/** HTML as Markdown: paragraphs, lists, code, emphasis, links and pictures. */
export function markdownOf(nodes: Nodes, picture: TakePicture = () => undefined): Converted {
  const way = { picture, changes: new Set<string>() };
  const text = blocksOf(nodes, way).join('\n\n');
  return { text, changes: [...way.changes] };
}

/** The same for a text that stands on one line, such as an option; only a block of code keeps its lines. */
export function lineOf(nodes: Nodes, picture: TakePicture = () => undefined): Converted {
  const way = { picture, changes: new Set<string>() };
  const parts = blocksOf(nodes, way);
  const isCode = (part: string) => part.startsWith('```');
  const text = parts.some(isCode)
    ? parts.join('\n\n')
    : parts.map((part) => part.replace(/\\?\n/g, ' ').replace(/^(?:[-+] |\d+\. )/, '')).join(' ');
  return { text, changes: [...way.changes] };
}

/** The paragraphs, lists and blocks of code of some nodes. */
function blocksOf(nodes: Nodes, way: Way): string[] {
  const found: string[] = [];
  let line: (Xml | string)[] = [];
  const flush = () => {
    found.push(...paragraphs(inlineOf(line, way)));
    line = [];
  };
  for (const node of nodes) {
    if (typeof node === 'string' || !isBlock(node)) line.push(node);
    else {
      flush();
      found.push(...blockOf(node, way));
    }
  }
  flush();
  return found;
}

function isBlock(node: Xml): boolean {
  const isWrapper = !silent.has(node.name) && !media.has(node.name) && node.name !== 'math';
  return (
    blocks.has(node.name.toLowerCase()) ||
    (isWrapper && node.children.some((child) => typeof child !== 'string' && isBlock(child)))
  );
}

function blockOf(node: Xml, way: Way): string[] {
  switch (node.name.toLowerCase()) {
    case 'ul':
    case 'ol':
      return listOf(node, way);
    case 'pre':
      return preOf(node);
    case 'table':
      return tableOf(node, way);
    case 'hr':
      return [];
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return paragraphs(marked(inlineOf(node.children, way), '**'));
    default:
      return blocksOf(node.children, way);
  }
}

/** What a line and its breaks make: an empty line, or two breaks, divide paragraphs. */
function paragraphs(inline: string): string[] {
  return inline
    .split(/(?:\s*\n\s*){2,}/)
    .map((part) =>
      part
        .trim()
        .split(/\s*\n\s*/)
        .map(escapeStart)
        .join('\\\n'),
    )
    .filter((part) => part !== '');
}

function listOf(node: Xml, way: Way): string[] {
  const items = node.children.filter((child) => typeof child !== 'string');
  const lines = items.map((item, i) => {
    const mark = node.name === 'ol' ? `${i + 1}. ` : '- ';
    const content = blocksOf(item.children, way).join('\n');
    return mark + content.replace(/\n/g, `\n${' '.repeat(mark.length)}`);
  });
  return lines.length > 0 ? [lines.join('\n')] : [];
}

function preOf(node: Xml): string[] {
  const code = textOf(breaksAsLines(node.children));
  const classes = [node, ...node.children]
    .map((each) => (typeof each === 'string' ? '' : (each.attributes.class ?? '')))
    .join(' ');
  const language = /(?:language-|lang-|brush:\s*)([\w+#-]+)/.exec(classes)?.[1] ?? '';
  return code.trim() === '' ? [] : [fencedCode(code, language)];
}

function breaksAsLines(nodes: Nodes): Nodes {
  return nodes.map((node) => {
    if (typeof node === 'string') return node;
    return node.name === 'br' ? '\n' : { ...node, children: [...breaksAsLines(node.children)] };
  });
}

function tableOf(node: Xml, way: Way): string[] {
  way.changes.add('a table became lines of text');
  const rowsIn = (element: Xml): Xml[] =>
    element.children.flatMap((child) =>
      typeof child === 'string' ? [] : child.name === 'tr' ? [child] : rowsIn(child),
    );
  return rowsIn(node).flatMap((row) => {
    const cells = row.children.filter((child) => typeof child !== 'string');
    const line = cells.map((cell) => blocksOf(cell.children, way).join(' ').trim()).join(' | ');
    return line.replaceAll('|', '').trim() === '' ? [] : [line];
  });
}

/** Text in a line; a break is a new line in it. */
function inlineOf(nodes: Nodes, way: Way): string {
  return nodes
    .map((node) => (typeof node === 'string' ? escapeMarkdown(collapsed(node)) : elementOf(node, way)))
    .join('')
    .replace(/ {2,}/g, ' ');
}

const collapsed = (text: string) => text.replace(/[\t\n\f\r ]+/g, ' ');

function elementOf(node: Xml, way: Way): string {
  const name = node.name.toLowerCase();
  const inner = () => inlineOf(node.children, way);
  switch (name) {
    case 'br':
      return '\n';
    case 'b':
    case 'strong':
      return marked(inner(), '**');
    case 'i':
    case 'em':
    case 'cite':
    case 'dfn':
    case 'var':
      return marked(inner(), '*');
    case 'code':
    case 'tt':
    case 'kbd':
    case 'samp':
      return inlineCode(textOf(node.children));
    case 'sub':
    case 'sup':
      return shifted(inner(), name === 'sup');
    case 'a':
      return linked(inner(), node.attributes.href ?? '');
    case 'img':
      return pictureOf(node, way);
    case 'math':
      way.changes.add('a formula became plain text');
      return escapeMarkdown(collapsed(node.attributes.alttext ?? textOf(node.children)).trim());
    default:
      return otherOf(node, name, way);
  }
}

function otherOf(node: Xml, name: string, way: Way): string {
  if (silent.has(name)) return '';
  if (!media.has(name)) return inlineOf(node.children, way);
  way.changes.add(`${name === 'script' ? 'a script' : `<${name}>`} was left out`);
  return name === 'object' && /^image\//.test(node.attributes.type ?? '')
    ? pictureOf({ ...node, attributes: { src: node.attributes.data ?? '' } }, way)
    : '';
}

function pictureOf({ attributes: { src = '', alt = '' } }: Xml, way: Way): string {
  const words = collapsed(alt).trim();
  const name = way.picture(src, words);
  if (name !== undefined) return `![${escapeMarkdown(words)}](${name})`;
  way.changes.add(
    `the picture ${JSON.stringify(src.slice(0, 80))} was left out, because it is not in the file`,
  );
  return escapeMarkdown(words);
}

function linked(text: string, address: string): string {
  if (text.trim() === '' || !/^(https?:|mailto:)\S+$/i.test(address)) return text;
  return `[${text}](${address.replace(/[()]/g, (sign) => encodeURIComponent(sign).replace('(', '%28').replace(')', '%29'))})`;
}

/** A text between marks, which touch its first and last letter. */
function marked(text: string, mark: string): string {
  const [, before, inside, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text)!;
  if (inside === '' || inside!.includes('\n') || inside!.startsWith('*') || inside!.endsWith('*'))
    return text;
  return `${before}${mark}${inside}${mark}${after}`;
}
