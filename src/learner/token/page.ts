import { listed } from '../../base/text/words.ts';
import { dateName, shortDay } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../model.ts';
import { type AccessToken, isLive, type Scope } from './model.ts';

/** What the page of tokens is made of. */
export type TokensGiven = {
  learner: Learner | undefined;
  formToken: string;
  tokens: readonly AccessToken[];
  isAuthor: boolean;
  /** Whether they may create a token now, or must sign in again first. */
  mayMake: boolean;
  note: string;
  now: number;
};

/** Said to somebody who wants a token and signed in too long ago. */
export const signInAgain = 'You signed in a while ago. Sign in again to create a token.';

/** What an app may do, as the form says it. */
const choices: { value: Scope; name: string; help: string }[] = [
  { value: 'read', name: 'Read', help: 'today, your progress, your forecast and your exams' },
  { value: 'practise', name: 'Practise', help: 'get the next question, answer it, undo the last answer' },
  { value: 'export', name: 'Export', help: 'download everything that Etude keeps about you' },
  { value: 'bank', name: 'Bank', help: 'read every question with its answer and check it' },
];

/** What a token allows, after “may”. */
export const deeds: Record<Scope, string> = {
  read: 'read',
  practise: 'practise',
  bank: 'read the bank',
  export: 'export',
  calendar: 'show your calendar',
};

const periods = [
  { value: 'month', name: '30 days' },
  { value: 'quarter', name: '90 days' },
  { value: 'year', name: 'a year' },
  { value: 'ever', name: 'until I revoke it' },
];

/** The page on which learners give apps access, and take it back. */
export function tokensPage(given: TokensGiven): Page & Record<string, unknown> {
  const { learner, tokens, now } = given;
  return {
    title: 'Access for apps',
    here: 'settings',
    known: learner !== undefined,
    mayMake: given.mayMake,
    signInAgain,
    formToken: given.formToken,
    note: given.note,
    scopes: choices.filter(({ value }) => value !== 'bank' || given.isAuthor),
    periods: periods.map((each) => ({ ...each, selected: each.value === 'quarter' })),
    tokens: tokens.map((token) => ({
      id: token.id,
      name: token.name,
      may: `May ${listed(token.scopes.map((scope) => deeds[scope]))}`,
      until: untilOf(token, learner!.zone, now),
      used: token.usedDay === null ? 'not used yet' : `last used ${shortDay(token.usedDay)}`,
    })),
  };
}

function untilOf(token: AccessToken, zone: string, now: number): string {
  if (token.expiresAt === null) return 'until you revoke it';
  const date = dateName(token.expiresAt, zone);
  return isLive(token, now) ? `until ${date}` : `expired on ${date}`;
}

/** The page that shows a new token, once; `address` is that of a calendar. */
export function newTokenPage(name: string, secret: string, address: string): Page & Record<string, unknown> {
  return {
    title: address ? 'Your calendar address' : 'Your new token',
    here: 'settings',
    name,
    secret,
    address,
  };
}
