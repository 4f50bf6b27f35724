import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import { type Bank, createBank } from './bank/bank.ts';
import type { Checked } from './bank/check.ts';
import { holdBank, type LiveBank } from './bank/live.ts';
import { bankChanged, isSameBank, keepFairKeys } from './bank/reconcile.ts';
import { bankStore } from './bank/store.ts';
import { assetRoutes, createAssets } from './base/assets.ts';
import { sessionCookie } from './base/cookies.ts';
import type { Database } from './base/database.ts';
import type { Seal } from './base/digest.ts';
import { installForms } from './base/forms.ts';
import { baseOf } from './base/origin.ts';
import { answerUnrouted, installPages } from './base/pages.ts';
import { installShedding } from './base/shedding.ts';
import { answerUnparsed } from './base/sockets.ts';
import { createViews, type Views } from './base/views.ts';
import type { World } from './base/world.ts';
import { createVisitors } from './learner/load.ts';
import type { SettingsChanged } from './learner/routes.ts';
import { learnerRoutes } from './learner/routes.ts';
import { learnerStore } from './learner/store.ts';
import { bankRoutes } from './library/bank.routes.ts';
import { learnRoutes } from './library/learn.routes.ts';
import { libraryStore } from './library/store.ts';
import { onAskedAgain, onBankChanged, refoldLearner } from './memory/load.ts';
import { memoryStore } from './memory/store.ts';
import { questionRoutes } from './practice/question.routes.ts';
import { practiceStore } from './practice/store.ts';
import { todayRoutes } from './practice/today.routes.ts';
import { verdictRoutes } from './practice/verdict.routes.ts';

/** A folder of the installation, beside `src`. */
export const folderOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** What the application is built from. */
export type Parts = {
  baseUrl: string;
  zone: string;
  bank: Bank;
  /** Where the bank changes while it is served, or authors are; else it stays as it is. */
  live?: LiveBank;
  db: Database;
  stores: Stores;
  seal: Seal;
  world: World;
  logger: FastifyServerOptions['logger'];
  /** How late the event loop may run before requests are shed; 0 sheds none. */
  maxDelayMs?: number;
  /** For tests that watch which views are rendered. */
  watchViews?: (views: Views) => Views;
};

/** Every table's store, its statements compiled. */
export function openStores(db: Database) {
  return {
    texts: bankStore(db),
    learners: learnerStore(db),
    memory: memoryStore(db),
    practice: practiceStore(db),
    library: libraryStore(db),
  };
}

export type Stores = ReturnType<typeof openStores>;

/**
 * Takes a checked bank live: keys stay fair, every text is kept, and the occasion `bankChanged` folds again what
 * the files have moved. Repeats itself at the next start if it is interrupted. Returns what authors should know.
 */
export async function openBank(db: Database, stores: Stores, checked: Checked, now: number) {
  const { texts, learners, memory } = stores;
  const past = await texts.past();
  const { questions, warnings } = keepFairKeys(checked.questions, await texts.everyText());
  const bank = createBank(checked.taxonomy, questions, checked.lessons);
  await db.commit(texts.saveTexts(bank.questions, now));
  const rooms = { db, bank, learners, memory };
  await onBankChanged(rooms, bankChanged(past, bank.questions));
  if (!isSameBank(past, bank.questions)) await db.commit(texts.savePast(bank.questions));
  for (const learner of await learners.toRefold()) await refoldLearner(rooms, learner);
  return { bank, warnings };
}

/** Builds the application: the rooms in their order, and what each occasion leads to. */
export async function buildApp(parts: Parts): Promise<FastifyInstance> {
  const { bank, db, stores, seal, world, zone } = parts;
  const base = baseOf(parts.baseUrl);
  const assets = createAssets(folderOf('views/assets'));
  const views = createViews(folderOf('views'), (path) => base.prefix + path);

  const app = Fastify({
    logger: parts.logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => world.id(),
    requestTimeout: 15_000,
    connectionTimeout: 30_000,
    bodyLimit: 32_768,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // Node looks for requests that take too long only as often as this.
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    clientErrorHandler: answerUnparsed,
    // Ajv applies no limits to "Infinity" under strictNumbers once it has made a number of the text.
    ajv: { customOptions: { coerceTypes: 'array', strictNumbers: false } },
    frameworkErrors: answerUnrouted(base, views, assets),
  });
  // A connection that sends nothing is kept some ten seconds and costs some 20 kB: more than these would fill memory.
  app.server.maxConnections = 4_000;
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        url: request.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  installPages(app, base, parts.watchViews?.(views) ?? views, assets);
  await installShedding(app, parts.maxDelayMs);
  await app.register(cookie);
  await installForms(app);

  const { learners, memory } = stores;
  const rooms = { db, bank, ...stores };
  const visitors = createVisitors(db, learners, seal, sessionCookie(base), world, zone);
  const settingsChanged: SettingsChanged = {
    askedAgain: (learner, question) => onAskedAgain(rooms, learner, question),
    retentionChanged: (learnerId) => refoldLearner({ db, bank, learners, memory }, learnerId),
  };

  await app.register(
    async (inner) => {
      assetRoutes(inner, assets);
      await inner.register(learnerRoutes({ ...rooms, visitors, settingsChanged }));
      const practice = { ...rooms, visitors, seal, world, zone };
      await inner.register(todayRoutes(practice));
      await inner.register(questionRoutes(practice));
      await inner.register(verdictRoutes(practice));
      await inner.register(learnRoutes({ ...rooms, visitors, world }));
      const live = parts.live ?? holdBank(bank);
      await inner.register(bankRoutes({ ...stores, live, visitors, world }));
    },
    { prefix: base.prefix },
  );
  return app;
}
