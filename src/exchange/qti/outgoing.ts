import type { Question } from '../../bank/model.ts';
import { plainText } from '../../base/text/markup.ts';
import { titleOf } from '../item/text.ts';
import type { Shower } from './markup.ts';

/** A question on its way out, with what both families of versions say of it. */
export type Going = {
  question: Question;
  /** What other programs know it by. */
  identifier: string;
  title: string;
  language: string;
  /** What is said after wrong answers only, in Markdown. */
  onWrong: string;
  show: Shower;
};

type Extended = { qti?: { identifier?: unknown; title?: unknown; onWrong?: unknown } };

/** A question with what an import once found in another program’s file. */
export function goingOut(question: Question, language: string, show: Shower, taken: Set<string>): Going {
  const { qti = {} } = (question.extensions ?? {}) as Extended;
  const said = (value: unknown) => (typeof value === 'string' ? value : '');
  const own = said(qti.identifier);
  const identifier = own === '' || taken.has(own) ? question.id : own;
  taken.add(identifier);
  return {
    question,
    identifier,
    title: said(qti.title) || titleOf(plainText(question.stem)),
    language,
    onWrong: said(qti.onWrong),
    show,
  };
}

/** The identifiers of some options or prompts, which XML begins with a letter or a line. */
export function identifiersOf(choices: readonly { id: string }[]): ReadonlyMap<string, string> {
  return new Map(choices.map(({ id }) => [id, /^[a-z]/.test(id) ? id : `_${id}`]));
}

/** The identifiers of some options or prompts by their numbers: two lists of one question share none. */
export function numbered(letter: string, choices: readonly { id: string }[]): ReadonlyMap<string, string> {
  return new Map(choices.map(({ id }, i) => [id, `${letter}${i + 1}`]));
}
