import { Type } from '../../base/schema.ts';

/** How an author looks at a question, and what they try on it. */
export const WorkbenchQuery = Type.Object({
  order: Type.Optional(Type.Integer({ minimum: 1, maximum: 50_000 })),
  theme: Type.Optional(Type.Enum(['light', 'dark'])),
  choice: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 8 })),
  certainty: Type.Optional(Type.Enum(['guess', 'think', 'sure'])),
  reveal: Type.Optional(Type.Literal('yes')),
});
