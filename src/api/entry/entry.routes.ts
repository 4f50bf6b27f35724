import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { logFault, logRefusal } from '../../base/web/events.ts';
import type { Fault } from '../../base/web/faults.ts';
import { compileLater } from '../../base/web/lazy-validation.ts';
import { retryAfter } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import type { Scope } from '../../learner/token/model.ts';
import { countRequests, type ProgramLimit } from './limits.routes.ts';
import { methodsAt, type Route } from './paths.ts';
import { notFound, problemOf } from './problem.ts';
import { bearerOf, checkScope, type ProgramDeps, programOf, refuseStranger } from './program.load.ts';
import { names, tagOf, takes } from './tags.ts';

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
}

/** What every request of the API passes: token, scope, limit, types and errors as problem JSON. */
export function installEntry(
  app: FastifyInstance,
  deps: ProgramDeps & { programLimit?: ProgramLimit | undefined },
): void {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url });
  });
  takeJson(app);
  const count = countRequests(app, deps.programLimit);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'authorization');
    const { scope, produces = 'application/json' } = request.routeOptions.config;
    if (scope !== 'none') {
      const secret = bearerOf(request);
      const program = secret === undefined ? undefined : await programOf(deps, secret);
      await count(request, reply, program);
      if (!program) refuseStranger(reply, secret !== undefined);
      checkScope(deps, reply, program, scope);
    }
    if (!takes(request.headers.accept, [produces]))
      throw new Failure(
        'not acceptable',
        `This address returns ${produces}. Ask for it in the Accept header.`,
      );
    checkConditions(request);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*/, '');
    const methods = methodsAt(routes, path);
    if (methods.length === 0) throw notFound();
    reply.header('allow', methods.join(', '));
    throw new Failure('not allowed', `This address accepts only ${methods.join(', ')}.`);
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

/** Refuses a change under a condition on what is there now, of which Etude keeps no versions. */
function checkConditions({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD' || headers['if-match'] === undefined) return;
  throw new Failure(
    'not as expected',
    'Etude does not support If-Match at this address. Send it without If-Match. Nothing was changed.',
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
  const tag = tagOf(payload);
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
  if (!names(request.headers['if-none-match'] ?? '', tag)) return payload;
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return '';
}

/** The learner for whom a request of the API is sent. */
export function learnerFor({ program }: FastifyRequest): Learner {
  return program!.learner;
}
