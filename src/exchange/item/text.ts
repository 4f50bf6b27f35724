import { Failure } from '../../base/failure.ts';
import { escapeMarkdown, escapeStart } from '../html/escape.ts';
import { lineOf, markdownOf, type TakePicture } from '../html/markdown.ts';
import { parseHtml } from '../html/parse.ts';

/** The text of a file; one that is neither UTF-8 nor marked as UTF-16 is refused. */
export function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    throw new Failure(
      'invalid',
      'This file is not UTF-8. Open it in the program that wrote it, and save it as UTF-8.',
    );
  }
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** A text without marks as Markdown that shows every sign of it. */
export function fromPlain(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => escapeStart(escapeMarkdown(line.trim())))
    .join('\n');
}

/** The beginning of a text in one line, as titles show it. */
export function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}

const hasMarks = /<\/?[a-z!][^>]*>|&#?\w+;/i;

/** Converts texts of one format to Markdown, and collects what had to be changed. */
export function createConverter(picture: TakePicture = () => undefined) {
  const changes = new Set<string>();
  const withPictures = (text: string) =>
    text.replace(/\]\((@@PLUGINFILE@@\/[^)\s]*)\)/g, (all, source) => {
      const name = picture(source, '');
      return name === undefined ? all : `](${name})`;
    });
  function convert(text: string, format: string, isLine: boolean): string {
    if (format === 'markdown') return withPictures(text).trim();
    if (format === 'plain' || !hasMarks.test(text)) return fromPlain(text);
    const html = format === 'html' ? text : text.replace(/\n/g, '<br>');
    const { text: converted, changes: own } = (isLine ? lineOf : markdownOf)(parseHtml(html), picture);
    for (const change of own) changes.add(change);
    return converted;
  }
  return {
    changes,
    block: (text: string, format: string) => convert(text, format, false),
    line: (text: string, format: string) => convert(text, format, true),
  };
}

/** An address with its percent signs decoded; as it is where they do not stand for UTF-8. */
export function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
