import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { Blueprint } from './blueprint.ts';
import { $schema, Extensions, Id, OneOf, Shaped, strict, Text } from './shapes.ts';

const Objective = Type.Object(
  {
    id: Id('`<domain>.<name>`.'),
    title: Text(120, 'Shown to candidates.'),
    questions: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many questions it should have.' }),
    ),
    dated: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 240,
        description:
          'Its facts change: stems name the year, and authors check them again within this many months.',
      }),
    ),
  },
  strict,
);

const Domain = Type.Object(
  {
    id: Shaped(
      '^[a-z][a-z0-9-]*$',
      'must be lower-case letters, digits and hyphens, beginning with a letter',
      40,
      'Also the name of the folder.',
    ),
    title: Text(120, 'Shown to candidates.'),
    scored: Type.Optional(
      Type.Boolean({
        description: 'False if its questions do not count in exams or quotas. Default: true.',
      }),
    ),
    objectives: Type.Array(Objective, { minItems: 1 }),
  },
  strict,
);

const RuleSetting = Type.Object(
  {
    level: OneOf(
      ['off', 'warning'],
      'Off: Etude does not check the rule. Warning: breaking it is never an error.',
    ),
    reason: Text(300, 'Why this bank does not follow the rule.'),
  },
  strict,
);

const languageTag = '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$';

/** Whether a text is a tag of a language, as banks name theirs. */
export function isLanguage(text: string | undefined): text is string {
  return text !== undefined && text.length <= 35 && new RegExp(languageTag).test(text);
}

/** `questions/bank.json`: the taxonomy, and the blueprints of mock exams. */
export const BankFile = Type.Object(
  {
    $schema,
    title: Text(120, 'The bank’s name.'),
    language: Type.Optional(
      Shaped(
        languageTag,
        'must be a language tag such as en-GB, he or zh-Hans',
        35,
        'The language of its text, as a BCP 47 tag. Default en-GB.',
      ),
    ),
    profile: Type.Optional(
      OneOf(
        ['shipped', 'plain'],
        'Whether the item-writing rules apply as they do to the bank that comes with Etude (the default), or only warn.',
      ),
    ),
    rules: Type.Optional(
      Type.Record(Type.String(), RuleSetting, {
        description: 'Rules that this bank does not follow, by name: `etude check --rules` lists them.',
      }),
    ),
    domains: Type.Array(Domain, { minItems: 1 }),
    blueprints: Type.Optional(Type.Array(Blueprint, { maxItems: 20, description: 'The mock exams.' })),
    extensions: Type.Optional(Extensions),
  },
  { ...strict, title: 'The bank' },
);

export type BankFile = Static<typeof BankFile>;

/** The language of a bank’s text. */
export function languageOf({ language = 'en-GB' }: BankFile): string {
  return language;
}
