/** The rows of a table as spreadsheets write it (RFC 4180), with the separator that its first line uses. */
export function cellsOf(text: string): { line: number; cells: string[] }[] {
  const body = text.replace(/^sep=.\n/, '');
  const [first = ''] = body.split('\n', 1);
  const separator = [...'\t;,'].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
  const rows: { line: number; cells: string[] }[] = [];
  let [cell, cells, line, isQuoted, begun]: [string, string[], number, boolean, number] = [
    '',
    [],
    1,
    false,
    1,
  ];
  const endRow = () => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== '')) rows.push({ line: begun, cells });
    [cell, cells, begun] = ['', [], line + 1];
  };
  for (let i = 0; i < body.length; i++) {
    const sign = body[i]!;
    if (isQuoted && sign === '"' && body[i + 1] === '"') cell += body[i++];
    else if (isQuoted && sign === '"') isQuoted = false;
    else if (!isQuoted && sign === '"' && cell.trim() === '') [isQuoted, cell] = [true, ''];
    else if (!isQuoted && sign === separator) {
      cells.push(cell);
      cell = '';
    } else if (!isQuoted && sign === '\n') endRow();
    else cell += sign;
    if (sign === '\n') line++;
  }
  endRow();
  return rows;
}
