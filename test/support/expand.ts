import type { Migration } from '../../src/base/data/migrate.ts';

/** What a migration does that a node of the release before could notice: the statements that do more than add. */
export function notOnlyAdded({ sql }: Pick<Migration, 'sql'>): string[] {
  const statements = statementsOf(sql);
  const made = new Set(
    statements.flatMap((each) => /^create (?:unlogged )?table (\w+)/.exec(each)?.[1] ?? []),
  );
  return statements.filter((each) => !isAddition(each, made));
}

/** The release that was the first to live without what a migration takes away, as its comment says. */
export function contractOf({ sql }: Pick<Migration, 'sql'>): string | undefined {
  return /^-- contract: not used since (\d+\.\d+\.\d+)$/m.exec(sql)?.[1];
}

/** The statements of a script, each on one line; the body of a function is emptied. */
function statementsOf(sql: string): string[] {
  const plain = sql.replace(/--.*$/gm, '').replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, '$$$$');
  return plain
    .split(';')
    .map((each) => each.replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '');
}

/** Tables, functions that are new, indexes that refuse no row, and columns that may be left out; more only in tables just made. */
function isAddition(statement: string, made: ReadonlySet<string>): boolean {
  if (/^create (?:(?:unlogged )?table|function|index|sequence) |^comment on /.test(statement)) return true;
  const [, altered, column] = /^alter table (\w+) add column (.*)$/.exec(statement) ?? [];
  const mayBeLeftOut = (of: string) =>
    !/\b(primary key|unique)\b/.test(of) && (/ default /.test(of) || !/\bnot null\b/.test(of));
  if (column !== undefined) return made.has(altered!) || mayBeLeftOut(column);
  const [, table] =
    /^(?:insert into|create unique index \w+ on|create trigger .*? on|alter table) (\w+)/.exec(statement) ??
    [];
  return made.has(table ?? '');
}
