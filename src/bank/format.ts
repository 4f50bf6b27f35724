import type { TSchema } from 'typebox';
import { QuestionsFile } from './model.ts';
import type { Node, Parsed } from './parse.ts';

/**
 * A file of questions in its one layout: fields in the order of the schema, two spaces, a final newline. Texts,
 * numbers and line ends stay as they are written. Nothing where the file has problems.
 */
export function formatQuestions({ root, problems }: Parsed<unknown>, text: string): string | undefined {
  if (!root || problems.length > 0) return undefined;
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  return `${print(root, QuestionsFile, text, '')}\n`.replaceAll('\n', lineEnd);
}

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
      ({ name, value }) => `${JSON.stringify(name)}: ${print(value, properties[name]!, text, inner)}`,
    ),
    '}',
  );
}
