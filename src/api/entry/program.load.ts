import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LiveBank } from '../../bank/live/live.ts';
import type { Database } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { calendarDay } from '../../base/time.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Access } from '../../learner/access.ts';
import type { Learner } from '../../learner/model.ts';
import { type IsAuthor, obstacle } from '../../learner/rights.ts';
import { type ClockMended, putRight } from '../../learner/session/clock.load.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { type AccessToken, isLive, isTokenShaped, type Scope } from '../../learner/token/model.ts';
import { deeds } from '../../learner/token/page.ts';
import type { TokenStore } from '../../learner/token/store.ts';

/** What tells who a program works for. */
export type ProgramDeps = {
  db: Database;
  live: LiveBank;
  learners: LearnerStore;
  tokens: TokenStore;
  world: ClockAndIds;
  clockMended: ClockMended;
  access: Access;
  isAuthor: IsAuthor;
};

/** A program's token, and the learner for whom it works. */
export type Program = { token: AccessToken; learner: Learner };

/** The token of a text, if it works. */
export async function programOf(deps: ProgramDeps, secret: string): Promise<Program | undefined> {
  const { tokens, world, live } = deps;
  if (!isTokenShaped(secret)) return undefined;
  const found = await tokens.byDigest(digest(secret));
  if (!found || !isLive(found.token, world.now())) return undefined;
  await live.reach(found.learner.bankEpoch);
  await noteUse(deps, found);
  const learner = await putRight({ ...deps, store: deps.learners }, found.learner);
  return { ...found, learner };
}

/** Notes once a day that a token is used; where that is not possible just now, reading goes on without it. */
async function noteUse({ db, learners, tokens, world }: ProgramDeps, { token, learner }: Program) {
  const now = world.now();
  const day = calendarDay(now, learner.zone, learner.dayStart);
  if (token.usedDay === day) return;
  try {
    await db.commit([learners.markDay(now), tokens.noteUse(learner.id, token.id, day)]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** The token that a request carries as its bearer. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

const realm = 'Bearer realm="Etude"';

/** Refuses a request without a token that works. */
export function refuseStranger(reply: FastifyReply, hasToken: boolean): never {
  reply.header('www-authenticate', hasToken ? `${realm}, error="invalid_token"` : realm);
  throw new Failure(
    'unauthorized',
    hasToken
      ? 'This token does not work: it was revoked or has expired. Create a new one in Settings.'
      : 'Send a token in the header “Authorization: Bearer etude_…”. Create one in Settings.',
  );
}

/** Refuses a program what its token does not allow, or what its learner may not do. */
export function checkScope(
  { access, isAuthor }: Pick<ProgramDeps, 'access' | 'isAuthor'>,
  reply: FastifyReply,
  { token, learner }: Program,
  scope: Scope | undefined,
): void {
  const isTicked = scope ? token.scopes.includes(scope) : !token.scopes.includes('calendar');
  if (!isTicked) {
    reply.header(
      'www-authenticate',
      `${realm}, error="insufficient_scope"${scope ? `, scope="${scope}"` : ''}`,
    );
    throw new Failure(
      'forbidden',
      `This token may not ${scope ? deeds[scope] : 'do this'}. In Settings, create one that can.`,
    );
  }
  const hindrance = obstacle(scope === 'bank' ? 'authors' : 'learners', learner, { access, isAuthor });
  if (hindrance === 'sign in')
    throw new Failure('forbidden', 'You need an account to practise here. Sign in, then create a token.');
  if (hindrance === 'for authors') throw new Failure('forbidden', 'Only authors may read the whole bank.');
}
