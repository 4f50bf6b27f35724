import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../failure.ts';
import type { Assets } from './assets.ts';
import { logFault, logRefusal } from './events.ts';
import { explain, type Fault, headings, sentences, wayFrom } from './faults.ts';
import { addressOf, type Base, checkClear, checkHost, checkSameOrigin, isHttpsOnly } from './origin.ts';
import { pack } from './packed.ts';
import type { Views } from './views.ts';

/** What every page tells the layout. */
export type Page = {
  title: string;
  /** The name of this page’s entry in the navigation or footer; empty for none. */
  here: string;
  /** The theme to show it in, whatever the reader's own. */
  theme?: 'light' | 'dark';
};

/** A link to a room. */
type Entry = { name: string; path: string; title: string };

/** The links to each room, in order: the main navigation, then the footer, of which some need sessions. */
export type Navigation = {
  main: readonly Entry[];
  foot: readonly (Entry & { needsSession: boolean })[];
};

/** Says in which language the bank is written. */
export type Language = () => string;

/** What is around every page. */
export type Chrome = {
  base: Base;
  views: Views;
  assets: Assets;
  navigation: Navigation;
  language: Language;
  /** Whether people are known by sessions, which have pages of their own. */
  sessions: boolean;
  /** What every page says above everything else; empty for nothing. */
  banner: string;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered whatever the host: the files that the page for a wrong host is drawn with. */
    anyHost?: boolean;
  }
  interface FastifyReply {
    /** The theme in which the reader wants their pages; empty to follow the device. */
    theme: 'light' | 'dark' | '';
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

/** What every reply says, whatever it is. */
export const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

/** What guards a page and says nothing to a browser that is sent on, which shows nothing of the reply. */
const guardsOfPages = Object.keys(headers).filter((name) => name !== 'cache-control');

/** Tells browsers to use https alone for this host for a year; other hosts of its domain may have no https. */
const httpsOnly = 'max-age=31536000';

/** Gives every reply its headers and pages, and turns every failure into a page or problem JSON. */
export function installPages(app: FastifyInstance, chrome: Chrome): void {
  const { base } = chrome;
  const { page, fail } = createPages(chrome);

  app.decorateReply(
    'page',
    function (this: FastifyReply, view: string, model: Page & Record<string, unknown>, status = 200) {
      return page(this, view, model, status);
    },
  );
  app.decorateReply('theme', '');
  app.decorateReply('next', function (this: FastifyReply, path: string) {
    for (const name of guardsOfPages) this.removeHeader(name);
    return this.code(303)
      .header('location', base.prefix + path)
      .send();
  });
  app.addHook('onRequest', (request, reply, done) => {
    admit(base, request, reply);
    done();
  });
  app.setNotFoundHandler((request, reply) => fail(request, reply, new Failure('not found', sentences[404]!)));
  app.setErrorHandler<Fault>((error, request, reply) => fail(request, reply, error));
}

/** Answers what fails before a route is looked for, such as an address that cannot be decoded, like any failure. */
export function answerUnrouted(chrome: Chrome) {
  const { fail } = createPages(chrome);
  return (error: Fault, request: FastifyRequest, reply: FastifyReply): void => {
    try {
      admit(chrome.base, request, reply);
      fail(request, reply, error);
    } catch (refused) {
      fail(request, reply, refused as Fault);
    }
  };
}

/** Gives a reply its headers, and refuses unclear requests, those for another host and posts from another site. */
function admit(base: Base, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(headers);
  const address = addressOf(base, request.headers);
  if (address && isHttpsOnly(base, address)) reply.header('strict-transport-security', httpsOnly);
  checkClear(request.raw.rawHeaders, request.raw.url ?? '/', request.raw.httpVersion);
  if (!request.routeOptions.config.anyHost) checkHost(base, request.headers.host);
  if (request.method !== 'GET' && request.method !== 'HEAD') checkSameOrigin(base, request.headers);
}

/** The layout's only key, for pages that know nobody. */
const noKeys = { help: '' };

/** What sends pages: those of the rooms, and those of failures. */
function createPages({ base, views, assets, navigation, language, sessions, banner }: Chrome) {
  const address = (name: string) => base.prefix + assets.path(name);
  const links = {
    css: address('etude.css'),
    js: address('etude.js'),
    sittingJs: address('sitting.js'),
    passkeyJs: address('passkey.js'),
    font: address('besley.woff2'),
    icon: address('icon.svg'),
  };

  const speculation = `"${address('speculation.json')}"`;
  const { main } = navigation;
  const foot = navigation.foot.filter(({ needsSession }) => sessions || !needsSession);
  const marked = (entries: readonly Entry[], here: string) =>
    entries.map(({ name, path, title }) => ({ path, title, isHere: name === here }));
  const navigationAt = new Map(
    ['', ...[...main, ...navigation.foot].map(({ name }) => name)].map((here) => [
      here,
      { navigation: marked(main, here), foot: marked(foot, here) },
    ]),
  );

  function page(reply: FastifyReply, view: string, model: Page & Record<string, unknown>, status: number) {
    const entries = navigationAt.get(model.here);
    if (!entries) throw new Error(`There is no "${model.here}" in the navigation.`);
    const around = {
      bare: false,
      clock: '',
      passkeys: false,
      banner,
      keys: noKeys,
      // A reply that fails before it is set up has none.
      theme: reply.theme ?? '',
      chrome: links,
      ...entries,
      language: language(),
    };
    const html = views.render(view, { ...around, ...model });
    const { body, encoding } = pack(html, reply.request.headers['accept-encoding']);
    if (encoding) reply.header('content-encoding', encoding);
    return (
      reply
        .code(status)
        .type('text/html; charset=utf-8')
        .header('vary', 'accept-encoding')
        // Only the head's and the foot's links, which lead to pages that change nothing, may be fetched ahead.
        .header('speculation-rules', speculation)
        .send(body)
    );
  }

  function fail(request: FastifyRequest, reply: FastifyReply, error: Fault) {
    const [status, sentence] = explain(error);
    const isFault = logFault(request, error, status);
    logRefusal(request, error);
    if (status === 503) reply.header('retry-after', retryAfter);
    const title = headings[status] ?? 'That did not work';
    if (wantsJson(request.headers.accept)) {
      return reply
        .code(status)
        .type('application/problem+json')
        .send(JSON.stringify({ title, status, detail: sentence, instance: request.id }));
    }
    const requestId = isFault ? request.id : '';
    const address = request.url.startsWith(base.prefix) ? request.url.slice(base.prefix.length) : '';
    const way = wayFrom(status, address, [...main, ...foot]);
    return page(reply, 'error', { title, here: '', status, sentence, requestId, way }, status);
  }

  return { page, fail };
}

/** Seconds after which somebody may ask again what could not be answered just now. */
export const retryAfter = 10;

function wantsJson(accept = ''): boolean {
  return /\bapplication\/(problem\+)?json\b/.test(accept) && !accept.includes('text/html');
}
