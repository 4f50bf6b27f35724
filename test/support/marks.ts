import { expect } from 'vitest';
import { byPlace, judgeBank, type SourceFile } from '../../src/bank/files/check.ts';
import type { Problem } from '../../src/bank/model.ts';
import { question, taxonomy } from './bank.ts';

/** Stands in the text of a case where a problem is expected. */
const mark = '▶';

/**
 * Judges a bank whose texts carry marks: at every mark one of the messages must be reported as a problem or a warning,
 * in this order, and nothing anywhere else.
 */
export function expectProblems(texts: Record<string, string>, ...messages: string[]): void {
  const marked = { 'bank.json': JSON.stringify(taxonomy), ...texts };
  const places = Object.entries(marked)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => placesOf(path, text));
  const expected: Problem[] = places.map((place, i) => ({ ...place, message: messages[i] ?? '(none)' }));
  const { problems, warnings } = judgeBank(filesOf(marked));
  expect([...problems, ...warnings].sort(byPlace)).toEqual(expected);
  expect(places).toHaveLength(messages.length);
}

function filesOf(marked: Record<string, string>): SourceFile[] {
  return Object.entries(marked).map(([path, text]) => ({
    path,
    name: path,
    text: text.replaceAll(mark, ''),
  }));
}

function placesOf(file: string, text: string) {
  const pieces = text.split(mark);
  return pieces.slice(1).map((_, i) => {
    const before = pieces.slice(0, i + 1).join('');
    return { file, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  });
}

/** A question as its author writes it, a field a line, some fields replaced by raw text. */
export function written(id: string, raw: Record<string, string> = {}): string {
  const fields = Object.entries(question(id)).map(([name, value]) => [name, JSON.stringify(value)]);
  const lines = Object.entries({ ...Object.fromEntries(fields), ...raw });
  return `{\n${lines.map(([name, text]) => `      ${fieldName(name)}: ${text}`).join(',\n')}\n    }`;
}

/** A mark before a field's name stays outside its quotes. */
function fieldName(name: string): string {
  return name.startsWith(mark) ? `${mark}"${name.slice(mark.length)}"` : `"${name}"`;
}

/** A file of questions. */
export function fileOf(...questions: string[]): string {
  return `{\n  "questions": [\n    ${questions.join(',\n    ')}\n  ]\n}\n`;
}
