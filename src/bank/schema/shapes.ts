import { Type } from '../../base/schema.ts';

/** A text of one shape. Editors show the words when it does not fit, and so does `etude check`. */
export const Shaped = (
  pattern: string,
  patternErrorMessage: string,
  maxLength: number,
  description: string,
) => Type.String({ pattern, patternErrorMessage, maxLength, description });

export const Id = (description: string) =>
  Shaped(
    '^[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+$',
    'must be lower-case letters, digits and hyphens in parts joined by dots, such as core.history-001',
    120,
    description,
  );

export const Text = (maxLength: number, description: string) =>
  Shaped('\\S', 'must not be empty', maxLength, description);

export const strict = { additionalProperties: false } as const;

export const OneOf = <const T extends string>(values: T[], description: string) =>
  Type.Enum(values, { description });

export const $schema = Type.Optional(Type.String({ description: 'Points an editor to the schema.' }));

/** What other programs’ files said and Etude has no place for, by format. */
export const Extensions = Type.Object(
  {},
  { description: 'Imported data that Etude has no field for, by format. Exports write it back.' },
);
