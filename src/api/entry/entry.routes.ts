import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { MINUTE } from '../../base/time.ts';
import { networkOf } from '../../base/web/addresses.ts';
import { logFault, logRefusal } from '../../base/web/events.ts';
import type { Fault } from '../../base/web/faults.ts';
import { compileLater } from '../../base/web/lazy-validation.ts';
import { retryAfter } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import type { Scope } from '../../learner/token/model.ts';
import { methodsAt, type Route } from './paths.ts';
import { notFound, problemOf } from './problem.ts';
import {
  bearerOf,
  checkScope,
  type Program,
  type ProgramDeps,
  programOf,
  refuseStranger,
} from './program.load.ts';
import { names, takes } from './tags.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must allow; `none` for what everybody may read. */
    scope?: Scope | 'none';
    /** The type of the reply, where it is not JSON. */
    produces?: string;
    /** Whether each reply is another one, which nobody can have already. */
    isOnce?: boolean;
  }
  interface FastifySchema {
    /** What a route is for, in the description of the API. */
    summary?: string;
    /** Whether that description leaves it out. */
    hide?: boolean;
  }
  interface FastifyRequest {
    /** The program that asks; set before any route of the API is reached. */
    program: Program | undefined;
  }
}

/** How many requests a token may send in a minute. */
export type ProgramLimit = { most: number };
const usualLimit: ProgramLimit = { most: 600 };
/** How many requests without a token that works may come from one network in a minute. */
const mostStrangers = 60;

/** What every request of the API passes: token, scope, limit, types and errors as problem JSON. */
export function installEntry(
  app: FastifyInstance,
  deps: ProgramDeps & { programLimit?: ProgramLimit | undefined },
): void {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
  app.decorateRequest('program', undefined);
  takeJson(app);
  const count = limiting(app, deps.programLimit ?? usualLimit);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'authorization');
    const { scope, produces = 'application/json' } = request.routeOptions.config;
    if (scope !== 'none') {
      const secret = bearerOf(request);
      const program = secret === undefined ? undefined : await programOf(deps, secret);
      request.program = program;
      await count(request, reply);
      if (!program) refuseStranger(reply, secret !== undefined);
      checkScope(deps, reply, program, scope);
    }
    if (!takes(request.headers.accept, [produces]))
      throw new Failure(
        'not acceptable',
        `This address answers in ${produces}. Name it in the header Accept.`,
      );
    checkConditions(request);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*/, '');
    const methods = methodsAt(routes, path);
    if (methods.length === 0) throw notFound();
    reply.header('allow', methods.join(', '));
    throw new Failure('not allowed', `This address takes ${methods.join(', ')} only.`);
  });
  app.setErrorHandler<Fault>((error, request, reply) => sendProblem(error, request, reply));
  app.addHook('onSend', async (request, reply, payload) => withTag(request, reply, payload));
}

/** Takes JSON and nothing else. Numbers are numbers, and fields that nobody knows are refused. */
function takeJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    // What decoding leaves of bytes that are no UTF-8, and a NUL, which no field takes.
    if (/\uFFFD|\\u0000/.test(text)) done(new Failure('malformed', 'Send the body as UTF-8, without NUL.'));
    else app.getDefaultJsonParser('error', 'error')(request, text, done);
  });
  const exact = { coerceTypes: false, removeAdditional: false } as const;
  const body = compileLater({}, { customOptions: exact });
  const address = compileLater({}, { customOptions: { coerceTypes: 'array', removeAdditional: false } });
  app.setValidatorCompiler((definition) =>
    (definition.httpPart === 'body' ? body : address)(definition as never),
  );
}

/** Counts what each token sends, and by their network those who have none. */
function limiting(app: FastifyInstance, { most }: ProgramLimit) {
  const ofToken = app.createRateLimit({
    max: most,
    timeWindow: MINUTE,
    keyGenerator: ({ program }) => program!.token.id,
  });
  const ofStranger = app.createRateLimit({
    max: mostStrangers,
    timeWindow: MINUTE,
    keyGenerator: ({ ip }) => networkOf(ip),
  });
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const counted = await (request.program ? ofToken : ofStranger)(request);
    if (counted.isAllowed) return;
    const { max, remaining, ttlInSeconds, isExceeded } = counted;
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': ttlInSeconds,
    });
    if (!isExceeded) return;
    reply.header('retry-after', ttlInSeconds);
    throw new Failure('too many', `Too many requests. Wait ${ttlInSeconds} s, then go on more slowly.`);
  };
}

/** Refuses a change under a condition on what is there now, of which Etude keeps no versions. */
function checkConditions({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD' || headers['if-match'] === undefined) return;
  throw new Failure(
    'not as expected',
    'Etude does not compare versions of what is changed here. Send it without If-Match. Nothing was changed.',
  );
}

function sendProblem(error: Fault, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error, request.id);
  logFault(request, error, problem.status);
  logRefusal(request, error);
  if (problem.status === 503) reply.header('retry-after', retryAfter);
  reply.header('cache-control', 'no-store');
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Tags what is read, and sends nothing to a program that has it already. */
function withTag(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
  const isRead = (request.method === 'GET' || request.method === 'HEAD') && reply.statusCode === 200;
  if (!isRead || request.routeOptions.config.isOnce || typeof payload !== 'string') return payload;
  const tag = `"${digest(payload).slice(0, 22)}"`;
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
  if (!names(request.headers['if-none-match'] ?? '', tag)) return payload;
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return '';
}

/** The learner for whom a request of the API is sent. */
export function learnerFor({ program }: FastifyRequest): Learner {
  return program!.learner;
}
