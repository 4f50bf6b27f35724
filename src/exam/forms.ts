import type { Static } from 'typebox';
import { kindOf } from '../bank/kinds/kinds.ts';
import type { Question } from '../bank/model.ts';
import { optionsAt } from '../bank/options.ts';
import { Failure } from '../base/failure.ts';
import { Type } from '../base/schema.ts';
import { type Edits, timePercents } from './sitting.ts';

const Token = Type.String({ maxLength: 2000 });
const Letter = Type.String({ maxLength: 1 });
/** One field of an answer: what it may be is up to the type of the question. */
const Field = Type.String({ maxLength: 40 });

/** A form that is only a button. */
export const ButtonBody = Type.Object({ token: Token });

export const BlueprintParams = Type.Object({ blueprint: Type.String({ maxLength: 40 }) });
export const SittingParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const EntryParams = Type.Object({
  id: Type.String({ maxLength: 64 }),
  number: Type.Integer({ minimum: 1, maximum: 200 }),
});
export const FilterQuery = Type.Object({ show: Type.Optional(Type.String({ maxLength: 20 })) });
export const OlderQuery = Type.Object({ before: Type.Optional(Type.Integer({ minimum: 0 })) });

/** The start of a sitting. */
export const BeginBody = Type.Object({
  token: Token,
  blueprint: Type.String({ maxLength: 40 }),
  time: Type.Enum([...timePercents.map(String), 'untimed']),
  /** The browser's zone, told by a newcomer. */
  zone: Type.Optional(Type.String({ maxLength: 64 })),
});

/** The time that was chosen for a sitting, in per cent; undefined for untimed. */
export function timePercentOf({ time }: Static<typeof BeginBody>): number | undefined {
  return time === 'untimed' ? undefined : Number(time);
}

/** The form of a question in a paper, whichever of its buttons was pressed. */
export const MoveBody = Type.Object({
  token: Token,
  /** What was chosen when the page was made: a choice that is as it was is no click. */
  shown: Type.String({ maxLength: 60 }),
  choice: Type.Optional(Type.Array(Field, { maxItems: 8 })),
  flag: Type.Optional(Type.Enum(['yes', 'no'])),
  strike: Type.Optional(Letter),
  restore: Type.Optional(Letter),
  /** Where to go: the number of a question, or the review. */
  go: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|review)$', maxLength: 10 })),
  /** The milliseconds that the page's clock had left at the click. */
  left: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$', maxLength: 9 })),
  /** Sent by the page's script, which stays where it is. */
  quiet: Type.Optional(Type.Literal('yes')),
});
export type MoveBody = Static<typeof MoveBody>;

/** What a form chooses, if that has changed since its page was shown and is of this question. */
export function readChoice(
  form: MoveBody,
  question: Question,
  order: readonly string[],
): string[] | undefined {
  const response = responseOf(form, question, order);
  return response && isChange(form, question, order, response) ? response : undefined;
}

/** What a form of a question asks for, its options in the order shown. */
export function readEdits(form: MoveBody, question: Question, order: readonly string[]): Edits {
  const response = responseOf(form, question, order);
  const struck = optionsAt(order, form.strike ? [form.strike] : []);
  const restored = optionsAt(order, form.restore ? [form.restore] : []);
  if (!response || !struck || !restored) {
    throw new Failure(
      'invalid',
      'That option does not belong to this question. Go back, reload the page and choose again. Nothing was changed.',
    );
  }
  return {
    ...(isChange(form, question, order, response) ? { response } : {}),
    ...(form.flag ? { flagged: form.flag === 'yes' } : {}),
    strike: struck[0],
    restore: restored[0],
  };
}

function responseOf({ choice = [] }: MoveBody, question: Question, order: readonly string[]) {
  const kind = kindOf(question);
  const response = kind.read([...new Set(choice)], order);
  return response && kind.isAllowed(response) ? response : undefined;
}

/** Whether the fields of a form are others than its page had; a number may be typed in several ways. */
function isChange(
  { choice = [], shown }: MoveBody,
  question: Question,
  order: readonly string[],
  response: readonly string[],
): boolean {
  return choice.join('') !== shown && kindOf(question).fieldsOf(response, order).join('') !== shown;
}

export const OutcomeBody = Type.Object({
  token: Token,
  went: Type.Enum(['passed', 'failed', 'untold', 'not taken']),
  score: Type.Optional(Type.String({ maxLength: 10 })),
  after: Type.Enum(['as before', 'keep', 'stop']),
});
