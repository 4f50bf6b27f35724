import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { didYouMean } from '../base/nearest.ts';
import { AuthoredQuestion, BankFile, type Problem, QuestionsFile } from './model.ts';

// Authors want every problem at once; the library stops at eight.
Settings.Set({ maxErrors: 10_000 });

type Path = (string | number)[];

/** What could be read of a file. */
export type Parsed<T> = {
  /** The value as far as it could be read; sound only where no problem stands. */
  value: T;
  problems: Problem[];
  /** A problem at the place of a path, or of its nearest parent that exists. */
  problemAt(path: Path, message: string): Problem;
};

/** Parses one file of questions. */
export const parseQuestions = parser(QuestionsFile);
/** Whether a value is a question that can be worked with, whatever the rest of its file is like. */
export const isQuestion = validates(AuthoredQuestion);
/** Parses bank.json. */
export const parseBank = parser(BankFile);

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
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const value = root && toValue(root);
  const problemAt = (path: Path, message: string) =>
    place(root ? nearestNode(root, path).offset : 0, message);
  const findings = root ? schemaFindings(validator, schema, value) : [];
  return {
    value: value as Static<S>,
    problems: [
      ...errors.map(({ error, offset }) => place(offset, syntaxSentence(printParseErrorCode(error)))),
      ...repeatedFields(root).map((name) =>
        place(name.offset, `"${name.value}" stands here twice: keep one.`),
      ),
      ...findings.map(({ path, message }) => problemAt(path, message)),
    ],
    problemAt,
  };
}

/** Turns an offset into line and column, both from 1. */
function placer(file: string, text: string): (offset: number, message: string) => Problem {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset, message) => {
    const after = starts.findIndex((start) => start > offset);
    const line = after === -1 ? starts.length : after;
    return { file, line, column: offset - starts[line - 1]! + 1, message };
  };
}

/** The value of a tree, built without a prototype so that `__proto__` is a field like any other. */
function toValue(node: Node): unknown {
  if (node.type === 'array') return node.children!.map(toValue);
  if (node.type !== 'object') return node.value;
  const object: Record<string, unknown> = Object.create(null);
  for (const { children } of node.children!) {
    if (children?.[1]) object[children[0]!.value] = toValue(children[1]);
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

function repeatedFields(node: Node | undefined): Node[] {
  const children = node?.children ?? [];
  const below = children.flatMap(repeatedFields);
  if (node?.type !== 'object') return below;
  const names = children.map((property) => property.children![0]!);
  return [...names.filter((name, i) => names.findIndex((other) => other.value === name.value) < i), ...below];
}

type Finding = { keyword: string; schemaPath: string; instancePath: string; params: object; message: string };

function schemaFindings(validator: Validator, schema: TSchema, value: unknown) {
  if (validator.Check(value)) return [];
  return (validator.Errors(value) as Finding[])
    .filter(({ keyword }) => keyword !== 'boolean')
    .flatMap((finding) => {
      const path = toPath(finding.instancePath);
      if (finding.keyword === 'additionalProperties') return unknownFields(schema, finding, path);
      return [{ path, message: sentence(finding, path) }];
    });
}

function unknownFields(schema: TSchema, { params, schemaPath }: Finding, path: Path) {
  const known = Object.keys((at(schema, schemaPath) as { properties?: object })?.properties ?? {});
  return (params as { additionalProperties: string[] }).additionalProperties.map((name) => ({
    path: [...path, name],
    message: `Unknown field "${name}".${didYouMean(name, known)}`,
  }));
}

function sentence({ keyword, params, message }: Finding, path: Path): string {
  const last = path.at(-1);
  const name = last === undefined ? 'The file' : typeof last === 'number' ? `Entry ${last + 1}` : `"${last}"`;
  const given = params as Record<string, unknown>;
  switch (keyword) {
    case 'required':
      return `Missing: ${(given.requiredProperties as string[]).map((field) => `"${field}"`).join(', ')}.`;
    case 'type':
      return `${name} must be ${article(String(given.type))}.`;
    case 'enum':
      return `${name} must be one of ${(given.allowedValues as string[]).map((v) => `"${v}"`).join(', ')}.`;
    case 'minLength':
      return `${name} must not be empty.`;
    case 'pattern':
      return `${name} must match ${given.pattern instanceof RegExp ? given.pattern.source : given.pattern}.`;
    default:
      return `${name} ${message}.`;
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function at(schema: unknown, schemaPath: string): unknown {
  return toPath(schemaPath.slice(1)).reduce(
    (node: unknown, key) => (node as Record<string, unknown> | undefined)?.[String(key)],
    schema,
  );
}

function syntaxSentence(code: string): string {
  const sentences: Record<string, string> = {
    InvalidSymbol: 'This is not JSON: an unknown word.',
    InvalidNumberFormat: 'This is not a number.',
    PropertyNameExpected: 'A field name in double quotes is missing here.',
    ValueExpected: 'A value is missing here.',
    ColonExpected: 'A colon is missing here.',
    CommaExpected: 'A comma is missing here.',
    CloseBraceExpected: 'A closing brace } is missing here.',
    CloseBracketExpected: 'A closing bracket ] is missing here.',
    EndOfFileExpected: 'The file should end here.',
    InvalidCommentToken: 'JSON has no comments: remove it.',
    UnexpectedEndOfString: 'A closing quote is missing.',
    InvalidUnicode: 'This \\u escape is not four hexadecimal digits.',
    InvalidEscapeCharacter: 'This escape is not known in JSON.',
    InvalidCharacter: 'A control character must be written as an escape.',
  };
  return sentences[code] ?? `This is not JSON (${code}).`;
}
