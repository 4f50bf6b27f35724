import { DAY } from '../../base/time.ts';

/** What a token may do for its learner. */
export const scopes = ['read', 'practise', 'bank', 'export', 'calendar'] as const;
export type Scope = (typeof scopes)[number];

/** A token as its learner sees it in a list. */
export type AccessToken = {
  id: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: number;
  /** Null for one that works until it is revoked. */
  expiresAt: number | null;
  /** The learner's last day on which it was used. */
  usedDay: number | null;
};

/** Most tokens of one learner. */
export const mostTokens = 20;

/** How a token begins, so that people and scanners of source code recognise it. */
const prefix = 'etude_';

/** A token as a program sends it, from 256 random bits. */
export function tokenFrom(random: string): string {
  return prefix + random;
}

/** Whether a text can be a token. */
export function isTokenShaped(text: string): boolean {
  return /^etude_[\w-]{43}$/.test(text);
}

/** For how long a token may work, in milliseconds; null for one that works until it is revoked. */
export const lives: Record<string, number | null> = {
  month: 30 * DAY,
  quarter: 90 * DAY,
  year: 365 * DAY,
  ever: null,
};

/** Whether a token works at a moment. */
export function isLive({ expiresAt }: Pick<AccessToken, 'expiresAt'>, now: number): boolean {
  return expiresAt === null || now < expiresAt;
}
