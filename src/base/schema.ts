import type { Type as TypeBox } from 'typebox';

type Kinds =
  | 'Array'
  | 'Boolean'
  | 'Enum'
  | 'Integer'
  | 'Literal'
  | 'Null'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'Record'
  | 'String'
  | 'Union';

const optional = Symbol('optional');
type Property = { [optional]?: true };

const requiredOf = (properties: Record<string, Property>) =>
  Object.keys(properties).filter((name) => !properties[name]![optional]);

/**
 * Makes JSON Schema, with the types of TypeBox: one source for types, validation and editors. TypeBox itself is not
 * loaded, because its several hundred files would take a quarter of a start.
 */
export const Type = {
  Array: (items: object, options?: object) => ({ type: 'array', items, ...options }),
  Boolean: (options?: object) => ({ type: 'boolean', ...options }),
  Enum: (values: readonly unknown[], options?: object) => ({ enum: values, ...options }),
  Integer: (options?: object) => ({ type: 'integer', ...options }),
  Literal: (value: unknown, options?: object) => ({ type: typeof value, const: value, ...options }),
  Null: () => ({ type: 'null' }),
  Number: (options?: object) => ({ type: 'number', ...options }),
  Object: (properties: Record<string, Property>, options?: object) => {
    const required = requiredOf(properties);
    return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options };
  },
  Optional: (schema: object) => ({ ...schema, [optional]: true }),
  Record: (_: object, values: object, options?: object) => ({
    type: 'object',
    additionalProperties: values,
    ...options,
  }),
  String: (options?: object) => ({ type: 'string', ...options }),
  Union: (anyOf: readonly object[], options?: object) => ({ anyOf, ...options }),
} as unknown as Pick<typeof TypeBox, Kinds>;
