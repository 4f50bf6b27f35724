/** A text in which no sign is a mark, as Etude’s Markdown. */
export function fromPlain(text: string): string {
  return text
    .replace(/[\\`*_[\]]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/<(?=[a-z][a-z0-9+.-]*:|[^\s<>]+@)/gi, '\\<')
    .replace(/^(\s*)([-+#>~]|\d+[.)](?=\s|$))/gm, (_, space, sign) => `${space}${escapedStart(sign)}`);
}

/** The sign at the beginning of a line that would make it a list or a fence. */
function escapedStart(sign: string): string {
  return sign.length === 1 ? `\\${sign}` : sign.replace(/[.)]$/, '\\$&');
}

/** A line of text from a text of several, as titles show it. */
export function inOneLine(text: string, most = 60): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}
