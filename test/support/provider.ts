import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { keepCookies } from './jar.ts';
import { freePort } from './port.ts';

/** The people of a provider by their subject, with what it says of each. */
export type People = Record<string, Record<string, unknown>>;

type Reply = Record<string, unknown>;

/** A real identity provider over loopback, which signs in whoever its person is, without asking. */
export type IdentityProvider = {
  issuer: string;
  client: { id: string; secret: string };
  /** The subject of the next person to sign in. */
  person: string;
  people: People;
  /** Changes what the provider replies at an address, such as `/token`. */
  tamper: Partial<Record<string, (reply: Reply) => Reply>>;
  /** A token like another one, with other claims, which the provider's own key has signed. */
  signAgain(token: unknown, claims: Reply): string;
  /** Every request that it was asked, as `POST /token`. */
  asked: string[];
  /** Follows a browser from the address it is sent to until it is sent back. Returns the address it comes back to. */
  signIn(address: string): Promise<string>;
  close(): Promise<void>;
};

const usual = {
  pkce: { required: () => true },
  cookies: { keys: ['of a test'] },
  conformIdTokenClaims: false,
  ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
};

/** Starts a provider that sends browsers back to the given addresses. */
export async function startProvider(returnTo: readonly string[], people: People): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client = { id: 'etude', secret: 'a secret of the test that is long enough' };
  const provider = new Provider(issuer, {
    ...usual,
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'of-the-test' }],
    },
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: returnTo }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups', 'realm_access'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, ...identity.people[sub] }),
    }),
    loadExistingGrant: async (context: {
      oidc: { session: { accountId: string }; client: { clientId: string }; provider: { Grant: GrantClass } };
    }) => {
      const { session, client, provider } = context.oidc;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    await next();
    const tamper = identity.tamper[context.path];
    if (tamper) context.body = tamper(context.body);
  });
  const answer = provider.callback();
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    identity.asked.push(`${request.method} ${request.url!.split('?')[0]}`);
    if (!request.url!.startsWith('/interaction/')) return answer(request, response);
    await provider.interactionFinished(request, response, { login: { accountId: identity.person } });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const identity: IdentityProvider = {
    issuer,
    client,
    people,
    person: Object.keys(people)[0]!,
    tamper: {},
    signAgain(token, claims) {
      const [head = '', body = ''] = String(token).split('.');
      const changed = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...claims };
      const text = `${head}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}`;
      return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
    },
    asked: [],
    signIn: (address) => followTo(issuer, address),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return identity;
}

type GrantClass = new (of: {
  accountId: string;
  clientId: string;
}) => {
  addOIDCScope(scope: string): void;
  save(): Promise<unknown>;
};

/** Follows redirects with a cookie jar as long as they stay at the provider. */
async function followTo(issuer: string, address: string): Promise<string> {
  let cookie = '';
  for (let next = address; ; ) {
    if (!next.startsWith(`${issuer}/`)) return next;
    const reply = await fetch(next, { headers: { cookie }, redirect: 'manual' });
    cookie = keepCookies(cookie, reply.headers.getSetCookie());
    const location = reply.headers.get('location');
    if (location === null)
      throw new Error(`The provider stopped at ${next}: ${reply.status} ${await reply.text()}`);
    next = new URL(location, next).href;
  }
}
