import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import { bankHealthRoutes } from './author/health/routes.ts';
import { loadList } from './author/list/load.ts';
import { authorStore } from './author/store.ts';
import { changesRoutes, countChanges } from './author/workbench/changes.routes.ts';
import { WorkbenchQuery } from './author/workbench/forms.ts';
import { loadWorkbench } from './author/workbench/load.ts';
import type { AuthorView } from './bank/author/author-view.ts';
import { type Bank, building } from './bank/bank.ts';
import type { Checked } from './bank/files/check.ts';
import { type BankHolder, holdBank, type LiveBank } from './bank/live/live.ts';
import { findPartings } from './bank/past/gone.load.ts';
import { comparing, keepFairKeys, replacing, unlikePast } from './bank/past/reconcile.ts';
import { bankStore } from './bank/past/store.ts';
import type { Database, Group } from './base/data/database.ts';
import type { Seal } from './base/digest.ts';
import { folderOf } from './base/installation.ts';
import { logRequest } from './base/process/log.ts';
import { inTurns } from './base/turns.ts';
import { assetRoutes, createAssets } from './base/web/assets.ts';
import { type ConnectionLimits, installConnections } from './base/web/connections.ts';
import { sessionCookie } from './base/web/cookies.ts';
import { installForms } from './base/web/forms.ts';
import { compileLater } from './base/web/lazy-validation.ts';
import { installNewcomers, type NewcomerLimit } from './base/web/newcomers.ts';
import { baseOf } from './base/web/origin.ts';
import { answerUnrouted, installPages } from './base/web/pages.ts';
import { installShedding, loopOf } from './base/web/shedding.ts';
import { answerUnparsed } from './base/web/sockets.ts';
import { installStopping } from './base/web/stopping.ts';
import { createViews, type Views } from './base/web/views.ts';
import { type ClockAndIds, processUse } from './base/world.ts';
import { examsRoutes } from './exam/list/routes.ts';
import { remarkAll } from './exam/marking/settle.load.ts';
import { resultRoutes } from './exam/result/routes.ts';
import { sittingRoutes } from './exam/sitting/routes.ts';
import { examStore } from './exam/store.ts';
import { lessonRoutes } from './learn/lesson/routes.ts';
import type { AuthorPages } from './learn/met/deps.ts';
import { metRoutes } from './learn/met/routes.ts';
import { learnStore } from './learn/store.ts';
import { createVisitors } from './learner/session/visitors.load.ts';
import type { SettingsChanged } from './learner/settings/routes.ts';
import { learnerRoutes } from './learner/settings/routes.ts';
import { learnerStore } from './learner/store.ts';
import { onAskedAgain, onBankChanged, refoldLearner } from './memory/load.ts';
import { memoryStore } from './memory/store.ts';
import { aheadStore } from './plan/ahead/store.ts';
import { beliefStore } from './plan/belief/store.ts';
import { dayStore } from './plan/day/store.ts';
import { planOccasions } from './plan/predictions/occasions.load.ts';
import { predictionStore } from './plan/predictions/store.ts';
import { questionRoutes } from './practice/question/routes.ts';
import { practiceStore } from './practice/store.ts';
import { todayRoutes } from './practice/today/routes.ts';
import { verdictRoutes } from './practice/verdict/routes.ts';
import { createHealth, type Health } from './service/health/health.load.ts';
import { healthRoutes } from './service/health/health.routes.ts';
import { metricsRoutes, type Readers } from './service/health/metrics.routes.ts';
import { createMetrics, type Metrics } from './service/health/metrics.ts';

/** What the application is built from. */
export type Parts = {
  baseUrl: string;
  zone: string;
  live: LiveBank;
  db: Database;
  stores: Stores;
  seal: Seal;
  world: ClockAndIds;
  logger: FastifyServerOptions['logger'];
  watch: Watch;
  /** Who may read the metrics beside the pages; nobody unless told otherwise. */
  metricsReaders?: Readers;
  /** Is told when something changes that a learner's score on the day of the exam rests on. */
  planChanged?: (learner: string) => void;
  /** When a backup was last verified, in milliseconds since 1970, for the metrics; shown only when it is known. */
  lastVerifiedBackup?: () => number | undefined;
  /** How late the event loop may run before requests are shed; 0 sheds none. */
  maxDelayMs?: number;
  /** How many newcomers one network may bring; as many as come unless told otherwise. */
  newcomers?: NewcomerLimit;
  /** The proxies that may say who is asking, as `readRanges` lists them; none unless told otherwise. */
  trustedProxies?: string;
  /** How many connections there may be, and how many of one network. */
  connections?: ConnectionLimits;
  /** For tests that watch which views are rendered. */
  watchViews?: (views: Views) => Views;
};

/** What keeps watch over an Etude that runs. */
export type Watch = {
  health: Health;
  metrics: Metrics;
  /** Is told of every transaction. */
  onGroup(group: Group): void;
};

/** Begins to watch over a data folder. */
export function keepWatch(folder: string, world: ClockAndIds): Watch {
  const health = createHealth(folder, world);
  const metrics = createMetrics();
  const onGroup = (group: Group) => {
    health.committed(group);
    metrics.committed(group);
  };
  return { health, metrics, onGroup };
}

/** Every table's store, its statements compiled. */
export function openStores(db: Database) {
  const stores = {
    texts: bankStore(db),
    learners: learnerStore(db),
    memory: memoryStore(db),
    exams: examStore(db),
    beliefs: beliefStore(db),
    predictions: predictionStore(db),
    days: dayStore(db),
    aheads: aheadStore(db),
    practice: practiceStore(db),
    learn: learnStore(db),
    author: authorStore(db),
  };
  return { ...stores, occasions: planOccasions(stores) };
}

export type Stores = ReturnType<typeof openStores>;

/** What taking a bank live needs. */
type BankDeps = { db: Database; stores: Stores };

/** Takes the first bank of a process live. Returns what authors should know, too. */
export async function openBank(db: Database, stores: Stores, checked: Checked, now: number) {
  const { live, warnings } = await takeLive({ db, stores }, checked, now, holdBank);
  for (const learner of await stores.learners.toRefold())
    await refoldLearner({ db, live, ...stores }, learner);
  return { live, warnings };
}

/** Puts another bank in the place of the live one, with the view of its authors if there are any; people practise meanwhile. */
export async function replaceBank(
  deps: BankDeps,
  live: BankHolder,
  checked: Checked,
  now: number,
  authorView?: AuthorView,
): Promise<string[]> {
  const show = (bank: Bank) => {
    live.replace(bank, authorView);
    return live;
  };
  return (await takeLive(deps, checked, now, show)).warnings;
}

/**
 * Takes a checked bank live: keys stay fair, every text is kept, and the occasion `bankChanged` folds again what the
 * files have moved. Everyone it touches is marked before, so that an interruption is made good at the next start
 * whatever the files then say; and the bank is shown before the fold, so that no answer decided by the one before comes
 * too late for it. Whoever met a question while that was saved is touched too. Returns what authors should know.
 */
async function takeLive<L extends LiveBank>(
  { db, stores }: BankDeps,
  checked: Checked,
  now: number,
  show: (bank: Bank) => L,
): Promise<{ live: L; warnings: string[] }> {
  const { texts, learners, memory, occasions } = stores;
  const past = await texts.past();
  const unlike = await inTurns(unlikePast(past, checked.questions));
  const fair = keepFairKeys(unlike, await texts.sameEdition(unlike));
  const { warnings } = fair;
  const questions = await inTurns(replacing(checked.questions, fair.questions));
  const bank = await inTurns(building(checked.taxonomy, questions, checked.lessons));
  const changed = await inTurns(comparing(past, bank.questions));
  const touched = await memory.touched(changed.questions, changed.concepts);
  const markAll = (ids: readonly string[]) => [
    ...(ids.length > 0 ? [learners.markToRefold(ids)] : []),
    ...ids.flatMap((learner) => changed.raised.map((raised) => learners.noteRevised(learner, raised))),
  ];
  for (const part of texts.saveTexts(changed.unlike, now)) await db.commit(part);
  const [first = [], ...parts] = texts.savePast(changed.unlike, changed.gone);
  // Everyone is marked with the first part, so that an interruption between two of them is made good as well.
  await db.commit([...markAll(touched), ...first]);
  for (const part of parts) await db.commit(part);
  const live = show(bank);
  // Whatever was decided by the bank before is on disk behind this.
  await db.commit([]);
  const all = new Set(await memory.touched(changed.questions, changed.concepts));
  const late = [...all.difference(new Set(touched))];
  if (late.length > 0) await db.commit(markAll(late));
  await onBankChanged({ db, live, learners, memory, occasions }, changed, [...touched, ...late]);
  await remarkAll({ db, live, ...stores }, now);
  const unknown = changed.names.filter((name) => bank.question(name) === undefined);
  const gone = (await findPartings(texts, unknown, questions)).map(({ message }) => message);
  return { live, warnings: [...warnings, ...gone] };
}

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

/** Builds the application: the rooms in their order, and what each occasion leads to. */
export async function buildApp(parts: Parts): Promise<FastifyInstance> {
  const { live, db, stores, seal, world, zone } = parts;
  const { health, metrics } = parts.watch;
  const base = baseOf(parts.baseUrl);
  const assets = createAssets(folderOf('views/assets'));
  const views = createViews(folderOf('views'), (path) => base.prefix + path);
  const answered = (request: FastifyRequest, reply: FastifyReply) => {
    logRequest(request, reply);
    metrics.request(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime);
  };
  const unrouted = answerUnrouted(base, views, assets);

  const app = Fastify({
    ...limits,
    trustProxy: parts.trustedProxies || false,
    logger: parts.logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => world.id(),
    // While it stops, whoever has a connection is still answered, and told to close it.
    return503OnClosing: false,
    // Ajv applies no limits to "Infinity" under strictNumbers once it has made a number of the text.
    ajv: { customOptions: { coerceTypes: 'array', strictNumbers: false } },
    schemaController: { compilersFactory: { buildValidator: compileLater } },
    // Hooks do not run for these.
    frameworkErrors: (error, request, reply) => {
      reply.raw.once('finish', () => answered(request, reply));
      unrouted(error, request, reply);
    },
  });
  installConnections(app.server, parts.trustedProxies ?? '', parts.connections);
  app.addHook('onResponse', async (request, reply) => answered(request, reply));
  installStopping(app);
  installPages(app, base, parts.watchViews?.(views) ?? views, assets);
  await installShedding(app, parts.maxDelayMs);
  await installNewcomers(app, parts.newcomers);
  await app.register(cookie);
  await installForms(app);

  const { learners } = stores;
  const rooms = { db, live, ...stores };
  const clockMended = (learnerId: string) => refoldLearner(rooms, learnerId);
  const visitors = createVisitors({
    db,
    store: learners,
    seal,
    cookie: sessionCookie(base, seal),
    world,
    zone,
    clockMended,
  });
  const settingsChanged: SettingsChanged = {
    askedAgain: (bank, ...rest) => onAskedAgain({ ...rooms, bank }, ...rest),
    retentionChanged: (learnerId) => refoldLearner(rooms, learnerId),
  };
  const planChanged = parts.planChanged ?? (() => {});
  const answeredBy = (learner: string) => {
    metrics.answered();
    planChanged(learner);
  };
  const changes = countChanges(live);
  const authorPages: AuthorPages<typeof WorkbenchQuery> = {
    questionQuery: WorkbenchQuery,
    list: (learner, query) => loadList(live, learner, query),
    question: (learner, id, query) => loadWorkbench({ ...rooms, changes }, learner, id, query),
  };

  await app.register(
    async (inner) => {
      assetRoutes(inner, assets);
      await inner.register(learnerRoutes({ ...rooms, visitors, settingsChanged }));
      const exam = { ...rooms, visitors, seal, world, zone, settingsChanged, planChanged };
      await inner.register(examsRoutes(exam));
      await inner.register(sittingRoutes(exam));
      await inner.register(resultRoutes(exam));
      const practice = { ...rooms, visitors, seal, world, zone };
      await inner.register(todayRoutes(practice));
      await inner.register(questionRoutes(practice, answeredBy));
      await inner.register(verdictRoutes(practice));
      await inner.register(lessonRoutes({ ...rooms, visitors, world }));
      await inner.register(metRoutes({ ...rooms, visitors, world }, authorPages));
      await inner.register(bankHealthRoutes({ ...rooms, visitors }));
      await inner.register(changesRoutes(live, changes));
    },
    { prefix: base.prefix },
  );
  const ready = () => health.readiness(live, loopOf(app), db.trouble());
  // Whoever watches the machine need not know the path that people use, and whoever watches from outside knows no other.
  for (const prefix of new Set(['', base.prefix])) await app.register(healthRoutes(ready), { prefix });
  await app.register(metricsRoutes(() => metricsText(parts, app), parts.metricsReaders ?? 'nobody'));
  return app;
}

/** Builds a listener for the metrics of an application alone, which asks for no token. */
export async function buildMetricsApp(parts: Parts, app: FastifyInstance): Promise<FastifyInstance> {
  const alone = Fastify({
    ...limits,
    logger: parts.logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => parts.world.id(),
  });
  alone.addHook('onResponse', async (request, reply) => logRequest(request, reply));
  await alone.register(metricsRoutes(() => metricsText(parts, app), 'everyone'));
  return alone;
}

function metricsText({ watch, live, db, lastVerifiedBackup }: Parts, app: FastifyInstance): string {
  const { health, metrics } = watch;
  const loop = loopOf(app);
  return metrics.text({
    version: manifest.version,
    ...health.sizes(),
    eventLoopDelayMs: loop.delayMs(),
    isReady: health.readiness(live, loop, db.trouble()).isReady,
    ...processUse(),
    backupVerifiedAt: lastVerifiedBackup?.(),
  });
}
