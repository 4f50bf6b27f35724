import { renderLine, renderMarkup, setLine, setTitle } from '../base/text/markup.ts';
import { shortened } from '../base/text/words.ts';
import { type Question, whyOf } from './model.ts';

/** A question ready to be shown: its authored text rendered once. */
export type Rendered = {
  stem: string;
  /** The stem as one line of plain text. */
  line: string;
  /** By option id. */
  options: Map<string, { text: string; rationale: string; line: string }>;
  /** By prompt id. */
  prompts: Map<string, { text: string; rationale: string }>;
  /** The thing to remember. */
  why: string;
  rationale: string;
  /** The year is empty where the title or the locator names it already. */
  references: { title: string; url: string; locator: string; year: string }[];
};

/** Renders one authored question in the language of its bank. */
export function render(question: Question, language: string): Rendered {
  const { pictures } = question;
  const shown = (text: string) => renderMarkup(text, language, { pictures });
  return {
    stem: shown(withUnbrokenRemark(question.stem)),
    line: stemLine(question, language),
    options: new Map(
      question.options.map(({ id, text, rationale }) => [
        id,
        // A link in an option would keep a click on its picture from choosing it.
        {
          text: renderLine(text, language, { pictures, isChosen: true }),
          rationale: shown(rationale),
          line: shortened(setLine(text, language), 60),
        },
      ]),
    ),
    prompts: new Map(
      (question.prompts ?? []).map(({ id, text, rationale = '' }) => [
        id,
        { text: renderLine(text, language, { pictures, isChosen: true }), rationale: shown(rationale) },
      ]),
    ),
    why: shown(whyOf(question)),
    rationale: shown(question.rationale),
    references: question.references.map(({ title, url = '', locator = '', year }) => ({
      title: setTitle(title, language),
      url,
      locator: setTitle(locator, language),
      year: isDated(`${title} ${locator}`, year) ? '' : String(year),
    })),
  };
}

/** Whether a reference already shows a date: its year, or when its page was read. */
function isDated(text: string, year: number): boolean {
  return text.includes(String(year)) || /\bas read in\b/i.test(text);
}

/** A stem whose closing remark, such as “(Select TWO.)”, stays on one line. */
function withUnbrokenRemark(stem: string): string {
  // Code is copied, so its spaces stay.
  if (/^ {0,3}(?:```|~~~)/m.test(stem)) return stem;
  return stem.replace(/(?<=\s)\([^()"'`\n]{1,24}\)\.?$/, (remark) => remark.replaceAll(' ', '\u00a0'));
}

/** A stem as one line of plain text, for lists. */
export function stemLine(question: Question, language: string): string {
  return shortened(setLine(withUnbrokenRemark(question.stem), language), 140);
}
