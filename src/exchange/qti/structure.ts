import type { Xml } from '../xml/parse.ts';
import { allNamed, childrenOf } from '../xml/tree.ts';
import { inNamesOf2 } from './vocabulary.ts';

/** Where the items of a package stand, by their paths: the titles of tests and sections, in order. */
export type Structure = Map<string, string[]>;

/** The title of a test or an assessment as a whole. */
export function titleIn({ attributes: { title = '' } }: Xml): string | undefined {
  return title.trim() || undefined;
}

/** What a file is, by the name of its outermost element; undefined for what is no XML. */
export function rootName(text: string): string | undefined {
  const start = text
    .slice(0, 20_000)
    .replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(\[[^\]]*\])?[^>]*>/gi, '');
  return /^\s*<(?:[\w.-]+:)?([\w.-]+)/.exec(start.replace(/^\ufeff/, ''))?.[1];
}

/** Adds the items that a test refers to. */
export function addItems(structure: Structure, file: string, root: Xml): void {
  const walk = (element: Xml, titles: string[]) => {
    const own = element.name === 'testPart' ? '' : (element.attributes.title ?? '').trim();
    const inside = own === '' ? titles : [...titles, own];
    for (const child of childrenOf(element)) {
      const { href } = child.attributes;
      if (child.name === 'assessmentItemRef' && href) structure.set(resolve(file, href), inside);
      else walk(child, inside);
    }
  };
  walk(inNamesOf2(root), []);
}

/** The items that a manifest lists, in its order. */
export function listedIn(file: string, manifest: Xml): string[] {
  return allNamed(manifest, 'resource')
    .filter(({ attributes: { type = '' } }) => /item|qti/i.test(type))
    .flatMap(({ attributes: { href } }) => (href ? [resolve(file, href)] : []));
}

/** A path as a file of the package means it. */
function resolve(file: string, href: string): string {
  const parts: string[] = [];
  for (const part of [...file.split('/').slice(0, -1), ...href.split('/')])
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  return parts.join('/');
}
