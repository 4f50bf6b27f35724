import { isSaid, type Said, tidy } from './said.ts';

/** Every sentence in a template: the text between two blocks of the page, and the attributes that are read out. */
export function saidInView(source: string): Said[] {
  const bare = blank(source, /\{\{!--.*?--\}\}|<(script|style)\b.*?<\/\1>/gs);
  return [...textsOf(bare), ...attributesOf(bare)]
    .filter(({ text }) => isSaid(text) && !/[{<]/.test(text))
    .toSorted((a, b) => a.line - b.line);
}

/** The text of a page, parted wherever a block element or a condition begins or ends. */
function textsOf(source: string): Said[] {
  const inline = source
    .replace(/\{\{\{?(?![#/>^]|else\b)[^}]*\}\}\}?/g, (value) => `…${lines(value)}`)
    .replace(/<\/?(a|b|abbr|code|em|i|kbd|span|strong|time|wbr)\b[^>]*>/g, lines);
  return partsOf(inline, /\{\{[^}]*\}\}|<[^>]*>/g);
}

/** The attributes of a page that somebody hears or sees. */
function attributesOf(source: string): Said[] {
  return [
    ...source.matchAll(/\b(?:aria-label|aria-description|alt|placeholder|title|content|data-\w+)="([^"]+)"/g),
  ].map(({ 1: text, index }) => ({
    text: tidy(text!.replace(/\{\{[^}]*\}\}/g, '…')),
    line: lineAt(source, index),
  }));
}

function partsOf(source: string, border: RegExp): Said[] {
  const parts: Said[] = [];
  let from = 0;
  for (const { index, 0: mark } of [...source.matchAll(border), { index: source.length, 0: '' }]) {
    const text = source.slice(from, index);
    parts.push({ text: tidy(text), line: lineAt(source, from + text.length - text.trimStart().length) });
    from = index + mark.length;
  }
  return parts;
}

const blank = (source: string, what: RegExp) => source.replace(what, lines);
const lines = (text: string) => text.replace(/[^\n]/g, '');
const lineAt = (source: string, index: number) => source.slice(0, index).split('\n').length;
