import { didYouMean } from '../base/text/nearest.ts';

/** The ways in: without an account, by an account of Etude's, by an identity provider, by the word of a proxy. */
const ways = ['guests', 'accounts', 'oidc', 'proxy'] as const;

/** Who may come in; empty if nothing was chosen. */
export type Access = readonly (typeof ways)[number][];

/** Who may create an account where there are no guests. */
export const signUps = ['open', 'invitation', 'closed'] as const;
export type SignUp = (typeof signUps)[number];

/** The ways in that a text names, or the sentence that says what it should be. */
export function readAccess(text: string): { value: Access } | { mend: string } {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const stranger = words.find((word) => !ways.some((way) => way === word));
  if (stranger !== undefined) return { mend: `set it to ${named}.${didYouMean(stranger, ways)}` };
  if (words.includes('proxy') && words.length > 1)
    return { mend: 'set it to proxy on its own, because the proxy then identifies everyone' };
  return { value: ways.filter((way) => words.includes(way)) };
}

const named = 'guests, accounts, oidc or proxy, or to two of them, such as accounts oidc';

/** Guests alone come in where nothing was chosen. */
export function accessOf(access: Access): Access {
  return access.length === 0 ? ['guests'] : access;
}

/** Who may create an account: every guest where there are guests, and else whom the setting lets. */
export function signUpOf(access: Access, signUp: SignUp): SignUp {
  return access.includes('guests') ? 'open' : signUp;
}

/** The settings that decide who may come in. */
export type AccessSettings = {
  access: Access;
  author: string;
  trustedProxies: string;
  oidcIssuer: string;
  oidcClient: string;
};

/** What keeps Etude from letting anybody in, and what to do; `reachedBy` says how other people can reach it, if they can. */
export function accessProblem(settings: AccessSettings, reachedBy: string | undefined): string | undefined {
  const { access, author, trustedProxies, oidcIssuer, oidcClient } = settings;
  if (access.length === 0 && reachedBy !== undefined)
    return `ETUDE_ACCESS is not set, but other people can reach this Etude server (${reachedBy}): ${choices}.`;
  if (access.includes('proxy') && trustedProxies === '')
    return 'ETUDE_ACCESS is proxy, but Etude has no proxy to trust: set ETUDE_TRUSTED_PROXIES to the addresses of your proxy.';
  if (access.includes('oidc') && (oidcIssuer === '' || oidcClient === ''))
    return 'ETUDE_ACCESS includes oidc, but Etude has no identity provider: set ETUDE_OIDC_ISSUER to its address and ETUDE_OIDC_CLIENT to the client id that it gave Etude.';
  if (author === '1' && access.length > 0 && !access.includes('guests'))
    return `ETUDE_AUTHOR is 1, which makes everyone an author, but ETUDE_ACCESS is ${access.join(' ')}: remove ETUDE_AUTHOR, and make people authors with "etude learner role".`;
  return undefined;
}

const choices =
  'set it to accounts (people sign in), oidc (they sign in at your identity provider), proxy (your proxy says who they are) or guests (everyone may practise without signing in)';
