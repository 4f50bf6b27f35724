import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { fieldsOf, type SetState, setLengths } from './set.ts';

/** The sealed token that every form carries. */
export const Token = Type.String({ maxLength: 2000 });

/** A set may be named after two concepts. */
const SetName = Type.Optional(Type.String({ maxLength: 250 }));
const Count = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 }));

/** The set that is practised, if one is, and how far it has come; lessons call its name a topic. */
export const setFields = {
  set: SetName,
  topic: SetName,
  length: Type.Optional(Type.Enum([...setLengths, 'all'])),
  began: Count,
  answered: Count,
  right: Count,
};
export const SetQuery = Type.Object(setFields);

/** A form that is only a button. */
export const FormBody = Type.Object({ token: Token, ...setFields });

/** What an address or a form says of a set. */
export function readSet(fields: Static<typeof SetQuery>): SetState | undefined {
  const name = fields.set ?? fields.topic;
  if (name === undefined) return undefined;
  return {
    name,
    length: fields.length === undefined || fields.length === 'all' ? undefined : Number(fields.length),
    began: fields.began,
    answered: fields.answered ?? 0,
    right: fields.right ?? 0,
  };
}

/** An address of practice, with the set that is practised if one is. */
export function withSet(path: string, state: SetState | undefined, earlier = false): string {
  const query = new URLSearchParams(earlier ? { earlier: 'yes' } : {});
  for (const { name, value } of state ? fieldsOf(state) : []) query.append(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}
