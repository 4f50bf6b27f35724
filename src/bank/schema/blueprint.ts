import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { Shaped, strict, Text } from './shapes.ts';

export const Blueprint = Type.Object(
  {
    id: Shaped(
      '^[a-z][a-z0-9-]*$',
      'must be lower-case letters, digits and hyphens, beginning with a letter',
      40,
      'The name used in web addresses. Never change it.',
    ),
    title: Text(120, 'Shown to candidates.'),
    questions: Type.Integer({ minimum: 1, maximum: 200, description: 'How many questions a paper has.' }),
    unscored: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'How many of these do not count; candidates cannot tell which. Default: none.',
      }),
    ),
    minutes: Type.Integer({ minimum: 1, maximum: 600, description: 'The time allowed, in minutes.' }),
    pass: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'The pass mark, as a percentage of the questions that count.',
    }),
    scale: Type.Optional(
      Type.Object(
        {
          lowest: Type.Integer({
            minimum: 0,
            maximum: 10_000,
            description: 'The score if no answer is right.',
          }),
          pass: Type.Integer({ minimum: 0, maximum: 10_000, description: 'The score that just passes.' }),
          highest: Type.Integer({
            minimum: 0,
            maximum: 10_000,
            description: 'The score if every answer is right.',
          }),
        },
        { ...strict, description: 'A second scale for scores; always shown as an estimate.' },
      ),
    ),
    weights: Type.Array(
      Type.Object(
        {
          domain: Type.String({ maxLength: 40, description: 'A domain of this bank that counts.' }),
          weight: Type.Integer({
            minimum: 1,
            maximum: 1000,
            description: 'Its weight relative to the others.',
          }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 50, description: 'How a paper’s questions are divided among domains.' },
    ),
    note: Type.Optional(Text(1000, 'What candidates should know before they begin. Inline Markdown.')),
  },
  strict,
);

/** What an exam is made by: how many questions of which domains, how long, and what passes. */
export type Blueprint = Static<typeof Blueprint>;
