import { Type } from '../../base/schema.ts';
import { setFields, Token } from '../set/forms.ts';

/** The form of a question; a box that is ticked alone comes as one value and is taken as a list. */
export const AnswerBody = Type.Object({
  token: Token,
  choice: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 8 })),
  certainty: Type.Optional(Type.Enum(['guess', 'think', 'sure'])),
  reveal: Type.Optional(Type.Literal('yes')),
  /** The browser's zone, told with a newcomer's first answer. */
  zone: Type.Optional(Type.String({ maxLength: 64 })),
  ...setFields,
});
