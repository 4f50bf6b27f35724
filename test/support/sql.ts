/** One level of a statement: the text between two parentheses, with inner parentheses emptied. */
export type Level = {
  /** The word before the parenthesis: a function, `in`, `exists` or `from`; empty for the statement itself. */
  before: string;
  text: string;
  /** The same text with its inner parentheses as written. */
  whole: string;
};

/** A statement on one line, with its quoted texts emptied, as they may look like SQL. */
export function bare(sql: string): string {
  return sql
    .replace(/'[^']*'/g, "''")
    .replace(/\s+/g, ' ')
    .trim();
}

/** The levels of a statement, starting with the statement itself. */
export function levelsOf(sql: string, before = ''): Level[] {
  const inner: Level[] = [];
  let text = '';
  for (let at = 0; at < sql.length; at++) {
    text += sql[at];
    if (sql[at] !== '(') continue;
    const end = closing(sql, at);
    const word = /(\w*) ?$/.exec(sql.slice(0, at))![1]!;
    inner.push(...levelsOf(sql.slice(at + 1, end).trim(), word));
    text += ')';
    at = end;
  }
  return [{ before, text: withoutCases(text), whole: sql }, ...inner];
}

/** The position of the parenthesis that closes the one at `open`. */
function closing(sql: string, open: number): number {
  let depth = 0;
  for (let at = open; at < sql.length; at++) {
    if (sql[at] === '(') depth++;
    if (sql[at] === ')' && --depth === 0) return at;
  }
  throw new Error(`A parenthesis is left open: ${sql}`);
}

/** Replaces each `case … end` by `case`, as its conditions are not values. */
function withoutCases(text: string): string {
  const shorter = text.replace(/\bcase (?:(?!\bcase\b).)*?\bend\b/g, 'case');
  return shorter === text ? text : withoutCases(shorter);
}

/** The parts of a list, split at commas outside of parentheses. */
export function partsOf(list: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of list) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}
