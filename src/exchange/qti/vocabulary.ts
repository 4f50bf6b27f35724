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

/** The version of QTI that a root element names, as people write it. */
export function versionOf({ name, attributes: { xmlns = '' } }: Xml): string {
  if (name === 'questestinterop') return '1.2';
  if (name.startsWith('qti-')) return '3.0';
  const [, major, minor] = /imsqti_v(\d)p(\d)/.exec(xmlns) ?? [];
  return major ? `${major}.${minor}` : '2.1';
}
