/** A sentence that Etude can say, and the line on which it begins. */
export type Said = { text: string; line: number };

const sql =
  /^\s*(select|insert|update|delete|create|drop|alter|pragma|with|begin|savepoint|release|rollback|union|and|or|exists|not exists|from|where|order by|case|coalesce|values|on conflict|left join|join)\b[^.]*$/s;

/** Parts of statements, patterns, selectors and headers. */
const forMachines =
  /cast\(:|json_each|\bas "|\w_\w+\.|\b(review|learner|card|paper|sitting|session)\.\w+|^\w+ = |^[\w ]+\bas revision$|^\s*([.<]\/?\w+)|::|=>|\(\?|\0|charset=|-src '|^[a-z]\w+(\s+[a-zA-Z]\w*){20,}$|^([A-Z]+\s+){9}|^insert into|\border by \w+\.|\bunion all\b/;

/** Whether a text is for people: several words, or one with a capital; no statement, address or list of class names. */
export function isSaid(text: string): boolean {
  const words = tidy(text).replaceAll('…', '');
  const hasWords =
    /\p{L}{2,}[,;:.]?\s+\S*\p{L}|\p{L}+\s+\p{L}{2,}/u.test(words) || /^\p{Lu}\p{Ll}+[.:!?]?$/u.test(words);
  return hasWords && !sql.test(text) && !forMachines.test(text);
}

/** A text on one line. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
