/** A statement as PostgreSQL reads it, and the names of its parameters in the order of $1, $2 and so on. */
export type Translated = { text: string; names: readonly string[] };

/** A list that SQLite reads from a parameter, and its name in the statement. */
const list = /\bjson_each\(:(\w+)\) as (\w+)/g;

/** What is quoted stays as it is; a parameter has a colon in front, and a cast of PostgreSQL's two. */
const quotedOrNamed = /'[^']*'|"[^"]*"|(?<!:):([a-zA-Z_]\w*)/g;

/**
 * Translates a statement of the stores, which are written so that both engines read the rest alike. A list is cast twice,
 * because the driver would otherwise write its text as JSON once more.
 */
export function translate(sql: string): Translated {
  const names: string[] = [];
  const numbered = (name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  };
  const text = sql
    .replace(
      list,
      'json_array_elements_text(cast(cast(:$1 as text) as json)) with ordinality as $2 (value, key)',
    )
    .replace(quotedOrNamed, (whole, name?: string) => (name === undefined ? whole : numbered(name)));
  return { text, names };
}
