import { applyEdits, createScanner, modify, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Static, TSchema } from 'typebox';
import { later, perObject } from '../../base/lazy.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import {
  AuthoredQuestion,
  BankFile,
  FactsFile,
  Outline,
  type Path,
  type Problem,
  type ProblemAt,
  QuestionsFile,
} from '../model.ts';
import { cutting, endOfText, type Piece } from './cut.ts';
import { mistakesIn, strangersIn } from './mistakes.ts';
import { insteadOf, schemaSentence } from './sentences.ts';
import { findUnmet, type Schema } from './unmet.ts';

/** Parser and validator go down one call for each bracket: what nests deeper than this would use up the stack. */
const deepest = 32;

/** What could be read of a file. */
export type Parsed<T> = {
  /** The value as far as it could be read; sound only where no problem stands. */
  value: T;
  /** The first problems. */
  problems: Problem[];
  /** How many more problems there are. */
  more: number;
  /** A problem at the place of a path, or of its nearest parent that exists. */
  problemAt: ProblemAt;
  /** Whether a problem lies inside the value at a path, so that its text cannot be trusted. */
  isHurt(path: Path): boolean;
  /** The text as a tree, if it could be read at all. */
  root?: Node;
};
export type { Node };

/** A file of questions, with what was read of each, by its text, where they could be told apart. */
export type ParsedQuestions = Parsed<Static<typeof QuestionsFile>> & {
  pieces?: readonly Read[];
  shell?: string;
};

/** One question as it was read: its value, and what is wrong with it. */
export type Read = { source: string; value: unknown; slips: Slips; isSkimmed?: boolean };

/** Texts of questions that were read before. */
export type KnownReads = ReadonlyMap<string, Read>;

/** So many problems of a file are listed; they are mostly one mistake made many times. */
const mostProblems = 100;

/** A problem before it has its place: messages are made only for those that are listed. */
type Slip = { offset: number; message: () => string };

/** What is wrong with a text: as JSON, as names that stand twice, and by its schema; and whatever else its parser met. */
type Slips = {
  mistakes: readonly Slip[];
  repeated: readonly Slip[];
  unmet: readonly Slip[];
  errors: readonly { offset: number }[];
};

const noSlips: Slips = { mistakes: [], repeated: [], unmet: [], errors: [] };

/** Whether a value is enough of a question to be judged beside the others. */
export const isOutline = validates(Outline);
/** Whether a value is a sound question, whatever the rest of its file is like. */
export const isQuestion = validates(AuthoredQuestion);
/** Parses bank.json. */
const parseBank = parser(BankFile);
/** What bank.json says, read once. */
export const readBankFile = perObject(({ name, text }: { name: string; text: string }) =>
  parseBank(name, text),
);
/** Parses facts.json. */
export const parseFacts = parser(FactsFile);
const parsingWhole = (file: string, text: string) => parsing(QuestionsFile, file, text);

/** Parses one file of questions. */
export function parseQuestions(file: string, text: string): ParsedQuestions {
  return atOnce(parsingQuestions(file, text));
}

/** The same, question by question; those whose text is known are not read again. */
export function* parsingQuestions(file: string, text: string, known?: KnownReads): Work<ParsedQuestions> {
  const cut = yield* cutting(text, deepest);
  if (!cut) return yield* parsingWhole(file, text);
  const reads: Read[] = [];
  let problems = 0;
  for (const { start, end } of cut.pieces) {
    const source = text.slice(start, end);
    const read = known?.get(source) ?? readPiece(source, problems >= mostProblems);
    problems += countSlips(read.slips);
    reads.push(read);
    yield;
  }
  const isStrange = reads.some(({ slips }) => slips.mistakes.length > 0) && strangersIn(text).length > 0;
  return isStrange ? yield* parsingWhole(file, text) : parsedOf(file, text, cut.shell, cut.pieces, reads);
}

function parsedOf(
  file: string,
  text: string,
  shell: string,
  pieces: readonly Piece[],
  reads: readonly Read[],
): ParsedQuestions {
  const place = placer(file, text);
  const outside = later(() => parseTree(shell)!);
  const slipsOf = (kind: 'mistakes' | 'repeated' | 'unmet') =>
    reads.flatMap(({ slips }, i) =>
      slips[kind].map(({ offset, message }) => ({ offset: offset + pieces[i]!.start, message })),
    );
  const slips = {
    ...noSlips,
    mistakes: slipsOf('mistakes'),
    repeated: slipsOf('repeated'),
    unmet: slipsOf('unmet'),
  };
  let last = { i: -1, root: undefined as Node | undefined };
  const rootOf = (i: number) => {
    // Whoever asks for one place in a question mostly asks for the next.
    if (last.i !== i) last = { i, root: parseTree(reads[i]!.source) };
    return last.root!;
  };
  const offsetOf = ([field, i, ...path]: Path) => {
    if (field !== 'questions' || typeof i !== 'number' || !reads[i])
      return nearestNode(outside(), field === undefined ? [] : [field]).offset;
    // A question begins where its text does.
    return pieces[i]!.start + (path.length === 0 ? 0 : nearestNode(rootOf(i), path).offset);
  };
  const tree = later(() => parseTree(text)!);
  return {
    value: { ...JSON.parse(shell), questions: reads.map(({ value }) => value) },
    ...listed(slips, place),
    problemAt: (path, message) => place(offsetOf(path), message),
    isHurt: ([, i]) => countSlips(reads[i as number]?.slips ?? noSlips) > 0,
    get root() {
      return tree();
    },
    pieces: reads,
    shell,
  };
}

function countSlips({ mistakes, repeated, unmet, errors }: Slips): number {
  return Math.max(mistakes.length, errors.length) + repeated.length + unmet.length;
}

/** The first problems of a text with their places, and how many more there are. */
function listed({ mistakes, repeated, unmet }: Slips, place: Place): { problems: Problem[]; more: number } {
  const lineOf = ({ offset }: Slip) => place(offset, '').line;
  const broken = new Set<number>();
  // What else is wrong on a line that could not be read is mostly the same mistake again.
  const firsts = mistakes.filter((slip) => broken.size !== broken.add(lineOf(slip)).size);
  const others = [...repeated, ...unmet];
  const all = [...firsts, ...(broken.size > 0 ? others.filter((slip) => !broken.has(lineOf(slip))) : others)];
  const problems = all.slice(0, mostProblems).map(({ offset, message }) => place(offset, message()));
  return { problems, more: all.length - problems.length };
}

/** Some problems of a file with the count of those that are not listed. */
export function withMore(problems: readonly Problem[], more: number): Problem[] {
  const last = problems.at(-1);
  if (!last || more === 0) return [...problems];
  return [...problems, { ...last, message: `And ${more} more: mend those above, then check again.` }];
}

/** Reads one question; where it is skimmed, only whether something is wrong with it. */
function readPiece(source: string, isSkimmed: boolean): Read {
  const sound = readSound(AuthoredQuestion, source);
  if (sound) return { source, value: sound.value, slips: noSlips };
  const value = isSkimmed ? readJson(source) : undefined;
  if (value !== undefined) return { source, value, slips: wrongSomehow, isSkimmed };
  return readClosely(source);
}

/** Stands for what is wrong with a question behind so many others that nobody is told. */
const wrongSomehow: Slips = { ...noSlips, unmet: [{ offset: 0, message: () => 'It has problems.' }] };

function readClosely(source: string): Read {
  const { value, slips } = atOnce(readingTree(AuthoredQuestion, source));
  return { source, value, slips };
}

function validates<S extends TSchema>(schema: S): (value: unknown) => value is Static<S> {
  return (value): value is Static<S> => findUnmet(schema as Schema, value).length === 0;
}

function parser<S extends TSchema>(schema: S): (file: string, text: string) => Parsed<Static<S>> {
  return (file, text) => atOnce(parsing(schema, file, text));
}

/** Parses a file as a whole, with a pause after each look at it. */
function* parsing<S extends TSchema>(schema: S, file: string, text: string): Work<Parsed<Static<S>>> {
  const place = placer(file, text);
  const unread = (...problems: Problem[]) => ({
    value: undefined as Static<S>,
    problems,
    more: 0,
    problemAt: (_: Path, message: string) => place(0, message),
    isHurt: () => true,
  });
  const sound = readSound(schema, text);
  if (sound !== undefined) {
    const tree = later(() => parseTree(text)!);
    return {
      value: sound.value as Static<S>,
      problems: [],
      more: 0,
      problemAt: (path, message) => place(nearestNode(tree(), path).offset, message),
      isHurt: () => false,
      get root() {
        return tree();
      },
    };
  }
  yield;
  if (text.trim() === '') return unread(place(0, 'The file is empty.'));
  const strangers = strangersIn(text);
  if (strangers.length > 0) return unread(...strangers.map(({ offset, message }) => place(offset, message)));
  const tooDeep = bracketBelow(deepest, text);
  if (tooDeep !== undefined)
    return unread(place(tooDeep, `Brackets stand more than ${deepest} deep here: a bank needs five.`));

  yield;
  const { root, value, slips } = yield* readingTree(schema, text);
  if (!root) return unread(...slips.mistakes.map(({ offset, message }) => place(offset, message())));
  const hurts = inOrder(Object.values(slips).flat());
  return {
    value: value as Static<S>,
    ...listed(slips, place),
    problemAt: (path, message) => place(nearestNode(root, path).offset, message),
    isHurt: (path) => holdsAny(nearestNode(root, path), hurts, 1),
    root,
  };
}

/** Reads a text in which something is wrong: its tree, if there is one, and everything that is wrong. */
function* readingTree(schema: TSchema, text: string) {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  yield;
  const found = readJson(text) === undefined ? mistakesIn(text) : [];
  const mistakes = found.map(({ offset, message }) => ({ offset, message: () => message }));
  if (!root) return { root, value: undefined, slips: { ...noSlips, mistakes, errors } };
  yield;
  const value = toValue(root);
  const repeated = repeatedFields(root).map((name) => ({
    offset: name.offset,
    message: () => `"${name.value}" stands here twice: keep one.`,
  }));
  yield;
  const places = inOrder([...errors, ...mistakes]);
  // What is no JSON in so many places says little about fields.
  const findings = errors.length > mostProblems ? [] : schemaFindings(schema, value);
  const unmet = findings
    .map((finding) => ({ ...finding, node: nearestNode(root, finding.path) }))
    .filter(({ keyword, node }) => keyword !== 'required' || !holdsAny(node, places))
    .map(({ keyword, node, message }) => ({
      offset: keyword === 'additionalProperties' ? node.parent!.offset : node.offset,
      message,
    }));
  return { root, value, slips: { mistakes, repeated, unmet, errors } };
}

/**
 * The value of a text in which nothing is wrong: most texts at most times. No tree with places is made for it, which
 * takes ten times as long.
 */
function readSound(schema: TSchema, text: string): { value: unknown } | undefined {
  const value = readJson(text);
  if (findUnmet(schema as Schema, value).length > 0 || countNames(value) !== countColons(text))
    return undefined;
  return { value };
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

/** The colons outside of texts in JSON that can be read: one for each name. */
function countColons(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') i = endOfText(text, i);
    else if (text[i] === ':') count++;
  }
  return count;
}

/** The text of a sound file with a question more at its end; the rest stays as it is written. */
export function appendQuestion(text: string, question: AuthoredQuestion): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(text, modify(text, ['questions', -1], question, { formattingOptions }));
}

/** The tree of a text that is sound JSON. */
export function treeOf(text: string): Node {
  return parseTree(text)!;
}

type Place = (offset: number, message: string) => Problem;

/** Turns an offset into line and column, both from 1. */
function placer(file: string, text: string): Place {
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

/** The node of a path, or of its nearest parent that exists. */
function nearestNode(root: Node, path: Path): Node {
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

/** The fields of an object by name; of those that stand twice the first. */
const fieldsOf = perObject((node: Node) => {
  const fields = new Map<string, Node>();
  for (const { children } of node.children!) {
    const [name, value] = children!;
    if (value && !fields.has(name!.value)) fields.set(name!.value, value);
  }
  return fields;
});

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

type Finding = { keyword: string; path: Path; message: () => string };

function schemaFindings(schema: TSchema, value: unknown): Finding[] {
  return findUnmet(schema as Schema, value).flatMap((unmet): Finding[] => {
    const { keyword, path, names } = unmet;
    if (keyword !== 'additionalProperties')
      return [{ keyword, path, message: () => schemaSentence(unmet, nameOf(path)) }];
    const known = later(() => Object.keys(unmet.schema.properties ?? {}));
    return names.map((name) => ({
      keyword,
      path: [...path, name],
      message: () => `Unknown field "${name}".${insteadOf(name, known()) || didYouMean(name, known())}`,
    }));
  });
}

function nameOf(path: Path): string {
  const [field, last] = path.slice(-2);
  if (typeof last === 'number') return `Entry ${last + 1} of "${field}"`;
  return path.length === 0 ? 'The file' : `"${path.at(-1)}"`;
}
