import { type Mistake, mostMistakes } from './walk.ts';

/** What a file is instead of JSON, if that shows at a glance. */
export function strangersIn(text: string): Mistake[] {
  if (/^.?\0/s.test(text)) return [{ offset: 0, message: 'This file is UTF-16: save it as UTF-8.' }];
  const conflicts = [...text.matchAll(/^<{7}(?= |\r?$)/gm)].slice(0, mostMistakes);
  if (conflicts.length > 0) return conflicts.map(({ index }) => ({ offset: index, message: mergeConflict }));
  const start = text.search(/\S/);
  const head = text.slice(start, start + 100);
  const stranger = strangers.find(({ looks }) => looks.test(head));
  return stranger ? [{ offset: start, message: stranger.message }] : [];
}

const mergeConflict =
  'There is an unresolved merge conflict here: keep one of the two versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.';

const strangers = [
  {
    looks: /^<(!doctype|html|head|body|\?xml|[a-z]+[ >])/i,
    message: 'This file is HTML or XML, not JSON: download the file itself, not the page that shows it.',
  },
  { looks: /^```/, message: 'This line is Markdown, not JSON: remove the ``` lines.' },
  {
    looks: /^(---\s|%YAML|- |[\p{L}_][\w$-]*:( |\r?\n))/u,
    message:
      'This file is YAML, not JSON: write names and text in double quotes, and braces { } around them.',
  },
];
