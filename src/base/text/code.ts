/** The language that a fence names, as in ```` ```js ````; empty where it names none. */
export function languageOf(info: string): string {
  return info.trim().split(/\s/, 1)[0]!.slice(0, 30);
}

/**
 * A block of code, sign by sign. It scrolls by itself, also by keyboard; in an option its lines wrap, because a click
 * on it chooses the option and its text is the option’s name.
 */
export function codeHtml(
  content: string,
  info: string,
  { escapeText, isReached }: { escapeText: (text: string) => string; isReached: boolean },
): string {
  const language = escapeText(languageOf(info));
  const named = language ? ` data-language="${language}"` : '';
  const label = language ? `Code, ${language}` : 'Code';
  const reached = isReached ? ` tabindex="0" role="group" aria-label="${label}"` : '';
  // What ends the last line is the fence's.
  const code = escapeText(content.replace(/\n$/, ''));
  return `<pre class="code" dir="ltr" translate="no"${named}${reached}><code>${code}</code></pre>\n`;
}

const fence = /^\s*(`{3,}(?=[^`]*$)|~{3,})\s*(\S?)/;

/** Which lines of a text belong to blocks of code, and the first line of a block that has no end. */
export function findCode(lines: readonly string[]): { isCode: boolean[]; start: number | undefined } {
  let [open, start] = ['', 0];
  const isCode = lines.map((line, i) => {
    const [, marks = '', more = ''] = fence.exec(line) ?? [];
    if (open === '') [open, start] = [marks, i];
    else if (more === '' && marks.startsWith(open)) {
      open = '';
      return true;
    }
    return open !== '';
  });
  return { isCode, start: open === '' ? undefined : start };
}

/** The lines of a text, empty where they belong to a block of code. */
export function proseLines(text: string): string[] {
  const lines = text.split('\n');
  const { isCode } = findCode(lines);
  return lines.map((line, i) => (isCode[i] ? '' : line));
}

/** An authored text with nothing between its backticks and in its blocks of code. */
export function withoutCode(text: string): string {
  if (!/[`~]/.test(text)) return text;
  return proseLines(text)
    .join('\n')
    .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '``');
}
