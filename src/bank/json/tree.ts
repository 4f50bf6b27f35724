import { applyEdits, createScanner, modify, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { perObject } from '../../base/lazy.ts';
import type { Path } from '../model.ts';
import type { AuthoredQuestion } from '../schema/question.ts';
import { countUpTo } from './place.ts';

export type { Node };

/** The text of a sound file with a question more at its end; the rest stays as it is written. */
export function appendQuestion(text: string, question: AuthoredQuestion): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(text, modify(text, ['questions', -1], question, { formattingOptions }));
}

/** The tree of a text that is sound JSON. */
export function treeOf(text: string): Node {
  return parseTree(text)!;
}

/** The tree of a text as far as there is one, and the offsets at which it is not JSON. */
export function treeWithErrors(text: string): { root: Node | undefined; errors: ParseError[] } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  return { root, errors };
}

const closing: Record<string, string> = { '{': '}', '[': ']' };

/** The offset of the first bracket below a depth. Like the parser, it skips a closing bracket without an opening one. */
export function bracketBelow(depth: number, text: string): number | undefined {
  const scanner = createScanner(text, true);
  const open: string[] = [];
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const first = text[scanner.getTokenOffset()] ?? '';
    if (first in closing) open.push(closing[first]!);
    else if (first === open.at(-1)) open.pop();
    if (open.length > depth) return scanner.getTokenOffset();
  }
}

/** The value of a tree, built without a prototype so that `__proto__` is a field like any other. */
export function toValue(node: Node): unknown {
  if (node.type === 'array') return node.children!.map(toValue);
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = Object.create(null);
  for (const { children } of node.children!) {
    const [name, value] = children!;
    if (value && !(name!.value in object)) object[name!.value] = toValue(value);
  }
  return object;
}

/** The node of a path, or of its nearest parent that exists. */
export function nearestNode(root: Node, path: Path): Node {
  let node = root;
  for (const step of path) {
    const child = childAt(node, step);
    if (!child) return node;
    node = child;
  }
  return node;
}

function childAt(node: Node, step: string | number): Node | undefined {
  if (node.type === 'array') return typeof step === 'number' ? node.children![step] : undefined;
  return node.type === 'object' ? fieldsOf(node).get(String(step)) : undefined;
}

/** The fields of an object by name; the first of each name counts. */
const fieldsOf = perObject((node: Node) => {
  const fields = new Map<string, Node>();
  for (const { children } of node.children!) {
    const [name, value] = children!;
    if (value && !fields.has(name!.value)) fields.set(name!.value, value);
  }
  return fields;
});

/** The offsets in ascending order. */
export function inOrder(places: readonly { offset: number }[]): number[] {
  return places.map(({ offset }) => offset).sort((a, b) => a - b);
}

/** Whether a node contains one of the ascending offsets, counting from some characters after its start. */
export function holdsAny({ offset, length }: Node, ascending: readonly number[], from = 0): boolean {
  const next = ascending[countUpTo(ascending, offset + from - 1)];
  return next !== undefined && next <= offset + length;
}

/** The names that an object uses a second time, at any depth. */
export function repeatedFields(node: Node): Node[] {
  const children = node.children ?? [];
  const below = children.flatMap(repeatedFields);
  if (node.type !== 'object') return below;
  const seen = new Set<string>();
  const names = children.map((property) => property.children![0]!);
  return [...names.filter(({ value }) => seen.size === seen.add(value).size), ...below];
}
