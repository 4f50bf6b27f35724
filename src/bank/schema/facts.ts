import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { $schema, OneOf, Shaped, strict, Text } from './shapes.ts';

export const Fact = Type.Object(
  {
    id: Shaped(
      '^[A-Z]+-?[0-9]+$',
      'must be capital letters and a number, such as CUL-3',
      40,
      'The id that questions list in `facts`. Never change it.',
    ),
    grade: OneOf(
      ['P', 'S', 'K'],
      'Whether it was read in the primary source or a secondary one, or is common knowledge.',
    ),
    text: Text(400, 'The fact in one short sentence.'),
    source: Text(300, 'Where it comes from.'),
    year: Type.Optional(
      Type.Integer({ minimum: 1900, maximum: 2100, description: 'The year of the edition used.' }),
    ),
    examinable: Type.Optional(
      Type.Boolean({ description: 'False if no question may ask about it. Default: true.' }),
    ),
    required: Type.Optional(
      Type.Boolean({ description: 'Whether a question must ask about it. Default: false.' }),
    ),
  },
  strict,
);

export type Fact = Static<typeof Fact>;

/** `questions/facts.json`: what questions rely on, so that a fact that changes finds its questions. A bank may do without. */
export const FactsFile = Type.Object({ $schema, facts: Type.Array(Fact) }, { ...strict, title: 'The facts' });

export type FactsFile = Static<typeof FactsFile>;
