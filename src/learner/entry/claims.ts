import { isName, longestName, plainName } from '../account/name.ts';
import type { Role } from '../model.ts';

/** What an identity provider says of somebody. */
export type Claims = { sub: string } & Readonly<Record<string, unknown>>;

/** The name that somebody goes by: the first of their claims that can be one. */
export function nameOf(claims: Claims): string {
  const told = ['preferred_username', 'name', 'nickname', 'email'].map((claim) => claims[claim]);
  const names = told.filter((name) => typeof name === 'string').map(shortened);
  return names.find(isName) ?? 'Learner';
}

/** A text as a name, cut to what a name may have. */
export function shortened(text: string): string {
  return [...plainName(text)].slice(0, longestName).join('').trim();
}

/**
 * The role in a claim, which may lie deeper (`realm_access.roles`) and may be one word or a list: the highest that is
 * named, as `owner` or `etude-owner`. Undefined if no claim decides.
 */
export function roleIn(claims: Claims, path: string): Role | undefined {
  if (path === '') return undefined;
  const words = [valueAt(claims, path.split('.'))]
    .flat()
    .map((word) => String(word).replace(/^\/?(etude-)?/, ''));
  return words.includes('owner') ? 'owner' : words.includes('author') ? 'author' : 'learner';
}

function valueAt(value: unknown, [name, ...rest]: string[]): unknown {
  if (name === undefined) return value;
  const isMap = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isMap ? valueAt((value as Record<string, unknown>)[name], rest) : undefined;
}
