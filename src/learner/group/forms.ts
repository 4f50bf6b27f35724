import { Type } from '../../base/schema.ts';
import { longestName } from '../account/name.ts';

const token = Type.String({ maxLength: 400 });
const id = Type.String({ maxLength: 64 });
const code = Type.String({ maxLength: 40 });
// Longer ones are refused with a sentence.
const name = Type.String({ maxLength: longestName * 4 });

export const TokenForm = Type.Object({ token });
export const GroupParams = Type.Object({ id });
export const MakeForm = Type.Object({ token, name });
export const JoinQuery = Type.Object({ group: id, code });
export const JoinForm = Type.Object({
  token,
  group: id,
  code,
  shown: Type.Enum(['no', 'yes']),
  name: Type.Optional(name),
  /** The browser's zone, told by a newcomer. */
  zone: Type.Optional(Type.String({ maxLength: 64 })),
});
