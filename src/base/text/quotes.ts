/** The quotes of a language: double ones to open and to close, then single ones. */
export type Quotes = readonly string[];

const english: Quotes = ['“', '”', '‘', '’'];

/** The languages that do not quote as English does; a region or a script comes before its language. */
const others: Readonly<Record<string, Quotes>> = {
  ar: ['«', '»', '‹', '›'],
  bg: ['„', '“', '‚', '‘'],
  cs: ['„', '“', '‚', '‘'],
  da: ['»', '«', '›', '‹'],
  de: ['„', '“', '‚', '‘'],
  'de-ch': ['«', '»', '‹', '›'],
  el: ['«', '»', '“', '”'],
  es: ['«', '»', '“', '”'],
  et: ['„', '“', '‚', '‘'],
  fa: ['«', '»', '‹', '›'],
  fi: ['”', '”', '’', '’'],
  fr: ['«\u00a0', '\u00a0»', '‹\u00a0', '\u00a0›'],
  'fr-ch': ['«', '»', '‹', '›'],
  he: ['”', '”', '’', '’'],
  hr: ['„', '”', '‚', '’'],
  hu: ['„', '”', '»', '«'],
  it: ['«', '»', '“', '”'],
  ja: ['「', '」', '『', '』'],
  lt: ['„', '“', '‚', '‘'],
  nb: ['«', '»', '‘', '’'],
  no: ['«', '»', '‘', '’'],
  pl: ['„', '”', '«', '»'],
  pt: ['«', '»', '“', '”'],
  'pt-br': ['“', '”', '‘', '’'],
  ro: ['„', '”', '«', '»'],
  ru: ['«', '»', '„', '“'],
  sk: ['„', '“', '‚', '‘'],
  sl: ['„', '“', '‚', '‘'],
  sr: ['„', '”', '‚', '’'],
  sv: ['”', '”', '’', '’'],
  uk: ['«', '»', '„', '“'],
  'zh-hant': ['「', '」', '『', '』'],
  'zh-tw': ['「', '」', '『', '』'],
};

/** The quotes of a language by its tag, such as de-CH: those of the longest part that is known, else English ones. */
export function quotesOf(language: string): Quotes {
  const parts = language.toLowerCase().split('-');
  const tags = parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
  const known = tags.find((tag) => Object.hasOwn(others, tag));
  return known === undefined ? english : others[known]!;
}
