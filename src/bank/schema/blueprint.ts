import { type Static, Type } from 'typebox';
import { Shaped, strict, Text } from './shapes.ts';

export const Blueprint = Type.Object(
  {
    id: Shaped(
      '^[a-z][a-z0-9-]*$',
      'must be small letters, digits and hyphens, beginning with a letter',
      40,
      'Names it in addresses. Stays the same for ever.',
    ),
    title: Text(120, 'As candidates read it.'),
    questions: Type.Integer({ minimum: 1, maximum: 200, description: 'How many questions a paper has.' }),
    unscored: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'How many of them do not count; they are not marked as such. Default none.',
      }),
    ),
    minutes: Type.Integer({ minimum: 1, maximum: 600, description: 'The time for it.' }),
    pass: Type.Integer({ minimum: 1, maximum: 100, description: 'Per cent of what counts that pass.' }),
    scale: Type.Optional(
      Type.Object(
        {
          lowest: Type.Integer({ minimum: 0, maximum: 10_000, description: 'For nothing right.' }),
          pass: Type.Integer({ minimum: 0, maximum: 10_000, description: 'For just enough.' }),
          highest: Type.Integer({ minimum: 0, maximum: 10_000, description: 'For everything right.' }),
        },
        { ...strict, description: 'A scale that scores are put on as well; always shown as an estimate.' },
      ),
    ),
    weights: Type.Array(
      Type.Object(
        {
          domain: Type.String({ maxLength: 40, description: 'A domain of this bank that counts.' }),
          weight: Type.Integer({ minimum: 1, maximum: 1000, description: 'Its weight beside the others.' }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 50, description: 'How a paper is shared out among domains.' },
    ),
    note: Type.Optional(Text(1000, 'What candidates should know before they begin. Inline Markdown.')),
  },
  strict,
);

/** What an exam is made by: how many questions of which domains, how long, and what passes. */
export type Blueprint = Static<typeof Blueprint>;
