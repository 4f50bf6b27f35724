import { type Picture, picturesIn } from '../../base/text/markup.ts';
import type { Path, Question } from '../model.ts';
import { formatOf } from './formats.ts';
import type { Shelf } from './picture.ts';

/** What is wrong with the pictures that a text refers to, as sentences. */
export function pictureProblems(text: string, shelf: Shelf): string[] {
  if (!text.includes('![')) return [];
  return picturesIn(text).flatMap(({ source, alt }) => {
    const problem = problemOf(source, shelf);
    if (problem) return [problem];
    return alt.trim() === ''
      ? [
          `The picture "${source}" has no text for people who cannot see it: write ![what it shows](${source}).`,
        ]
      : [];
  });
}

function problemOf(source: string, shelf: Shelf): string | undefined {
  if (/[/:\\]/.test(source))
    return `A picture must be in the same folder as the file that shows it, and "${source}" is not: copy it there.`;
  if (!formatOf(source)) return `"${source}" is not a picture: use PNG, JPEG, WebP, AVIF or SVG.`;
  const picture = shelf.get(source);
  if (picture === undefined) return `There is no picture "${source}" in the same folder as this file.`;
  return typeof picture === 'string' ? `The picture "${source}" ${picture}.` : undefined;
}

/** The texts of a question that may show pictures, by their places. */
export function textsOf(
  question: Pick<Question, 'stem' | 'prompts' | 'options' | 'rationale' | 'why'>,
): [Path, string][] {
  const { stem, prompts = [], options, rationale, why = '' } = question;
  return [
    [['stem'], stem],
    ...prompts.flatMap(({ text, rationale = '' }, i): [Path, string][] => [
      [['prompts', i, 'text'], text],
      [['prompts', i, 'rationale'], rationale],
    ]),
    ...options.flatMap(({ text, rationale }, i): [Path, string][] => [
      [['options', i, 'text'], text],
      [['options', i, 'rationale'], rationale],
    ]),
    [['why'], why],
    [['rationale'], rationale],
  ];
}

/** The sound pictures that some texts show, by the names that they are referred to by. */
export function shownIn(texts: readonly string[], shelf: Shelf): Record<string, Picture> {
  const sources = texts.filter((text) => text.includes('![')).flatMap((text) => picturesIn(text));
  return Object.fromEntries(
    sources.flatMap(({ source }) => {
      const picture = shelf.get(source);
      return typeof picture === 'object' ? [[source, picture]] : [];
    }),
  );
}

const drawn = new WeakMap<Question, Question>();

/** A question with the pictures that it shows, which are part of its content; the same object as long as they are the same. */
export function illustrated(question: Question, shelf: Shelf): Question {
  const pictures = shownIn(
    textsOf(question).map(([, text]) => text),
    shelf,
  );
  if (Object.keys(pictures).length === 0) return question;
  const known = drawn.get(question);
  const isSame = JSON.stringify(known?.pictures) === JSON.stringify(pictures);
  if (known && isSame) return known;
  const next = { ...question, pictures };
  drawn.set(question, next);
  return next;
}
