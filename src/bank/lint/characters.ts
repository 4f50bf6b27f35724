import { findCode, withoutCode } from '../../base/text/code.ts';
import type { SourceFile } from '../files/check.ts';
import type { Path } from '../model.ts';
import { expressions } from '../reading/expressions.ts';
import { findInvisible } from '../reading/invisible.ts';
import type { Reading } from '../reading/reading.ts';
import { error, type Flaw, warning, when } from './flaw.ts';

/** A text of a question, with the way to its place. */
export type Authored = { path: Path; text: string };

/** What is wrong with a question's texts as characters: invisible characters, markup that is not rendered, spelling. */
export function judgeCharacters(reading: Reading): Flaw[] {
  const isBritish = reading.isEnglish && hasBritishSpelling(reading.language);
  return [
    ...textsOf(reading).flatMap((authored) => [
      ...hidden(authored),
      ...otherMarkdown(authored),
      ...(isBritish ? american(authored) : []),
    ]),
    ...notesOf(reading).flatMap(hidden),
  ];
}

const hasBritishSpelling = (language: string) => /^en(?!-us\b)\b/i.test(language);

/** The same for a lesson, whose Markdown knows more, line by line. */
export function judgeLesson({ text }: SourceFile, language: string): { line: number; flaw: Flaw }[] {
  const isBritish = hasBritishSpelling(language);
  const lines = text.split(/\r?\n/);
  const { isCode } = findCode(lines);
  return lines.flatMap((text, i) => {
    if (isCode[i])
      return invisible({ path: [], text: untabbed(text) }).map((flaw) => ({ line: i + 1, flaw }));
    // Nested lists are indented.
    const authored = { path: [], text: text.trimStart() };
    return [...hidden(authored), ...(isBritish ? american(authored) : [])].map((flaw) => ({
      line: i + 1,
      flaw,
    }));
  });
}

/** The texts of a question that candidates read. */
export function textsOf({ question }: Reading): Authored[] {
  return [
    { path: ['stem'], text: question.stem },
    ...(question.prompts ?? []).flatMap(({ text, rationale = '' }, i) => [
      { path: ['prompts', i, 'text'], text },
      { path: ['prompts', i, 'rationale'], text: rationale },
    ]),
    ...question.options.flatMap(({ text, rationale }, i) => [
      { path: ['options', i, 'text'], text },
      { path: ['options', i, 'rationale'], text: rationale },
    ]),
    ...(question.why === undefined ? [] : [{ path: ['why'], text: question.why }]),
    { path: ['rationale'], text: question.rationale },
  ];
}

/** The notes of a question. Titles keep their spelling and punctuation. */
function notesOf({ question: { references, waive = [] } }: Reading): Authored[] {
  return [
    ...references.flatMap(({ title, locator = '' }, i) => [
      { path: ['references', i, 'title'], text: title },
      { path: ['references', i, 'locator'], text: locator },
    ]),
    ...waive.map(({ reason }, i) => ({ path: ['waive', i, 'reason'], text: reason })),
  ];
}

function hidden({ path, text }: Authored): Flaw[] {
  const prose = withoutCode(text);
  // Spaces and tabs are part of code.
  return [
    ...invisible({ path, text: prose === text ? text : untabbed(text) }),
    ...when(holdsHtml(prose), () =>
      error('IW-35', path, 'It has HTML, which candidates would see as text: use Markdown.'),
    ),
    ...when(expressions.trailingSpace.test(prose) || text !== text.trim(), () =>
      error('IW-35', path, 'It has spaces at the start or at the end of a line: remove them.'),
    ),
  ];
}

const untabbed = (text: string) => text.replaceAll('\t', ' ');

function invisible({ path, text }: Authored): Flaw[] {
  const found = findInvisible(text);
  return [
    ...when(text !== text.normalize('NFC'), () =>
      error('IW-35', path, 'It has letters in decomposed form: save it as composed Unicode (NFC).'),
    ),
    ...when(found !== undefined, () =>
      error('IW-35', path, `It has the invisible character ${codeOf(found!)}: remove it.`),
    ),
  ];
}

/** Whether a text contains a tag or a comment. */
function holdsHtml(text: string): boolean {
  const tag = expressions.html.exec(text);
  return tag !== null && (tag[0] === '<!--' || text.includes('>', tag.index + tag[0].length));
}

function codeOf(sign: string): string {
  return `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** An option is one line, which shows such signs as they are. */
function otherMarkdown({ path, text }: Authored): Flaw[] {
  const isOption = path[0] !== 'stem' && path[2] === 'text';
  return when(!isOption && expressions.otherMarkdown.test(withoutCode(text)), () =>
    error('IW-35', path, 'Markdown works here only for emphasis, code, links and lists: remove the rest.'),
  );
}

/** Titles keep their spelling: text in quotes, emphasis or a link is skipped. */
function american({ path, text }: Authored): Flaw[] {
  const word = expressions.american.exec(ownWords(withoutCode(text)))?.[0];
  return when(word !== undefined, () =>
    warning('IW-30', path, `“${word}” is American spelling: use British spelling.`),
  );
}

const closing: Record<string, string> = { '*': '*', '"': '"', '“': '”', '[': ']', '(': ')' };

/** A text without its parts in quotes, emphasis or a link. */
function ownWords(text: string): string {
  if (!/[*"“[(]/.test(text)) return text;
  const missing = new Set<string>();
  const endOf = (start: number): number => {
    const close = closing[text[start] ?? ''];
    // What is closed nowhere is looked for only once.
    if (close === undefined || missing.has(close)) return -1;
    const end = text.indexOf(close, start + 1);
    if (end === -1) missing.add(close);
    return end;
  };
  let [own, from] = ['', 0];
  for (let i = 0; i < text.length; i++) {
    if (!(text[i]! in closing)) continue;
    const first = endOf(i);
    const isTitle = text[i] === '[' && text[first + 1] === '(';
    const end = isTitle ? endOf(first + 1) : first;
    const address = text[i] === '(' ? i : isTitle ? first + 1 : -1;
    const isPassed =
      end !== -1 && (address === -1 ? text[i] !== '[' : /https?:/.test(text.slice(address, end)));
    if (!isPassed) continue;
    own += text.slice(from, i);
    from = end + 1;
    i = end;
  }
  return own + text.slice(from);
}
