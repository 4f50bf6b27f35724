import type { TSchema } from 'typebox';
import { atOnce, type Work } from '../../base/turns.ts';
import type { Node } from '../json/tree.ts';
import { treeOf } from '../json/tree.ts';
import type { ParsedQuestions } from '../parse/parse.ts';
import { AuthoredQuestion, QuestionsFile } from '../schema/question.ts';

/**
 * A file of questions in its one layout: fields in the order of the schema, two spaces, a final newline. Texts,
 * numbers and line ends stay as they are written. Nothing where the file has problems.
 */
export function formatQuestions(parsed: ParsedQuestions, text: string): string | undefined {
  return atOnce(formatting(parsed, text));
}

/** The same, question by question. */
export function* formatting(parsed: ParsedQuestions, text: string): Work<string | undefined> {
  if (parsed.problems.length > 0) return undefined;
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const printed = parsed.pieces ? yield* printing(parsed.pieces, parsed.shell!) : printWhole(parsed, text);
  return printed?.concat('\n').replaceAll('\n', lineEnd);
}

function printWhole({ root }: ParsedQuestions, text: string): string | undefined {
  return root && print(root, QuestionsFile, text, '');
}

/** Prints each question by itself and puts it in its place in the shell. */
function* printing(pieces: NonNullable<ParsedQuestions['pieces']>, shell: string): Work<string> {
  const printed: string[] = [];
  for (const { source } of pieces) {
    printed.push(print(treeOf(source), AuthoredQuestion, source, indentOfQuestions));
    yield;
  }
  const [before, ...after] = print(treeOf(shell), QuestionsFile, shell, '').split(
    `\n${indentOfQuestions}null`,
  );
  return before + after.map((text, i) => `\n${indentOfQuestions}${printed[i]}${text}`).join('');
}

const indentOfQuestions = '    ';

/** What `extensions` hold is in no schema, and stays in its order. */
const anything: TSchema = {};

type Shape = { properties?: Record<string, TSchema>; items?: TSchema };

function print(node: Node, schema: TSchema, text: string, indent: string): string {
  const { properties = {}, items = {} } = schema as Shape;
  const inner = `${indent}  `;
  const block = (open: string, entries: string[], close: string) =>
    entries.length === 0
      ? open + close
      : `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`;
  if (node.type === 'array')
    return block(
      '[',
      node.children!.map((child) => print(child, items, text, inner)),
      ']',
    );
  if (node.type !== 'object') return text.slice(node.offset, node.offset + node.length);
  const order = Object.keys(properties);
  const fields = node
    .children!.map(({ children }) => ({ name: children![0]!.value as string, value: children![1]! }))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return block(
    '{',
    fields.map(
      ({ name, value }) =>
        `${JSON.stringify(name)}: ${print(value, properties[name] ?? anything, text, inner)}`,
    ),
    '}',
  );
}
