import { escapeHtml } from '../../base/text/markup.ts';
import type { Xml } from './parse.ts';

/** An element; attributes without a value are left out. */
export function el(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: (Xml | string)[]
): Xml {
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return { name, attributes: Object.fromEntries(said) as Record<string, string>, children };
}

/** The same with each child on a line of its own. */
export function lines(...[name, attributes, ...children]: Parameters<typeof el>): Xml {
  return el(name, attributes, '\n', ...children.flatMap((child) => [child, '\n']));
}

/** The same for so many children that no function takes them as arguments. */
export function listOf(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  children: readonly Xml[],
): Xml {
  return { ...el(name, attributes), children: ['\n', ...children.flatMap((child) => [child, '\n'])] };
}

/** What only Etude reads, as a processing instruction: other programs pass over it. */
export function aside(name: string, json: string): Xml {
  return el(name, { body: json.replaceAll('?>', '?\\u003e').replace(unsafe, escaped) });
}

/** A document. */
export function documentOf(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf(root)}\n`;
}

/** An element as XML, with a mark in the place of each sign that XML cannot hold. */
export function xmlOf(node: Xml | string): string {
  if (typeof node === 'string') return safe(node).replaceAll('\r', '&#13;');
  const { name, attributes, children } = node;
  if (name.startsWith('?')) return `<${name} ${attributes.body}?>`;
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const start = `<${name}${said.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(xmlOf).join('')}</${name}>`;
}

const unsafe = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const safe = (text: string) => escapeHtml(text.replace(unsafe, '\ufffd'));

const attribute = (text: string) => safe(text).replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
