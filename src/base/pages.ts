import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Assets } from './assets.ts';
import { Failure, statuses } from './failure.ts';
import { type Base, checkHost, checkSameOrigin } from './origin.ts';
import type { Views } from './views.ts';

/** What every page tells the layout. */
export type Page = {
  title: string;
  /** The entry of the main navigation that is here. */
  here: 'today' | 'settings' | '';
};

declare module 'fastify' {
  interface FastifyReply {
    /** Sends a page. */
    page(view: string, model: Page & Record<string, unknown>, status?: number): FastifyReply;
    /** Sends the reader on to another page of ours after a post. */
    next(path: string): FastifyReply;
  }
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

/** Gives every reply its headers and pages, and turns every failure into a page or problem JSON. */
export function installPages(app: FastifyInstance, base: Base, views: Views, assets: Assets): void {
  const address = (name: string) => base.prefix + assets.path(name);
  const chrome = { css: address('etude.css'), font: address('besley.woff2'), icon: address('icon.svg') };

  app.decorateReply(
    'page',
    function (this: FastifyReply, view: string, model: Page & Record<string, unknown>, status = 200) {
      const at = { today: model.here === 'today', settings: model.here === 'settings' };
      return this.code(status)
        .type('text/html; charset=utf-8')
        .send(views.render(view, { bare: false, ...model, chrome, at }));
    },
  );
  app.decorateReply('next', function (this: FastifyReply, path: string) {
    return this.code(303)
      .header('location', base.prefix + path)
      .send();
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    checkHost(base, request.headers.host);
    if (request.method !== 'GET' && request.method !== 'HEAD') checkSameOrigin(base, request.headers);
  });
  app.setNotFoundHandler((request, reply) =>
    sendFailure(request, reply, 404, 'There is no page at this address. Nothing of yours is lost.'),
  );
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const [status, sentence] = explain(error);
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    return sendFailure(request, reply, status, sentence);
  });
}

/** The status and the sentence for an error; what is not expected says nothing of itself. */
function explain(error: FastifyError): [number, string] {
  if (error instanceof Failure) return [statuses[error.kind], error.message];
  if (error.validation)
    return [422, 'The form could not be read. Go back, reload the page and send it again.'];
  const known = sentences[error.statusCode ?? 500];
  if (known) return [error.statusCode!, known];
  if (error.statusCode && error.statusCode < 500)
    return [error.statusCode, 'The request could not be understood.'];
  return [
    500,
    'Something went wrong on this server, and it has been logged. Answers you have given are safe.',
  ];
}

const sentences: Record<number, string> = {
  400: 'The address or the form could not be read. Go back and try again.',
  404: 'There is no page at this address. Nothing of yours is lost.',
  405: 'This page cannot be used in this way.',
  413: 'That is more than this page takes. Shorten it and send it again.',
  415: 'This page only takes forms as browsers send them.',
  503: 'Etude is stopping or very busy. Try again in a moment.',
};

const headings: Record<number, string> = {
  401: 'Who is there?',
  403: 'Not allowed',
  404: 'A bar’s rest',
  409: 'Already played',
  413: 'Too long',
  421: 'Another address',
  422: 'That could not be read',
  500: 'A wrong note',
  503: 'One moment',
};

function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  sentence: string,
): FastifyReply {
  const title = headings[status] ?? 'That did not work';
  if (wantsJson(request.headers.accept)) {
    return reply
      .code(status)
      .type('application/problem+json')
      .send(JSON.stringify({ title, status, detail: sentence, instance: request.id }));
  }
  const requestId = status >= 500 ? request.id : '';
  return reply.page('error', { title, here: '', status, sentence, requestId }, status);
}

function wantsJson(accept = ''): boolean {
  return /\bapplication\/(problem\+)?json\b/.test(accept) && !accept.includes('text/html');
}
