import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { kindNames } from '../kinds/kinds.ts';
import { $schema, Extensions, Id, OneOf, Shaped, strict, Text } from './shapes.ts';

export const Option = Type.Object(
  {
    id: Shaped(
      '^[a-z0-9-]+$',
      'must be lower-case letters, digits and hyphens, such as a',
      20,
      'The name of the option in `key`; never shown.',
    ),
    text: Text(600, 'What the candidate reads. Inline Markdown, or a block of code.'),
    rationale: Type.Optional(
      Text(
        1200,
        'Why this option is right, or which misconception it represents. Markdown. The profile "shipped" requires it where options are chosen.',
      ),
    ),
    anchor: Type.Optional(Type.Boolean({ description: 'Keeps its place when the others are shuffled.' })),
    confusedWith: Type.Optional(Id('The concept or objective that this distractor confuses with the key.')),
  },
  strict,
);

const Prompt = Type.Object(
  {
    id: Shaped(
      '^[a-z0-9-]+$',
      'must be lower-case letters, digits and hyphens, such as p1',
      20,
      'The name of the prompt in `key`; never shown.',
    ),
    text: Text(600, 'What the candidate matches with an option. Inline Markdown, or a block of code.'),
    rationale: Type.Optional(
      Text(1200, 'Why its option is the right match. Markdown. The profile "shipped" requires it.'),
    ),
  },
  strict,
);

const Reference = Type.Object(
  {
    title: Text(300, 'The name of the source.'),
    url: Type.Optional(Shaped('^https://', 'must begin with https://', 600, 'Its address.')),
    locator: Type.Optional(Text(200, 'Where in the source: a chapter, heading or page.')),
    year: Type.Integer({ minimum: 1900, maximum: 2100, description: 'The year of the edition used.' }),
  },
  strict,
);

const Waiver = Type.Object(
  { rule: Text(20, 'The rule that is waived, such as IW-14.'), reason: Text(300, 'Why.') },
  strict,
);

/** One question as its author writes it: validator, TypeScript type and JSON Schema in one. */
export const AuthoredQuestion = Type.Object(
  {
    id: Id('Never change it: learners’ history depends on it.'),
    concept: Type.Optional(Id('The idea that it tests. Default: its own id.')),
    formerly: Type.Optional(Type.Array(Id('A previous id.'), { description: 'Previous ids.' })),
    edition: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Raise it when the key changes: earlier answers then no longer count.',
      }),
    ),
    status: Type.Optional(OneOf(['draft', 'ready', 'retired'], 'Only ready questions are asked.')),
    pool: Type.Optional(OneOf(['study', 'sealed'], 'Sealed questions are kept for mock exams.')),
    objective: Type.Optional(Id('Must match the file’s path, which is the default.')),
    type: OneOf(
      kindNames,
      'What a response is: one option, several, true or false, an order, pairs, a number.',
    ),
    difficulty: Type.Integer({
      minimum: 1,
      maximum: 5,
      description: 'From 1 (a single fact) to 5 (several competing valid practices).',
    }),
    cognitive: OneOf(['remember', 'understand', 'apply', 'analyse'], 'What the candidate has to do.'),
    stem: Text(2000, 'The question. Markdown.'),
    prompts: Type.Optional(
      Type.Array(Prompt, {
        minItems: 2,
        maxItems: 8,
        description: 'For "matching": the prompts that options are matched with.',
      }),
    ),
    options: Type.Array(Option, {
      maxItems: 8,
      description: 'Keys and distractors; items to put in order or match; none for "numeric".',
    }),
    key: Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      description:
        'The ids of the right options; for "ordering" of all, in order; for "matching" "prompt=option"; for "numeric" the number, such as "42.5".',
    }),
    tolerance: Type.Optional(
      Type.Number({ minimum: 0, description: 'For "numeric": how far out an answer may be. Default: 0.' }),
    ),
    unit: Type.Optional(Text(40, 'For "numeric": shown after the number. Plain text.')),
    shuffle: Type.Optional(
      Type.Boolean({ description: 'False if the options have a natural order. Default: true.' }),
    ),
    why: Type.Optional(
      Text(2000, 'The thing to remember: one sentence of at most 140 characters. Inline Markdown.'),
    ),
    rationale: Type.Optional(
      Text(3000, 'The explanation shown with every verdict. Markdown. The profile "shipped" requires it.'),
    ),
    references: Type.Optional(
      Type.Array(Reference, {
        minItems: 1,
        description: 'Where to read about it. The profile "shipped" requires one.',
      }),
    ),
    facts: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), { description: 'Ids in the fact sheet.' }),
    ),
    asOf: Type.Optional(
      Type.String({
        format: 'date',
        patternErrorMessage: 'must be a date, such as 2026-06-30',
        description: 'The date on which it was last known to be true.',
      }),
    ),
    timeless: Type.Optional(Text(300, 'Why it needs no date.')),
    tags: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), { description: 'Labels of your choice.' }),
    ),
    enemies: Type.Optional(
      Type.Array(Id('A question that this one gives away, or that gives this one away.'), {
        description: 'Questions that never appear in the same exam paper.',
      }),
    ),
    waive: Type.Optional(Type.Array(Waiver, { description: 'Rules it may break, with the reason.' })),
    extensions: Type.Optional(Extensions),
    authors: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { description: 'Who wrote it.' })),
  },
  strict,
);

export type AuthoredQuestion = Static<typeof AuthoredQuestion>;

/** The fields that are needed to judge a question beside the others, whatever is wrong with the rest. */
export const Outline = Type.Object({
  id: Type.String(),
  concept: Type.Optional(Type.String()),
  formerly: Type.Optional(Type.Array(Type.String())),
  enemies: Type.Optional(Type.Array(Type.String())),
  objective: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  why: Type.Optional(Type.String()),
  options: Type.Array(
    Type.Object({
      id: Type.String(),
      text: Type.String(),
      confusedWith: Type.Optional(Type.String()),
    }),
  ),
  key: Type.Array(Type.String()),
  prompts: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
  tolerance: Type.Optional(Type.Number()),
  unit: Type.Optional(Type.String()),
});

export type Outline = Static<typeof Outline>;

/** A file of questions, `questions/<domain>/<objective>.json`. */
export const QuestionsFile = Type.Object(
  { $schema, questions: Type.Array(AuthoredQuestion) },
  { ...strict, title: 'Questions on one objective' },
);

export type Option = Static<typeof Option>;
