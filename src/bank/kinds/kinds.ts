import type { Choice, Kind } from './kind.ts';
import { matching } from './matching.ts';
import { multipleChoice } from './multiple-choice.ts';
import { numeric } from './numeric.ts';
import { ordering } from './ordering.ts';
import { singleChoice } from './single-choice.ts';
import { trueFalse } from './true-false.ts';

/** Every type of question, by the name that authors give it. */
const kinds = {
  single: singleChoice,
  multiple: multipleChoice,
  'true-false': trueFalse,
  ordering,
  matching,
  numeric,
} satisfies Record<string, (question: Choice) => Kind>;

type KindName = keyof typeof kinds;

/** The types that a question may have, in the order in which lists name them. */
export const kindNames = Object.keys(kinds) as KindName[];

/** What the type of a question decides: when a response is complete or right, and what pages and rules say about it. */
export function kindOf(question: Choice & { type: KindName }): Kind {
  return kinds[question.type](question);
}

/** Whether a question that may be unsound has one of the types. */
export function hasKind<Q extends Choice & { type?: string }>(
  question: Q,
): question is Q & { type: KindName } {
  return (kindNames as string[]).includes(question.type ?? '');
}
