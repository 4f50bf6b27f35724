import type { Question } from '../../bank/model.ts';
import { escapeHtml } from '../../base/text/markup.ts';
import type { Outgoing } from '../item/format.ts';

/** Writes a text as Moodle has it: marked as Markdown, with the pictures that it shows beside it. */
export type WriteText = (content: string) => string;

/** The writer of the texts of a question. */
export function textsOf(bank: Outgoing, question: Question): WriteText {
  const names = Object.keys(question.pictures ?? {});
  return (content) => {
    const shown = names.filter((name) => content.includes(`](${name})`));
    const linked = shown.reduce(
      (text, name) => text.replaceAll(`](${name})`, `](@@PLUGINFILE@@/${encodeURIComponent(name)})`),
      content,
    );
    const files = shown.map((name) => fileXml(name, bank.picture(question, name)));
    return `<text>${escapeHtml(linked)}</text>${files.join('')}`;
  };
}

function fileXml(name: string, bytes: Buffer): string {
  return `<file name="${escapeHtml(name)}" path="/" encoding="base64">${bytes.toString('base64')}</file>`;
}
