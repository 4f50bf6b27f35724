import type { ClientAuth, Configuration } from 'openid-client';
import { Failure } from '../../base/failure.ts';
import type { Claims } from './claims.ts';

/** How Etude is known to an identity provider. */
export type OidcClient = {
  /** The address of the provider, as it names itself in its tokens. */
  issuer: string;
  id: string;
  /** Empty for a client without a secret. */
  secret: string;
};

/** What a browser keeps while somebody signs in at the provider, and brings back. */
export type Journey = { state: string; nonce: string; verifier: string };

/** An identity provider that speaks OpenID Connect. */
export type Provider = {
  /** Where a browser goes to sign in, and what it keeps meanwhile. */
  begin(returnTo: string): Promise<{ address: string; journey: Journey }>;
  /** What the provider says of somebody who came back to an address. */
  finish(returnedTo: URL, journey: Journey): Promise<Claims>;
};

/** Seconds that the provider may take for a reply. */
const patience = 10;

/** A provider by its address alone; Etude asks it nothing before somebody signs in. */
export function createProvider(client: OidcClient): Provider {
  let known: Promise<Configuration> | undefined;

  /** The provider's own description of itself; asked for again if it could not be had. */
  function configuration(): Promise<Configuration> {
    known ??= discover(client).catch((error) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  return {
    async begin(returnTo) {
      const openid = await import('openid-client');
      const config = await reached(configuration);
      const journey = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      };
      const address = openid.buildAuthorizationUrl(config, {
        redirect_uri: returnTo,
        scope: 'openid profile',
        state: journey.state,
        nonce: journey.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(journey.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, journey };
    },
    async finish(returnedTo, { state, nonce, verifier }) {
      const openid = await import('openid-client');
      const config = await reached(configuration);
      try {
        const tokens = await openid.authorizationCodeGrant(config, returnedTo, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims()!;
        if (!config.serverMetadata().userinfo_endpoint) return claims;
        return { ...(await openid.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
      } catch (cause) {
        throw new Failure('forbidden', notProved, { cause });
      }
    },
  };
}

const notProved =
  'The identity provider could not confirm who you are, so you are not signed in. Sign in again.';

/** Reads what a provider says of itself; its tokens must be signed by its own keys, even those it hands us directly. */
async function discover({ issuer, id, secret }: OidcClient): Promise<Configuration> {
  const openid = await import('openid-client');
  const isPlain = issuer.startsWith('http:');
  const execute = [openid.enableNonRepudiationChecks, ...(isPlain ? [openid.allowInsecureRequests] : [])];
  const withSecret: ClientAuth = (server, ...rest) => {
    const taken = server.token_endpoint_auth_methods_supported ?? [inHeader];
    const prove = taken.includes(inHeader) ? openid.ClientSecretBasic : openid.ClientSecretPost;
    return prove(secret)(server, ...rest);
  };
  const authentication = secret === '' ? openid.None() : withSecret;
  return openid.discovery(new URL(issuer), id, undefined, authentication, { execute, timeout: patience });
}

/** The way to prove a secret that every provider takes which does not say what it takes. */
const inHeader = 'client_secret_basic';

/** The provider, or the refusal for a reader if it cannot be reached or is another than its address says. */
async function reached(configuration: () => Promise<Configuration>): Promise<Configuration> {
  try {
    return await configuration();
  } catch (cause) {
    throw new Failure('unavailable', 'The identity provider is not responding. Try again in a minute.', {
      cause,
    });
  }
}
