import { plainHtml } from '../../base/text/markup.ts';
import { type Nodes, parseHtml } from '../html/parse.ts';
import type { Xml } from '../xml/parse.ts';
import { el } from '../xml/write.ts';

/** Turns a text of a question into XHTML: paragraphs, or a line where it stands in one. */
export type Shower = (text: string, isLine?: boolean) => Nodes;

/** Shows texts whose pictures, by their names, have some addresses. */
export function showing(addresses: ReadonlyMap<string, string>): Shower {
  const [names, places] = [[...addresses.keys()], [...addresses.values()]];
  return (text, isLine = false) => {
    const nodes = parseHtml(plainHtml(text, isLine, names).trim())
      .filter((node) => typeof node !== 'string' || node.trim() !== '')
      .map((node) => plain(node, places));
    const [only, ...more] = nodes;
    return isLine && more.length === 0 && typeof only !== 'string' && only?.name === 'p'
      ? only.children
      : nodes;
  };
}

/** A node without the attributes that only pages of Etude need. */
function plain(node: Xml | string, places: readonly string[]): Xml | string {
  if (typeof node === 'string') return node;
  const { name, attributes } = node;
  const children = node.children.map((child) => plain(child, places));
  if (name === 'img')
    return el('img', { src: places[Number(/\d+$/.exec(attributes.src!))], alt: attributes.alt });
  const language = attributes['data-language'];
  if (name === 'pre') return el('pre', { class: language && `language-${language}` }, ...children);
  return el(name, { href: attributes.href }, ...children);
}
