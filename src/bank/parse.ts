import {
  applyEdits,
  createScanner,
  findNodeAtLocation,
  modify,
  type Node,
  type ParseError,
  parseTree,
} from 'jsonc-parser';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Settings } from 'typebox/system';
import { later } from '../base/later.ts';
import { didYouMean } from '../base/nearest.ts';
import { mistakesIn, strangersIn } from './mistakes.ts';
import {
  AuthoredQuestion,
  BankFile,
  FactsFile,
  Outline,
  type Path,
  type Problem,
  type ProblemAt,
  QuestionsFile,
} from './model.ts';
import { insteadOf, schemaSentence } from './sentences.ts';

// Authors want every problem at once; the library stops at eight.
Settings.Set({ maxErrors: Number.MAX_SAFE_INTEGER });

/** Parser and validator go down one call for each bracket: what nests deeper than this would use up the stack. */
const deepest = 32;

/** What could be read of a file. */
export type Parsed<T> = {
  /** The value as far as it could be read; sound only where no problem stands. */
  value: T;
  problems: Problem[];
  /** A problem at the place of a path, or of its nearest parent that exists. */
  problemAt: ProblemAt;
  /** Whether a problem lies inside the value at a path, so that its text cannot be trusted. */
  isHurt(path: Path): boolean;
  /** The text as a tree, if it could be read at all. */
  root?: Node;
};
export type { Node };

/** Parses one file of questions. */
export const parseQuestions = parser(QuestionsFile);
/** Whether a value is a sound question, whatever the rest of its file is like. */
export const isQuestion = validates(AuthoredQuestion);
/** Whether a value is enough of a question to be judged beside the others. */
export const isOutline = validates(Outline);
/** Parses bank.json. */
export const parseBank = parser(BankFile);
/** Parses facts.json. */
export const parseFacts = parser(FactsFile);

function validates<S extends TSchema>(schema: S): (value: unknown) => value is Static<S> {
  const validator = Compile(schema);
  return (value): value is Static<S> => validator.Check(value);
}

function parser<S extends TSchema>(schema: S): (file: string, text: string) => Parsed<Static<S>> {
  const validator = Compile(schema);
  return (file, text) => parse(validator, schema, file, text);
}

function parse<S extends TSchema>(
  validator: Validator,
  schema: S,
  file: string,
  text: string,
): Parsed<Static<S>> {
  const place = placer(file, text);
  const unread = (...problems: Problem[]) => ({
    value: undefined as Static<S>,
    problems,
    problemAt: (_: Path, message: string) => place(0, message),
    isHurt: () => true,
  });
  const sound = readSound<S>(validator, text);
  if (sound !== undefined) {
    const tree = later(() => parseTree(text)!);
    return {
      value: sound.value,
      problems: [],
      problemAt: (path, message) => place(nearestNode(tree(), path).offset, message),
      isHurt: () => false,
      get root() {
        return tree();
      },
    };
  }
  if (text.trim() === '') return unread(place(0, 'The file is empty.'));
  const strangers = strangersIn(text);
  if (strangers.length > 0) return unread(...strangers.map(({ offset, message }) => place(offset, message)));
  const tooDeep = bracketBelow(deepest, text);
  if (tooDeep !== undefined)
    return unread(place(tooDeep, `Brackets stand more than ${deepest} deep here: a bank needs five.`));

  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const mistakes = isJson(text) ? [] : mistakesIn(text);
  if (!root) return unread(...mistakes.map(({ offset, message }) => place(offset, message)));
  const value = toValue(root);
  const repeated = repeatedFields(root).map((name) => ({
    offset: name.offset,
    message: `"${name.value}" stands here twice: keep one.`,
  }));
  const slips = inOrder([...errors, ...mistakes]);
  const unmet = schemaFindings(validator, schema, value)
    .map((finding) => ({ ...finding, node: nearestNode(root, finding.path) }))
    .filter(({ keyword, node }) => keyword !== 'required' || !holdsAny(node, slips))
    .map(({ keyword, node, message }) => ({
      offset: keyword === 'additionalProperties' ? node.parent!.offset : node.offset,
      message,
    }));
  const hurts = inOrder([...errors, ...mistakes, ...repeated, ...unmet]);
  const placed = ({ offset, message }: { offset: number; message: string }) => place(offset, message);
  const told = mistakes.map(placed);
  const brokenLines = new Set(told.map(({ line }) => line));
  // What else is wrong on a line that could not be read is mostly the same mistake again.
  const others = [...repeated, ...unmet].map(placed).filter(({ line }) => !brokenLines.has(line));
  return {
    value: value as Static<S>,
    problems: [...told, ...others],
    problemAt: (path, message) => place(nearestNode(root, path).offset, message),
    isHurt: (path) => holdsAny(nearestNode(root, path), hurts, 1),
    root,
  };
}

/**
 * The value of a file in which nothing is wrong: most files at most times. No tree with places is made for it, which
 * takes ten times as long.
 */
function readSound<S extends TSchema>(validator: Validator, text: string): { value: Static<S> } | undefined {
  const value = readJson(text);
  if (!validator.Check(value) || countNames(value) !== countColons(text)) return undefined;
  return { value: value as Static<S> };
}

function isJson(text: string): boolean {
  return readJson(text) !== undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The names in a value; a file in which one is repeated has more of them. */
function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + countNames(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/** The colons outside of texts: one for each name. */
function countColons(text: string): number {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
}

/** The text of a sound file with a question more at its end; the rest stays as it is written. */
export function appendQuestion(text: string, question: AuthoredQuestion): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(text, modify(text, ['questions', -1], question, { formattingOptions }));
}

/** Turns an offset into line and column, both from 1. */
function placer(file: string, text: string): (offset: number, message: string) => Problem {
  const starts = later(() => lineStarts(text));
  return (offset, message) => {
    const line = countUpTo(starts(), offset);
    return { file, line, column: offset - starts()[line - 1]! + 1, message };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** How many of the ascending numbers are no greater than the limit. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const closing: Record<string, string> = { '{': '}', '[': ']' };

/** The offset of the first bracket that stands below a depth. A closing one that fits none is passed over, as the parser does. */
function bracketBelow(depth: number, text: string): number | undefined {
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
function toValue(node: Node): unknown {
  if (node.type === 'array') return node.children!.map(toValue);
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = Object.create(null);
  for (const { children } of node.children!) {
    const [name, value] = children!;
    if (value && !(name!.value in object)) object[name!.value] = toValue(value);
  }
  return object;
}

function nearestNode(root: Node, path: Path): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node) return node;
  }
  return root;
}

function inOrder(places: readonly { offset: number }[]): number[] {
  return places.map(({ offset }) => offset).sort((a, b) => a - b);
}

/** Whether one of the ascending offsets lies in a node, from so many characters behind its beginning on. */
function holdsAny({ offset, length }: Node, ascending: readonly number[], from = 0): boolean {
  const next = ascending[countUpTo(ascending, offset + from - 1)];
  return next !== undefined && next <= offset + length;
}

function repeatedFields(node: Node): Node[] {
  const children = node.children ?? [];
  const below = children.flatMap(repeatedFields);
  if (node.type !== 'object') return below;
  const seen = new Set<string>();
  const names = children.map((property) => property.children![0]!);
  return [...names.filter(({ value }) => seen.size === seen.add(value).size), ...below];
}

type Finding = { keyword: string; path: Path; message: string };

function schemaFindings(validator: Validator, schema: TSchema, value: unknown): Finding[] {
  if (validator.Check(value)) return [];
  return (validator.Errors(value) as TLocalizedValidationError[])
    .filter(({ keyword }) => keyword !== 'boolean')
    .flatMap((finding): Finding[] => {
      const { keyword } = finding;
      const path = toPath(finding.instancePath);
      const unmet = at(schema, finding.schemaPath);
      if (keyword !== 'additionalProperties')
        return [{ keyword, path, message: schemaSentence(finding, nameOf(path), unmet.patternErrorMessage) }];
      const fields = Object.keys(unmet.properties ?? {});
      return finding.params.additionalProperties.map((name) => ({
        keyword,
        path: [...path, name],
        message: `Unknown field "${name}".${insteadOf(name, fields) || didYouMean(name, fields)}`,
      }));
    });
}

function nameOf(path: Path): string {
  const [field, last] = path.slice(-2);
  if (typeof last === 'number') return `Entry ${last + 1} of "${field}"`;
  return path.length === 0 ? 'The file' : `"${path.at(-1)}"`;
}

function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

type Unmet = { patternErrorMessage?: string; properties?: object };

/** The part of a schema that a path such as `#/properties/id` names. */
function at(schema: TSchema, schemaPath: string): Unmet {
  return toPath(schemaPath.slice(1)).reduce(
    (node, key) => (node as Record<string, TSchema>)[String(key)]!,
    schema,
  );
}
