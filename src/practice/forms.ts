import { Type } from 'typebox';

/** The sealed token that every form carries. */
export const Token = Type.String({ maxLength: 2000 });

/** The id of a review, in an address or a form. */
export const ReviewId = Type.String({ maxLength: 64 });

/** The topic that is practised by itself, if one is. */
const Topic = Type.Optional(Type.String({ maxLength: 120 }));
export const TopicQuery = Type.Object({ topic: Topic });

/** A form that is only a button. */
export const FormBody = Type.Object({ token: Token, topic: Topic });

/** The form of a question; a box that is ticked alone comes as one value and is taken as a list. */
export const AnswerBody = Type.Object({
  token: Token,
  choice: Type.Optional(Type.Array(Type.String({ maxLength: 1 }), { maxItems: 8 })),
  certainty: Type.Optional(Type.Enum(['guess', 'think', 'sure'])),
  reveal: Type.Optional(Type.Literal('yes')),
  /** The browser's zone, told with a newcomer's first answer. */
  zone: Type.Optional(Type.String({ maxLength: 64 })),
  topic: Topic,
});

export const UndoBody = Type.Object({ token: Token, review: ReviewId, topic: Topic });
export const ReportBody = Type.Object({
  token: Token,
  message: Type.String({ maxLength: 4000 }),
  topic: Topic,
});
/** `earlier=yes`: someone sent another answer to what this one had answered. */
export const VerdictQuery = Type.Object({
  earlier: Type.Optional(Type.String({ maxLength: 10 })),
  topic: Topic,
});

export const ReviewParams = Type.Object({ id: ReviewId });

/** An address of practice, with the topic that is practised by itself if one is. */
export function withTopic(path: string, topic: string | undefined, earlier = false): string {
  const query = new URLSearchParams({ ...(earlier ? { earlier: 'yes' } : {}), ...(topic ? { topic } : {}) });
  return query.size === 0 ? path : `${path}?${query}`;
}
