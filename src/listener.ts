import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { type Counter, countHere, type Elapsed } from './base/counter.ts';
import { folderOf } from './base/installation.ts';
import { lazy } from './base/lazy.ts';
import { logRequest } from './base/process/log.ts';
import { type Assets, createAssets } from './base/web/assets.ts';
import { type ConnectionLimits, installConnections } from './base/web/connections.ts';
import { installForms } from './base/web/forms.ts';
import { compileLater, writePlainJson } from './base/web/lazy-validation.ts';
import { installNewcomers, type NewcomerLimit } from './base/web/newcomers.ts';
import { type Base, baseOf } from './base/web/origin.ts';
import { answerUnrouted, installPages, type Language, type Navigation } from './base/web/pages.ts';
import { installRates } from './base/web/rates.ts';
import { installShedding } from './base/web/shedding.ts';
import { answerUnparsed } from './base/web/sockets.ts';
import { installStopping } from './base/web/stopping.ts';
import { createViews, type Views } from './base/web/views.ts';
import type { ClockAndIds } from './base/world.ts';
import type { Access } from './learner/access.ts';
import type { Watch } from './watch.ts';

/** How an Etude listens, whatever it serves. */
export type Listening = {
  baseUrl: string;
  world: ClockAndIds;
  logger: FastifyServerOptions['logger'];
  watch: Watch;
  /** How late the event loop may run before requests are shed; 0 sheds none. */
  maxDelayMs?: number;
  /** How many newcomers one network may bring; as many as come unless told otherwise. */
  newcomers?: NewcomerLimit;
  /** By what clock this process counts in windows of time; the machine's own unless told otherwise. */
  elapsed?: Elapsed;
  /** Counts for all nodes; this process counts alone unless told otherwise. */
  counter?: Counter;
  /** Who may come in; guests unless told otherwise. */
  access?: Access;
  /** What every page says above everything else. */
  banner?: string;
  /** The proxies that may say who is asking, as `readRanges` lists them; none unless told otherwise. */
  trustedProxies?: string;
  /** How many connections there may be, and how many of one network. */
  connections?: ConnectionLimits;
  /** For tests that watch which views are rendered. */
  watchViews?: (views: Views) => Views;
};

/** What every listener demands of those who connect to it. */
const limits = {
  requestTimeout: 15_000,
  connectionTimeout: 30_000,
  bodyLimit: 32_768,
  routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  // Node looks for requests that take too long only as often as this.
  http: {
    maxHeaderSize: 16_384,
    headersTimeout: 10_000,
    connectionsCheckingInterval: 2_000,
    // Node would refuse a request without Host, and say nothing.
    requireHostHeader: false,
  },
  clientErrorHandler: answerUnparsed,
};

/** The views for each prefix of addresses, compiled once for any number of servers. */
const viewsByPrefix = new Map<string, Views>();
const viewsAt = (prefix: string): Views =>
  viewsByPrefix.getOrInsertComputed(prefix, () => createViews(folderOf('views'), (path) => prefix + path));

/** The files for browsers, read once for any number of servers. */
const assetsHere = lazy(() => createAssets(folderOf('views/assets')));

/** Builds a listener for pages, which has no addresses yet: what every request passes, in this order. */
export async function createListener(
  listening: Listening,
  navigation: Navigation,
  language: Language,
): Promise<{ app: FastifyInstance; base: Base; assets: Assets; counter: Counter }> {
  const { watch, trustedProxies = '' } = listening;
  const counter = listening.counter ?? countHere(listening.elapsed ?? listening.newcomers?.elapsed);
  const sessions = !listening.access?.includes('proxy');
  const base = baseOf(listening.baseUrl);
  const assets = assetsHere();
  const views = viewsAt(base.prefix);
  const chrome = {
    base,
    views: listening.watchViews?.(views) ?? views,
    assets,
    navigation,
    language,
    sessions,
    banner: listening.banner ?? '',
  };
  const answered = (request: FastifyRequest, reply: FastifyReply) => {
    logRequest(request, reply);
    watch.metrics.request(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime);
  };
  const unrouted = answerUnrouted(chrome);

  const app = Fastify({
    ...limits,
    ...loggingOf(listening),
    trustProxy: trustedProxies || false,
    // While it stops, it still answers connected clients, and asks them to close.
    return503OnClosing: false,
    // Ajv applies no limits to "Infinity" under strictNumbers once it has made a number of the text.
    ajv: { customOptions: { coerceTypes: 'array', strictNumbers: false } },
    schemaController: { compilersFactory: { buildValidator: compileLater, buildSerializer: writePlainJson } },
    // Hooks do not run for these.
    frameworkErrors: (error, request, reply) => {
      reply.raw.once('finish', () => answered(request, reply));
      unrouted(error, request, reply);
    },
  });
  installConnections(app.server, trustedProxies, listening.connections);
  app.addHook('onResponse', (request, reply, done) => {
    answered(request, reply);
    done();
  });
  installStopping(app);
  installPages(app, chrome);
  await installShedding(app, listening.maxDelayMs);
  await installRates(app, counter);
  await installNewcomers(app, listening.newcomers);
  await app.register(cookie);
  await installForms(app);
  return { app, base, assets, counter };
}

/** Builds a listener for programs, which shows no pages and knows nobody. */
export function createPlainListener(listening: Listening): FastifyInstance {
  const app = Fastify({ ...limits, ...loggingOf(listening) });
  app.addHook('onResponse', async (request, reply) => logRequest(request, reply));
  return app;
}

function loggingOf({ logger, world }: Listening) {
  return {
    logger: logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => world.id(),
  };
}
