import { SaxesParser } from 'saxes';
import { Failure } from '../../base/failure.ts';
import { entities } from './entities.ts';

/**
 * An element with the names that documents give it, without the prefixes of namespaces; `?etude` is what an export of
 * Etude says of it where other programs do not look.
 */
export type Xml = { name: string; attributes: Readonly<Record<string, string>>; children: (Xml | string)[] };

/** An element, and the elements it lies in from the outermost on, each without its children. */
export type Found = { element: Xml; inside: readonly Xml[] };

/** How deep elements may lie in one another. */
const deepest = 100;
/** How much text is parsed between two elements that are handed on. */
const piece = 64 * 1024;

/** The root of a document. */
export function parseXml(text: string): Xml {
  for (const { element } of elementsOf(text, () => true)) return element;
  throw new Failure('invalid', 'This XML file is empty.');
}

/**
 * The outermost elements that are wanted, one after another, so that a large document is never in memory as a whole. A
 * document that declares entities is refused: nothing a bank needs is lost by that.
 */
export function* elementsOf(text: string, isWanted: (name: string) => boolean): Generator<Found> {
  const found: Found[] = [];
  const parser = parserFor(found, isWanted);
  const stopAt = (error: Error) => {
    throw new Failure('invalid', `This file is not valid XML (${error.message.replace(/\.$/, '')}).`);
  };
  parser.on('error', stopAt);
  for (let at = 0; at < text.length; at += piece) {
    parser.write(text.slice(at, at + piece));
    yield* found.splice(0);
  }
  parser.close();
  yield* found.splice(0);
}

function parserFor(found: Found[], isWanted: (name: string) => boolean): SaxesParser {
  const parser = new SaxesParser();
  const open: Xml[] = [];
  let wanted = -1;
  Object.assign(parser.ENTITIES, entities);
  parser.on('doctype', refuseEntities);
  parser.on('opentag', ({ name, attributes }) => {
    const element: Xml = { name: localName(name), attributes: localAttributes(attributes), children: [] };
    if (open.length >= deepest)
      throw new Failure('invalid', `Elements in this XML file are nested more than ${deepest} levels deep.`);
    if (wanted >= 0) open.at(-1)!.children.push(element);
    else if (isWanted(element.name)) wanted = open.length;
    open.push(element);
  });
  const addText = (text: string) => {
    if (wanted >= 0) open.at(-1)!.children.push(text);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('processinginstruction', ({ target, body }) => {
    if (wanted >= 0 && target.startsWith('etude'))
      open.at(-1)!.children.push({ name: `?${target}`, attributes: { body }, children: [] });
  });
  parser.on('closetag', () => {
    const element = open.pop()!;
    if (open.length !== wanted) return;
    wanted = -1;
    found.push({ element, inside: [...open] });
  });
  return parser;
}

function refuseEntities(doctype: string): void {
  if (/<!ENTITY/i.test(doctype))
    throw new Failure('invalid', 'This XML file declares entities of its own: remove them and try again.');
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localAttributes(attributes: Record<string, string | { value: string }>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      localName(name),
      typeof value === 'string' ? value : value.value,
    ]),
  );
}
