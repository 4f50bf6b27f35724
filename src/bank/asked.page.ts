import { kindOf } from './kinds/kinds.ts';
import type { Question } from './model.ts';
import { letters } from './options.ts';
import type { Rendered } from './rendered.ts';

/** A question as it is asked: its text, rendered, and its options in an order. */
export type Asked = { question: Question; html: Rendered; order: readonly string[] };

/** What is asked by itself. Nothing in it tells keys from distractors. */
export function askedParts({ question, html, order }: Asked, chosen: readonly string[], hasKeys: boolean) {
  const { control, instruction } = kindOf(question);
  return {
    stem: html.stem,
    kind: control,
    pick: instruction,
    options: order.map((id, i) => ({
      letter: letters[i]!,
      key: hasKeys ? String(i + 1) : '',
      text: html.options.get(id)!.text,
      checked: chosen.includes(letters[i]!),
    })),
  };
}

/** What is right and wrong about a response by itself, and why: every option with its rationale. */
export function answeredParts({ question, html, order }: Asked, response: readonly string[]) {
  return {
    stem: html.stem,
    options: order.map((id, i) => ({
      letter: letters[i]!,
      ...html.options.get(id)!,
      ...markOf(question, response, id),
    })),
    rationale: html.rationale,
    references: html.references,
    isExplained: html.rationale !== '' || html.references.length > 0,
  };
}

function markOf({ key }: Question, response: readonly string[], id: string): { mark: string; tag: string } {
  const isChosen = response.includes(id);
  if (key.includes(id)) return { mark: 'key', tag: isChosen ? 'Your answer, right' : 'Right answer' };
  return isChosen ? { mark: 'missed', tag: 'Your answer' } : { mark: '', tag: '' };
}
