import { parse } from 'csv-parse/sync';

/** The rows of a table, and the line on which a quotation mark opens that nothing closes. */
export type Table = { rows: { line: number; cells: string[] }[]; unclosed?: number };

type Parsed = { record: string[]; info: { lines: number } };

/**
 * The rows of a table as spreadsheets write it (RFC 4180), with the separator that its first line uses. What is less
 * than strict is read as spreadsheets read it; a quotation mark that nothing closes hides all that follows.
 */
export function tableIn(text: string): Table {
  const body = text.replace(/^sep=.\n/, '');
  const skipped = text.length - body.length > 0 ? 1 : 0;
  let isUnclosed = false;
  const parsed = parse(body, {
    delimiter: separatorOf(body),
    info: true,
    ltrim: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: () => {
      isUnclosed = true;
      return undefined;
    },
  }) as unknown as Parsed[];
  const rows = parsed.map(({ record, info }) => ({
    line: info.lines - linesWithin(record) + skipped,
    cells: record,
  }));
  const last = parsed.at(-1)?.info.lines ?? 0;
  return {
    rows: rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
    ...(isUnclosed ? { unclosed: firstLineAfter(body, last) + skipped } : {}),
  };
}

function separatorOf(body: string): string {
  const [first = ''] = body.split('\n', 1);
  return [...'\t;,'].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
}

function linesWithin(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
}

/** The number of the first line after another that is not empty. */
function firstLineAfter(body: string, line: number): number {
  const rest = body.split('\n').slice(line);
  return (
    line +
    1 +
    Math.max(
      0,
      rest.findIndex((each) => each !== ''),
    )
  );
}
