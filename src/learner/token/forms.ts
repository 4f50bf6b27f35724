import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { isName, longestName, plainName } from '../account/name.ts';
import { lives, type Scope, scopes } from './model.ts';

const token = Type.String({ maxLength: 400 });

export const MakeTokenForm = Type.Object({
  token,
  // Longer ones are refused with a sentence.
  name: Type.String({ maxLength: longestName * 4 }),
  /** A browser leaves out the boxes that are not ticked. */
  scopes: Type.Optional(Type.Array(Type.Enum([...scopes]), { maxItems: scopes.length })),
  lasts: Type.Enum(Object.keys(lives)),
});
export const RevokeForm = Type.Object({ token, id: Type.String({ maxLength: 64 }) });

/** A token as its learner wants it. */
export type Wanted = { name: string; scopes: Scope[]; life: number | null };

/** What a form asks for, or the sentence that says what is wrong with it. */
export function readWanted(form: Static<typeof MakeTokenForm>, isAuthor: boolean): Wanted | string {
  const name = plainName(form.name);
  const chosen = scopes.filter((scope) => form.scopes?.includes(scope));
  if (!isName(name)) return `Give the token a name of up to ${longestName} characters. Nothing was created.`;
  if (chosen.length === 0) return 'Tick what the app may do. Nothing was created.';
  if (chosen.includes('bank') && !isAuthor)
    return 'Only authors may give access to the whole bank. Nothing was created.';
  if (chosen.includes('calendar') && chosen.length > 1)
    return 'A calendar address cannot be used for anything else. Create a separate token for the app.';
  return { name, scopes: chosen, life: lives[form.lasts]! };
}
