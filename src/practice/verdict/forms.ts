import { Type } from '../../base/schema.ts';
import { setFields, Token } from '../set/forms.ts';

/** The id of a review, in an address or a form. */
const ReviewId = Type.String({ maxLength: 64 });

export const UndoBody = Type.Object({ token: Token, review: ReviewId, ...setFields });
export const FlagBody = Type.Object({ token: Token, flag: Type.Enum(['on', 'off']), ...setFields });
export const ReportBody = Type.Object({
  token: Token,
  message: Type.String({ maxLength: 4000 }),
  ...setFields,
});
/** `earlier=yes`: someone sent another answer to what this one had answered. */
export const VerdictQuery = Type.Object({
  earlier: Type.Optional(Type.String({ maxLength: 10 })),
  ...setFields,
});

export const ReviewParams = Type.Object({ id: ReviewId });
