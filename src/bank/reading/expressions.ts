/** What the rules look for in a text. Each is held by examples in the tests. */
export const expressions = {
  selectN: /\((?:Select|Choose|Pick) (TWO|THREE|2|3)\b[^()]{0,40}\)\.?$/i,
  superlative: /\b(best|most|least|fewest|first|primary)\b/gi,
  ofTheAbove: /\b(all|none|both|neither|any|some)\s+of\s+(the\s+)?(above|these|options|answers)\b/i,
  combination: /^(both\s+)?[A-E]\s*(and|&|,|or)\s*[A-E]$/i,
  byLetter: /\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s?\s+\(?[A-E1-6]\b/,
  article: /\b(a|an)\s*[:…]?$/i,
  absolute:
    /\b(always|never|all|none|only|every|must|impossible|guarantees?|completely|entirely|solely|eliminates?)\b/i,
  vague: /\b(usually|often|sometimes|frequently|generally|typically|rarely|occasionally|may|might|can)\b/i,
  negative: /\b(not|except|(?<!\bat )least|never|incorrect|false|cannot)\b|n['’]t\b/i,
  negativeEmphasised: /\b(NOT|EXCEPT|LEAST)\b/,
  whichIsTrue: /^which of the following (statements )?(is|are) (true|correct|false)\b/i,
  blank: /_{3,}/,
  opinion: /\b(do you think|in your opinion|would you|you feel)\b/i,
  hinge: /\b(previous|above|next) question\b/i,
  figure: /\d\s?(%|×|x\b|times\b)/,
  tier: /\b(elite|(high|medium|low) performers?|performance cluster|archetype|team profile)\b/i,
  year: /\b20(1[4-9]|2\d)\b/,
  anyYear: /\b(1[5-9]|20)\d\d\b/,
  isbn: /\bISBN\b/i,
  invisible: /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u,
  html: /<\/?[a-z]|<!--/i,
  otherMarkdown: /^ {0,3}#{1,6} |^ {0,3}>|^\|.*\|/m,
  trailingSpace: /[^\S\n]$/m,
  american:
    /\b(analyz|behavior|center|color|favor|catalog\b|defense|fulfill\b|labor\b|modeling|labeled|(organ|optim|minim|maxim|priorit|automat|standard|central|visual|summar|recogn|emphas|util|custom|categor|general|special|real)iz)\w*/i,
  /** A code such as DOP-C02 is a name. */
  acronym: /\b[A-Z]{2,5}(?=s?\b)(?!-\w*\d)/g,
} as const;

/** The part of a stem that asks: its last sentence, without the count of options to select. */
export function leadIn(stem: string): string {
  const asked = stem.replace(expressions.selectN, '').trim();
  const sentences = asked.split(/(?<=[.!?:…])\s+(?=\S)/u);
  return sentences.at(-1) ?? asked;
}
