import type { Xml } from '../xml/parse.ts';

/** The tree in the names of QTI 2: version 3 writes qti-simple-choice for simpleChoice, and max-choices for maxChoices. */
export function inNamesOf2(element: Xml): Xml {
  return {
    name: element.name.startsWith('qti-') ? camel(element.name.slice(4)) : element.name,
    attributes: Object.fromEntries(
      Object.entries(element.attributes).map(([name, value]) => [
        name.startsWith('data-') ? name : camel(name),
        value,
      ]),
    ),
    children: element.children.map((child) => (typeof child === 'string' ? child : inNamesOf2(child))),
  };
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The same the other way: a tree in the names of QTI 2, whose HTML has no capitals, in those of version 3. */
export function inNamesOf3(element: Xml): Xml {
  const isQti = /[A-Z]/.test(element.name) || single.has(element.name);
  return {
    name: isQti ? `qti-${kebab(element.name)}` : element.name,
    attributes: isQti ? inKebab(element.attributes) : element.attributes,
    children: element.children.map((child) => (typeof child === 'string' ? child : inNamesOf3(child))),
  };
}

const single = new Set(['prompt', 'value', 'match', 'equal', 'variable', 'correct', 'multiple']);

function inKebab(attributes: Xml['attributes']): Xml['attributes'] {
  const named = Object.entries(attributes).map(([name, value]) => [
    name.includes(':') ? name : kebab(name),
    value,
  ]);
  return Object.fromEntries(named);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The version of QTI that a root element names, as people write it. */
export function versionOf({ name, attributes: { xmlns = '' } }: Xml): string {
  if (name === 'questestinterop') return '1.2';
  if (name.startsWith('qti-')) return '3.0';
  const [, major, minor] = /imsqti_v(\d)p(\d)/.exec(xmlns) ?? [];
  return major ? `${major}.${minor}` : '2.1';
}
