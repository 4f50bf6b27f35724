import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { MINUTE } from '../../base/time.ts';
import type { BriefCookie } from '../../base/web/cookies.ts';
import { logEvent } from '../../base/web/events.ts';
import { type Base, wholeAddress } from '../../base/web/origin.ts';
import type { GuestSignedIn } from '../account/deps.ts';
import { localPath } from '../account/next.ts';
import type { Learner } from '../model.ts';
import type { Signing } from '../session/signing.load.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { nameOf, roleIn } from './claims.ts';
import { knownAs, type Named, type NamedDeps, welcomeAs } from './named.load.ts';
import type { Journey, Provider } from './oidc.door.ts';

/** What sign-in at an identity provider works with. */
export type OidcDeps = NamedDeps & {
  base: Base;
  seal: Seal;
  visitors: Visitors;
  signing: Signing;
  guestSignedIn: GuestSignedIn;
  provider: Provider;
  issuer: string;
  /** The claim that names the role; empty if none does. */
  roles: string;
  /** Holds what a browser keeps while somebody is at the provider. */
  cookie: BriefCookie;
};

/** For how long somebody may be at the provider. */
const longestAway = 10 * MINUTE;

/** What a browser keeps: the journey, where it goes on to, and since when it is under way. */
type Kept = Journey & { next: string; at: number };

const NextQuery = Type.Object({ next: Type.Optional(Type.String({ maxLength: 1000 })) });

/** Sign-in at an identity provider: the way there, and the way back. */
export function oidcRoutes(deps: OidcDeps): FastifyPluginAsyncTypebox {
  const { base, seal, visitors, signing, provider, cookie, world } = deps;
  const config = { right: 'everyone' } as const;

  /** The way back, at the address that the browser came by. */
  const wayBack = ({ headers }: FastifyRequest) => wholeAddress(base, headers, '/sign-in/oidc/back');

  function kept(request: FastifyRequest): Kept {
    const value = seal.open('oidc', cookie.read(request) ?? '') as Kept | undefined;
    if (value && Math.abs(world.now() - value.at) <= longestAway) return value;
    logEvent(request, 'sign-in-refused', { way: 'oidc', why: 'not started here' });
    throw new Failure(
      'forbidden',
      'This sign-in did not start in this browser, or it took longer than ten minutes. Sign in again.',
    );
  }

  async function claimsOf(request: FastifyRequest, journey: Journey) {
    try {
      const query = request.url.slice(request.url.indexOf('?'));
      return await provider.finish(new URL(query, wayBack(request)), journey);
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      logEvent(request, 'sign-in-refused', { way: 'oidc', why: code ?? 'not confirmed' });
      throw error;
    }
  }

  return async (app) => {
    app.get('/sign-in/oidc', { config, schema: { querystring: NextQuery } }, async (request, reply) => {
      const { address, journey } = await provider.begin(wayBack(request));
      const keep: Kept = { ...journey, next: localPath(request.query.next), at: world.now() };
      cookie.write(request, reply, seal.close('oidc', keep));
      return reply.code(303).header('location', address).send();
    });

    app.get('/sign-in/oidc/back', { config, exposeHeadRoute: false }, async (request, reply) => {
      const { next, ...journey } = kept(request);
      cookie.clear(request, reply);
      const claims = await claimsOf(request, journey);
      const named = {
        issuer: deps.issuer,
        subject: claims.sub,
        name: nameOf(claims),
        role: roleIn(claims, deps.roles),
      };
      const before = await visitors.learnerOf(request, reply);
      const learner = await learnerOf(deps, reply, named, before?.account ? undefined : before);
      await signing.enter(request, reply, learner.id, []);
      logEvent(request, 'sign-in', { learner: learner.id, way: 'oidc' });
      return reply.next(next);
    });
  };
}

/** Whose identity it is: known, with what their guest has done meanwhile, or new. */
async function learnerOf(
  deps: OidcDeps,
  reply: FastifyReply,
  named: Named,
  guest: Learner | undefined,
): Promise<Learner> {
  const known = await knownAs(deps, named);
  if (known && guest) await deps.guestSignedIn(guest, known);
  if (known) return known;
  if (!guest) await reply.admitNewcomer();
  return welcomeAs(deps, named, guest);
}
