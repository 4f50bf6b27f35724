import type { FastifyInstance } from 'fastify';
import { bankHealthRoutes } from './author/health/routes.ts';
import { loadList } from './author/list/load.ts';
import { changesRoutes, countChanges } from './author/workbench/changes.routes.ts';
import { WorkbenchQuery } from './author/workbench/forms.ts';
import { loadWorkbench } from './author/workbench/load.ts';
import type { LiveBank } from './bank/live/live.ts';
import type { Database } from './base/data/database.ts';
import type { Seal } from './base/digest.ts';
import { assetRoutes } from './base/web/assets.ts';
import { sessionCookie } from './base/web/cookies.ts';
import { loopOf } from './base/web/shedding.ts';
import { examsRoutes } from './exam/list/routes.ts';
import { resultRoutes } from './exam/result/routes.ts';
import { sittingRoutes } from './exam/sitting/routes.ts';
import { yourExamRoutes } from './exam/yours/routes.ts';
import { lessonRoutes } from './learn/lesson/routes.ts';
import type { AuthorPages } from './learn/met/deps.ts';
import { metRoutes } from './learn/met/routes.ts';
import type { GuestSignedIn, SignUp } from './learner/account/deps.ts';
import { entryRoutes } from './learner/account/entry.routes.ts';
import { recoveryRoutes } from './learner/account/recovery.routes.ts';
import { accountRoutes } from './learner/account/routes.ts';
import { createBackoff } from './learner/password/backoff.ts';
import { createSigning } from './learner/session/signing.load.ts';
import { createVisitors } from './learner/session/visitors.load.ts';
import { learnerRoutes, type SettingsChanged } from './learner/settings/routes.ts';
import { createListener, createPlainListener, type Listening } from './listener.ts';
import { onAskedAgain, refoldLearner } from './memory/load.ts';
import { forecastRoutes } from './plan/forecast/routes.ts';
import { questionRoutes } from './practice/question/routes.ts';
import { todayRoutes } from './practice/today/routes.ts';
import { verdictRoutes } from './practice/verdict/routes.ts';
import { healthRoutes } from './service/health/health.routes.ts';
import { metricsRoutes, type Readers } from './service/health/metrics.routes.ts';
import type { Stores } from './stores.ts';
import { metricsText, readinessOf } from './watch.ts';

/** What the application is built from. */
export type Parts = Listening & {
  zone: string;
  live: LiveBank;
  db: Database;
  stores: Stores;
  seal: Seal;
  /** Who may make an account; everybody unless told otherwise. */
  signUp?: SignUp;
  /** Who may read the metrics beside the pages; nobody unless told otherwise. */
  metricsReaders?: Readers;
  /** Is told when something changes that a learner's score on the day of the exam rests on. */
  planChanged?: (learner: string) => void;
  /** When a backup was last verified, in milliseconds since 1970, for the metrics; shown only when it is known. */
  lastVerifiedBackup?: () => number | undefined;
};

/** The main navigation. */
const navigation = [
  { name: 'today', path: '/', title: 'Today' },
  { name: 'readiness', path: '/readiness', title: 'Readiness' },
  { name: 'exams', path: '/exams', title: 'Exams' },
  { name: 'learn', path: '/learn', title: 'Learn' },
  { name: 'bank', path: '/bank', title: 'Bank' },
];

/** Builds the application: what each occasion leads to, and every address, room by room. */
export async function buildApp(parts: Parts): Promise<FastifyInstance> {
  const { live, db, stores, seal, world, zone, watch } = parts;
  const { app, base, assets } = await createListener(parts, navigation, () => live.current().language);

  const rooms = { db, live, ...stores };
  const clockMended = (learnerId: string) => refoldLearner(rooms, learnerId);
  const settingsChanged: SettingsChanged = {
    askedAgain: (bank, ...rest) => onAskedAgain({ ...rooms, bank }, ...rest),
    retentionChanged: (learnerId) => refoldLearner(rooms, learnerId),
  };

  const cookie = sessionCookie(base, seal);
  const sessions = { db, store: stores.learners, seal, cookie, world };
  const visitors = createVisitors({ ...sessions, zone, clockMended });
  const signing = createSigning({ ...sessions, isAlone: base.prefix === '' });
  const planChanged = parts.planChanged ?? (() => {});
  const room = { ...rooms, visitors, seal, world, zone, settingsChanged, planChanged };
  const guestSignedIn: GuestSignedIn = async () => {};
  const account = {
    ...room,
    base,
    signing,
    backoff: createBackoff(),
    signUp: parts.signUp ?? 'open',
    guestSignedIn,
  };
  const answered = (learner: string) => {
    watch.metrics.answered();
    planChanged(learner);
  };
  const changes = countChanges(live);
  const authors: AuthorPages<typeof WorkbenchQuery> = {
    questionQuery: WorkbenchQuery,
    list: (learner, query) => loadList(live, learner, query),
    question: (learner, id, query) => loadWorkbench({ ...rooms, changes }, learner, id, query),
  };
  const ready = () => readinessOf(parts, loopOf(app));
  const numbers = () => metricsText(parts, loopOf(app));

  const pages = [
    [entryRoutes(account), recoveryRoutes(account), accountRoutes(account)], // /sign-in, /sign-up and /account
    [learnerRoutes(room)], // /settings
    [examsRoutes(room), sittingRoutes(room), resultRoutes(room), yourExamRoutes(room)], // /exams
    [forecastRoutes(room)], // /readiness
    [todayRoutes(room), questionRoutes(room, answered), verdictRoutes(room)], // / and /practice
    [lessonRoutes(room), metRoutes(room, authors)], // /learn and /bank
    [bankHealthRoutes(room), changesRoutes(live, changes)], // /bank/health and /bank/changes
  ];
  await app.register(
    async (inner) => {
      assetRoutes(inner, assets); // /assets
      for (const routes of pages.flat()) await inner.register(routes);
    },
    { prefix: base.prefix },
  );
  // A monitor on the machine need not know the public path, and a monitor outside knows no other.
  for (const prefix of new Set(['', base.prefix])) await app.register(healthRoutes(ready), { prefix }); // /healthz and /readyz
  await app.register(metricsRoutes(numbers, parts.metricsReaders ?? 'nobody')); // /metrics
  return app;
}

/** Builds a listener for the metrics of an application alone, which asks for no token. */
export async function buildMetricsApp(parts: Parts, app: FastifyInstance): Promise<FastifyInstance> {
  const alone = createPlainListener(parts);
  await alone.register(metricsRoutes(() => metricsText(parts, loopOf(app)), 'everyone'));
  return alone;
}
