import { entities } from '../xml/entities.ts';
import type { Xml } from '../xml/parse.ts';

/** A piece of HTML or of XHTML. */
export type Nodes = readonly (Xml | string)[];

const empty = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Elements that end by themselves where another of some names begins. */
const endedBy: Record<string, RegExp> = {
  p: /^(p|div|ul|ol|table|pre|h[1-6]|blockquote)$/,
  li: /^li$/,
  tr: /^tr$/,
  td: /^(td|th|tr)$/,
  th: /^(td|th|tr)$/,
  option: /^option$/,
};
/** How deep elements may lie in one another; what lies deeper is taken for a neighbour. */
const deepest = 60;

const token =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<[!?][^>]*>|<\/([a-z][a-z0-9:-]*)[^>]*>|<([a-z][a-z0-9:-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*(\/?)>|[^<]+|</gi;

/** Reads HTML as browsers would: what is not closed ends with what it lies in, and a lone < is text. */
export function parseHtml(html: string): Nodes {
  const root: Xml = { name: '', attributes: {}, children: [] };
  const open = [root];
  for (const [whole, cdata, closed, opened, attributes, slash] of html.matchAll(token)) {
    if (closed) close(open, closed.toLowerCase());
    else if (opened) {
      const element: Xml = {
        name: opened.toLowerCase(),
        attributes: attributesIn(attributes!),
        children: [],
      };
      endBefore(open, element.name);
      open.at(-1)!.children.push(element);
      if (!slash && !empty.has(element.name) && open.length < deepest) open.push(element);
    } else if (cdata !== undefined) open.at(-1)!.children.push(cdata);
    else if (!/^<[!?]/.test(whole)) open.at(-1)!.children.push(decodeEntities(whole));
  }
  return root.children;
}

function close(open: Xml[], name: string): void {
  const at = open.findLastIndex((element) => element.name === name);
  if (at > 0) open.splice(at);
}

function endBefore(open: Xml[], name: string): void {
  const last = open.at(-1)!;
  if (endedBy[last.name]?.test(name)) {
    open.pop();
    endBefore(open, name);
  }
}

function attributesIn(text: string): Record<string, string> {
  const found = text.matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g);
  return Object.fromEntries(
    [...found].map(([, name, a, b, c]) => [name!.toLowerCase(), decodeEntities(a ?? b ?? c ?? '')]),
  );
}

/** A text with the characters that its entities name; what names none stays. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]*));?/gi,
    (whole, decimal, hex, name) => {
      if (name) return (whole.endsWith(';') ? entities[name] : undefined) ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
        ? String.fromCodePoint(code)
        : whole;
    },
  );
}

/** The text of some nodes, without any marks. */
export function textOf(nodes: Nodes): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
}
