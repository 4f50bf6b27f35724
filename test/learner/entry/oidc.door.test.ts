import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createProvider, type Journey, type Provider } from '../../../src/learner/entry/oidc.door.ts';
import { type IdentityProvider, startProvider } from '../../support/provider.ts';

const returnTo = 'http://localhost:3000/sign-in/oidc/back';

let identity: IdentityProvider;
let provider: Provider;
beforeAll(async () => {
  identity = await startProvider([returnTo], { 'sub-1': { name: 'Robin', groups: ['etude-author'] } });
});
afterAll(() => identity.close());
beforeEach(() => {
  identity.tamper = {};
  provider = createProvider({ issuer: identity.issuer, ...identity.client });
});

/** Somebody who has signed in at the provider and comes back. */
async function comeBack(): Promise<{ url: URL; journey: Journey }> {
  const { address, journey } = await provider.begin(returnTo);
  return { url: new URL(await identity.signIn(address)), journey };
}

const refused = { name: 'Failure', kind: 'forbidden' };

test('nothing is asked of the provider before somebody signs in', () => {
  identity.asked.length = 0;
  createProvider({ issuer: identity.issuer, ...identity.client });
  expect(identity.asked).toEqual([]);
});

test('a browser is sent to the provider with state, nonce and a challenge, and comes back as somebody', async () => {
  const { address, journey } = await provider.begin(returnTo);
  const sent = Object.fromEntries(new URL(address).searchParams);
  expect(sent).toMatchObject({
    response_type: 'code',
    client_id: 'etude',
    redirect_uri: returnTo,
    scope: 'openid profile',
    state: journey.state,
    nonce: journey.nonce,
    code_challenge_method: 'S256',
  });
  expect(address).not.toContain(journey.verifier);
  const url = new URL(await identity.signIn(address));
  expect(await provider.finish(url, journey)).toMatchObject({
    iss: identity.issuer,
    sub: 'sub-1',
    aud: 'etude',
    name: 'Robin',
    groups: ['etude-author'],
  });
});

describe('nobody is signed in', () => {
  test('with a code that was used before', async () => {
    const { url, journey } = await comeBack();
    await provider.finish(url, journey);
    await expect(provider.finish(url, journey)).rejects.toMatchObject(refused);
  });

  test.each([
    ['the state', 'state'],
    ['the nonce', 'nonce'],
    ['the proof of the code', 'verifier'],
  ] as const)('with %s of another browser', async (_, part) => {
    const [mine, theirs] = [await comeBack(), await comeBack()];
    const journey = { ...mine.journey, [part]: theirs.journey[part] };
    await expect(provider.finish(mine.url, journey)).rejects.toMatchObject(refused);
  });

  test('by an answer without a code, with another issuer, or with an error', async () => {
    const { url, journey } = await comeBack();
    const changed = (change: (query: URLSearchParams) => void) => {
      const other = new URL(url);
      change(other.searchParams);
      return other;
    };
    const answers = [
      changed((query) => query.delete('code')),
      changed((query) => query.set('iss', 'https://evil.example')),
      changed((query) => query.delete('iss')),
      changed((query) => query.set('error', 'access_denied')),
    ];
    for (const answer of answers)
      await expect(provider.finish(answer, journey)).rejects.toMatchObject(refused);
  });

  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  type Part = Record<string, unknown>;
  const tokens: [what: string, header: Part, claims: Part, sign: (text: string) => string][] = [
    ['that is not signed', { alg: 'none' }, {}, () => ''],
    ['that is signed with the public key as a secret', { alg: 'HS256' }, {}, (text) => hmac(text)],
    [
      'that somebody else has signed',
      {},
      {},
      (text) => sign('sha256', Buffer.from(text), other).toString('base64url'),
    ],
    [
      'that brings its own key',
      { jwk: other.export({ format: 'jwk' }), jku: 'https://evil.example' },
      {},
      (text) => sign('sha256', Buffer.from(text), other).toString('base64url'),
    ],
    ['whose signature was cut off', {}, {}, () => ''],
  ];
  const hmac = (text: string) => createHmac('sha256', 'etude').update(text).digest('base64url');

  test.each(tokens)('by a token %s', async (_, header, claims, signed) => {
    const { url, journey } = await comeBack();
    identity.tamper['/token'] = (reply) => {
      const [head, body] = String(reply.id_token).split('.');
      const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());
      const text = `${encode({ ...decode(head), ...header })}.${encode({ ...decode(body), ...claims })}`;
      return { ...reply, id_token: `${text}.${signed(text)}` };
    };
    await expect(provider.finish(url, journey)).rejects.toMatchObject(refused);
  });

  test('by a reply without a token of who it is', async () => {
    const { url, journey } = await comeBack();
    identity.tamper['/token'] = ({ id_token: _, ...reply }) => reply;
    await expect(provider.finish(url, journey)).rejects.toMatchObject(refused);
  });

  test.each([
    ['for another client', { aud: 'another' }],
    [
      'for another client too, which is named as the one it is for',
      { aud: ['etude', 'another'], azp: 'another' },
    ],
    ['of another provider', { iss: 'https://evil.example' }],
    ['that has expired', { exp: 1_000_000_000 }],
    ['that answers another sign-in', { nonce: 'of another' }],
    ['that answers no sign-in', { nonce: undefined }],
    ['about somebody else than the other claims', { sub: 'sub-2' }],
  ])('by a token %s, even if the provider has signed it', async (_, claims) => {
    const { url, journey } = await comeBack();
    identity.tamper['/token'] = (reply) => ({
      ...reply,
      id_token: identity.signAgain(reply.id_token, claims),
    });
    await expect(provider.finish(url, journey)).rejects.toMatchObject(refused);
  });

  test('and the provider has signed what is right', async () => {
    const { url, journey } = await comeBack();
    identity.tamper['/token'] = (reply) => ({ ...reply, id_token: identity.signAgain(reply.id_token, {}) });
    expect((await provider.finish(url, journey)).sub).toBe('sub-1');
  });
});

describe('a provider', () => {
  const unreachable = { kind: 'unavailable', message: expect.stringContaining('Try again in a minute.') };

  test('that calls itself something else is not used', async () => {
    identity.tamper['/.well-known/openid-configuration'] = (reply) => ({
      ...reply,
      issuer: 'https://evil.example',
    });
    await expect(provider.begin(returnTo)).rejects.toMatchObject(unreachable);
  });

  test('that was away is asked again', async () => {
    const away = createProvider({ issuer: 'http://127.0.0.1:9', ...identity.client });
    await expect(away.begin(returnTo)).rejects.toMatchObject(unreachable);
    identity.tamper['/.well-known/openid-configuration'] = () => ({});
    await expect(provider.begin(returnTo)).rejects.toMatchObject(unreachable);
    identity.tamper = {};
    expect((await provider.begin(returnTo)).address).toContain(identity.issuer);
  });
});
