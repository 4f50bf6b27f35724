/** A line of a table as spreadsheets read it (RFC 4180). */
export function rowOf(cells: readonly unknown[], separator = ','): string {
  return `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
}

/** What a spreadsheet would run as a formula, also where its locale writes signs in full width. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell; text that a spreadsheet would run as a formula begins with an apostrophe. */
function quoted(value: unknown, separator: string): string {
  const text = String(value ?? '');
  const plain = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  const needsQuotes = /["\r\n\t;]|^\s|\s$/.test(plain) || plain.includes(separator);
  return needsQuotes ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The text of a cell without the apostrophe that keeps it from being run as a formula. */
export function textIn(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
