/** Rows under a head, in columns of equal width; numbers are aligned right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  const isRight = head.map((_, c) => rows.length > 0 && rows.every((row) => /^[\d–-]/.test(String(row[c]))));
  return lines
    .map((line) =>
      line
        .map((cell, c) => (isRight[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
