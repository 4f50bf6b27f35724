import type { Static } from 'typebox';
import { Type } from '../base/schema.ts';

/** A text of one shape. Editors show the words when it does not fit, and so does `etude check`. */
const Shaped = (pattern: string, patternErrorMessage: string, maxLength: number, description: string) =>
  Type.String({ pattern, patternErrorMessage, maxLength, description });
const Id = (description: string) =>
  Shaped(
    '^[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+$',
    'must be small letters, digits and hyphens in parts joined by dots, such as core.history-001',
    120,
    description,
  );
const Text = (maxLength: number, description: string) =>
  Shaped('\\S', 'must not be empty', maxLength, description);
const strict = { additionalProperties: false } as const;
const OneOf = <const T extends string>(values: T[], description: string) =>
  Type.Enum(values, { description });

const Option = Type.Object(
  {
    id: Shaped(
      '^[a-z0-9-]+$',
      'must be small letters, digits and hyphens, such as a',
      20,
      'Names the option in `key`; never shown.',
    ),
    text: Text(600, 'What the candidate reads. Inline Markdown.'),
    rationale: Text(1200, 'Why this option is right, or which misconception it stands for. Inline Markdown.'),
    anchor: Type.Optional(Type.Boolean({ description: 'Keeps its place when the others are shuffled.' })),
    confusedWith: Type.Optional(Id('The concept or objective that this distractor stands for.')),
  },
  strict,
);

const Reference = Type.Object(
  {
    title: Text(300, 'The source by its name.'),
    url: Type.Optional(Shaped('^https://', 'must begin with https://', 600, 'Its address.')),
    locator: Type.Optional(Text(200, 'Where in it: a chapter, a heading, a page.')),
    year: Type.Integer({ minimum: 1900, maximum: 2100, description: 'The year of the edition relied on.' }),
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
    id: Id('Stays the same for ever; the learners’ history hangs on it.'),
    concept: Type.Optional(Id('The idea that it asks for; its own id when left out.')),
    formerly: Type.Optional(Type.Array(Id('An id it had before.'), { description: 'Ids it had before.' })),
    edition: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Raise it when the key changes: earlier answers then no longer count.',
      }),
    ),
    status: Type.Optional(OneOf(['draft', 'ready', 'retired'], 'Only ready questions are asked.')),
    pool: Type.Optional(OneOf(['study', 'sealed'], 'Sealed questions are kept for mock exams.')),
    objective: Type.Optional(Id('As the file’s path says, which is the default.')),
    type: OneOf(['single', 'multiple'], 'One key, or several that are all needed.'),
    difficulty: Type.Integer({
      minimum: 1,
      maximum: 5,
      description: '1 one fact … 5 competing valid practices.',
    }),
    cognitive: OneOf(['remember', 'understand', 'apply', 'analyse'], 'What the candidate has to do.'),
    stem: Text(2000, 'The question. Inline Markdown.'),
    options: Type.Array(Option, { minItems: 2, maxItems: 8, description: 'Keys and distractors.' }),
    key: Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      description: 'The ids of the right options.',
    }),
    shuffle: Type.Optional(
      Type.Boolean({ description: 'False for options in a natural order. Default true.' }),
    ),
    rationale: Text(3000, 'The explanation shown with every verdict. Inline Markdown.'),
    references: Type.Array(Reference, { minItems: 1, description: 'Where to read it.' }),
    facts: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), { description: 'Ids in the fact sheet.' }),
    ),
    asOf: Type.Optional(
      Type.String({
        format: 'date',
        patternErrorMessage: 'must be a day of the calendar, such as 2026-06-30',
        description: 'The day on which it was last known to be true.',
      }),
    ),
    timeless: Type.Optional(Text(300, 'Why it needs no date.')),
    tags: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { description: 'Free labels.' })),
    enemies: Type.Optional(
      Type.Array(Id('A question that this one gives away, or the other way round.'), {
        description: 'Questions that never stand in one exam paper with it.',
      }),
    ),
    waive: Type.Optional(Type.Array(Waiver, { description: 'Rules it may break, with the reason.' })),
    authors: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { description: 'Who wrote it.' })),
  },
  strict,
);
export type AuthoredQuestion = Static<typeof AuthoredQuestion>;

/** As much of a question as it takes to judge it beside the others, however wrong the rest may be. */
export const Outline = Type.Object({
  id: Type.String(),
  concept: Type.Optional(Type.String()),
  formerly: Type.Optional(Type.Array(Type.String())),
  enemies: Type.Optional(Type.Array(Type.String())),
  objective: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  options: Type.Array(
    Type.Object({
      id: Type.String(),
      text: Type.String(),
      confusedWith: Type.Optional(Type.String()),
    }),
  ),
  key: Type.Array(Type.String()),
});
export type Outline = Static<typeof Outline>;

const $schema = Type.Optional(Type.String({ description: 'Points an editor to the schema.' }));

/** A file of questions, `questions/<domain>/<objective>.json`. */
export const QuestionsFile = Type.Object(
  { $schema, questions: Type.Array(AuthoredQuestion) },
  { ...strict, title: 'Questions of one objective' },
);

const Objective = Type.Object(
  {
    id: Id('`<domain>.<name>`.'),
    title: Text(120, 'As candidates read it.'),
    questions: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many questions it shall have.' }),
    ),
    dated: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 240,
        description:
          'Its facts change: a stem names the year, and is looked at again after so many months at most.',
      }),
    ),
  },
  strict,
);
const Domain = Type.Object(
  {
    id: Shaped(
      '^[a-z][a-z0-9-]*$',
      'must be small letters, digits and hyphens, beginning with a letter',
      40,
      'Also the folder’s name.',
    ),
    title: Text(120, 'As candidates read it.'),
    scored: Type.Optional(
      Type.Boolean({
        description: 'False where questions count neither in exams nor in quotas. Default true.',
      }),
    ),
    objectives: Type.Array(Objective, { minItems: 1 }),
  },
  strict,
);

const Blueprint = Type.Object(
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

/** `questions/bank.json`: the taxonomy, and the blueprints of mock exams. */
export const BankFile = Type.Object(
  {
    $schema,
    title: Text(120, 'The bank’s name.'),
    domains: Type.Array(Domain, { minItems: 1 }),
    blueprints: Type.Optional(Type.Array(Blueprint, { maxItems: 20, description: 'The mock exams.' })),
  },
  { ...strict, title: 'The bank' },
);
export type BankFile = Static<typeof BankFile>;

const Fact = Type.Object(
  {
    id: Shaped(
      '^[A-Z]+-?[0-9]+$',
      'must be capitals and a number, such as CUL-3',
      40,
      'What questions name in `facts`. Stays the same for ever.',
    ),
    grade: OneOf(['P', 'S', 'K'], 'Read in the primary source, in a secondary one, or common knowledge.'),
    text: Text(400, 'The fact in one short sentence.'),
    source: Text(300, 'Where it comes from.'),
    year: Type.Optional(
      Type.Integer({ minimum: 1900, maximum: 2100, description: 'The year of the edition relied on.' }),
    ),
    examinable: Type.Optional(
      Type.Boolean({ description: 'False where nobody shall be asked about it. Default true.' }),
    ),
    required: Type.Optional(
      Type.Boolean({ description: 'Whether a question must ask about it. Default false.' }),
    ),
  },
  strict,
);
export type Fact = Static<typeof Fact>;

/** `questions/facts.json`: what questions rely on, so that a fact that changes finds its questions. A bank may do without. */
export const FactsFile = Type.Object({ $schema, facts: Type.Array(Fact) }, { ...strict, title: 'The facts' });
export type FactsFile = Static<typeof FactsFile>;

/** What an author must mend, with its place; lines and columns count from 1. */
export type Problem = { file: string; line: number; column: number; message: string };

/** The way to a value in a file. */
export type Path = (string | number)[];

/** Puts a message at the place of a path. */
export type ProblemAt = (path: Path, message: string) => Problem;

export type Option = Static<typeof Option>;

/** A question with every default filled in: what is hashed, stored and shown. */
export type Question = Readonly<
  AuthoredQuestion &
    Required<
      Pick<AuthoredQuestion, 'concept' | 'formerly' | 'edition' | 'status' | 'pool' | 'objective' | 'shuffle'>
    >
>;

/** The authored question with its defaults. */
export function complete(authored: AuthoredQuestion, objective: string): Question {
  return {
    concept: authored.id,
    formerly: [],
    edition: 1,
    status: 'ready',
    pool: 'study',
    objective,
    shuffle: true,
    ...authored,
  };
}

/** Whether practice may show it. */
export function isAskable(question: Question): boolean {
  return question.status === 'ready' && question.pool === 'study';
}

/** What explains one objective. */
export type Section = { objective: string; title: string };

/** A lesson's HTML, by the objectives of its sections. */
export type LessonHtml = { intro: string; sections: Map<string, string>; sources: string };

/** A domain's lesson: an introduction, a section for every objective, and where it comes from. */
export type Lesson = {
  domain: string;
  title: string;
  sections: Section[];
  /** Minutes of reading, without the sources. */
  minutes: number;
  /** What is shown; rendered when it is first read. */
  html(): LessonHtml;
};
