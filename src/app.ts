import type { FastifyInstance } from 'fastify';
import { apiRoutes } from './api/api.routes.ts';
import { calendarRoutes } from './api/calendar/routes.ts';
import type { ProgramLimit } from './api/entry/limits.routes.ts';
import { bankHealthRoutes } from './author/health/routes.ts';
import { loadList } from './author/list/load.ts';
import { changesRoutes, countChanges } from './author/workbench/changes.routes.ts';
import { WorkbenchQuery } from './author/workbench/forms.ts';
import { type LiveBank, requireShown } from './bank/live/live.ts';
import { pictureRoutes } from './bank/pictures/routes.ts';
import type { Database } from './base/data/database.ts';
import type { Seal } from './base/digest.ts';
import { MINUTE, SECOND } from './base/time.ts';
import { assetRoutes } from './base/web/assets.ts';
import { briefCookie, sessionCookie } from './base/web/cookies.ts';
import { loopOf } from './base/web/shedding.ts';
import type { Demo } from './demo/renew.load.ts';
import { demoBanner } from './demo/words.ts';
import { beginRoutes } from './exam/list/begin.routes.ts';
import { examListRoutes } from './exam/list/list.routes.ts';
import { outcomeRoutes } from './exam/list/outcome.routes.ts';
import { resultRoutes } from './exam/result/routes.ts';
import { sittingRoutes } from './exam/sitting/routes.ts';
import { yourExamRoutes } from './exam/yours/routes.ts';
import { exportRoutes } from './exchange/export/routes.ts';
import { importRoutes } from './exchange/import/routes.ts';
import type { Exchanging } from './exchange/jobs/jobs.work.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { helpRoutes } from './help/routes.ts';
import { lessonRoutes } from './learn/lesson/routes.ts';
import type { AuthorPages } from './learn/met/deps.ts';
import { metRoutes } from './learn/met/routes.ts';
import type { Access, SignUp } from './learner/access.ts';
import type { GuestSignedIn } from './learner/account/deps.ts';
import { entryRoutes } from './learner/account/entry.routes.ts';
import { recoveryRoutes } from './learner/account/recovery.routes.ts';
import { accountRoutes } from './learner/account/routes.ts';
import { deviceRoutes } from './learner/device/routes.ts';
import { guarding } from './learner/entry/guard.load.ts';
import { createProvider, type OidcClient } from './learner/entry/oidc.door.ts';
import { oidcRoutes } from './learner/entry/oidc.routes.ts';
import { namedByProxy } from './learner/entry/proxy.load.ts';
import { joinGroupRoutes } from './learner/group/join.routes.ts';
import { groupRoutes } from './learner/group/routes.ts';
import { leaveRoutes } from './learner/leave/routes.ts';
import { mergeLearners } from './learner/merge/merge.load.ts';
import type { Learner } from './learner/model.ts';
import { createBackoff } from './learner/password/backoff.ts';
import { createPasswords, type Passwords } from './learner/password/hash.door.ts';
import { peopleRoutes } from './learner/people/routes.ts';
import { authorsAmong } from './learner/rights.ts';
import { createSigning } from './learner/session/signing.load.ts';
import { createVisitors } from './learner/session/visitors.load.ts';
import { learnerRoutes, type SettingsChanged } from './learner/settings/routes.ts';
import { tokenRoutes } from './learner/token/routes.ts';
import { createListener, createPlainListener, type Listening } from './listener.ts';
import { onAskedAgain, refoldLearner } from './memory/load.ts';
import { type Fits, noFits } from './memory/weights/fits.work.ts';
import { scheduleRoutes } from './memory/weights/routes.ts';
import { loadSchedule } from './memory/weights/shown.load.ts';
import { mergingOf } from './merging.ts';
import { navigation } from './navigation.ts';
import { forecastRoutes } from './plan/forecast/routes.ts';
import { answerRoutes } from './practice/question/answer.routes.ts';
import { nextRoutes } from './practice/question/next.routes.ts';
import { moreRoutes } from './practice/today/more.routes.ts';
import { resumeRoutes } from './practice/today/resume.routes.ts';
import { revisedRoutes } from './practice/today/revised.routes.ts';
import { todayRoutes } from './practice/today/routes.ts';
import { asideRoutes } from './practice/verdict/aside.routes.ts';
import { easyRoutes } from './practice/verdict/easy.routes.ts';
import { flagRoutes } from './practice/verdict/flag.routes.ts';
import { reportRoutes } from './practice/verdict/report.routes.ts';
import { undoRoutes } from './practice/verdict/undo.routes.ts';
import { verdictRoutes } from './practice/verdict/verdict.routes.ts';
import { progressRoutes } from './progress/overview/routes.ts';
import { whyRoutes } from './progress/why/routes.ts';
import { healthRoutes } from './service/health/health.routes.ts';
import { metricsRoutes, type Readers } from './service/health/metrics.routes.ts';
import type { ServerNumbers } from './service/health/server-metrics.ts';
import type { Stores } from './stores.ts';
import { metricsText, readinessOf } from './watch.ts';

/** What the application is built from. */
export type Parts = Listening & {
  zone: string;
  live: LiveBank;
  db: Database;
  stores: Stores;
  seal: Seal;
  /** Fits schedules to learners; nothing does unless told otherwise. */
  fits?: Fits;
  /** How authors import questions by a page; there is no such page without it. */
  exchanging?: Exchanging;
  /** The learner whom everybody is, in a demo. */
  demo?: Demo;
  /** Who may create an account; everybody unless told otherwise. */
  signUp?: SignUp;
  /** How passwords are hashed; as OWASP advises unless told otherwise. */
  passwords?: Passwords;
  /** The header in which a proxy names whoever asks. */
  proxyHeader?: string;
  /** The identity provider, and the claim that names the role there. */
  oidc?: OidcClient & { roles: string };
  /** Whether everyone sees what authors see, on an author's own machine. */
  everyoneIsAuthor?: boolean;
  /** Who may read the metrics beside the pages; nobody unless told otherwise. */
  metricsReaders?: Readers;
  /** How many requests a program may send in a minute. */
  programLimit?: ProgramLimit;
  /** Is told when something changes that a learner's score on the day of the exam rests on. */
  planChanged?: (learner: string) => void;
  /** When a backup was last verified, in milliseconds since 1970, for the metrics; shown only when it is known. */
  lastVerifiedBackup?: () => number | undefined;
  /** Whether this node does what only one may do, for the metrics; shown only when it is known. */
  leads?: () => boolean;
  /** How the database server does, for the metrics, where the database is on one. */
  server?: (() => Promise<ServerNumbers>) | undefined;
};

/** Builds the application: what each occasion leads to, and every address, room by room. */
export async function buildApp(parts: Parts): Promise<FastifyInstance> {
  const { live, db, stores, seal, world, zone, watch, demo, fits = noFits } = parts;
  // A demo says who somebody is as a proxy does: nobody can sign in or out.
  const access: Access = demo ? ['proxy'] : (parts.access ?? ['guests']);
  const listening = { ...parts, access, banner: demo ? demoBanner : '' };
  const { app, base, assets, counter } = await createListener(
    listening,
    navigation,
    () => live.current().language,
  );

  const rooms = { db, live, ...stores };
  const clockMended = (learnerId: string) => refoldLearner(rooms, learnerId);
  const settingsChanged: SettingsChanged = {
    askedAgain: (bank, ...rest) => onAskedAgain({ ...rooms, bank }, ...rest),
    retentionChanged: (learnerId) => refoldLearner(rooms, learnerId),
  };

  const cookie = sessionCookie(base, seal);
  const sessions = { db, store: stores.learners, seal, cookie, world };
  const { proxyHeader: header = 'remote-user', trustedProxies = '' } = parts;
  const byProxy = () => namedByProxy({ ...rooms, world, zone }, { header, trustedProxies });
  const named = demo?.learner ?? (access.includes('proxy') ? byProxy() : undefined);
  const visitors = createVisitors({ ...sessions, live, zone, clockMended, named });
  const signing = createSigning({ ...sessions, isAlone: base.prefix === '' });
  const planChanged = parts.planChanged ?? (() => {});
  const isAuthor = authorsAmong(parts.everyoneIsAuthor ?? false);
  const merging = mergingOf(rooms, world.now);
  const room = {
    ...rooms,
    merging,
    arrive: signing.join,
    base,
    visitors,
    isAuthor,
    seal,
    world,
    zone,
    settingsChanged,
    planChanged,
    fits,
    schedule: (learner: Learner) => loadSchedule({ ...stores, fits }, learner),
  };
  const guestSignedIn: GuestSignedIn = async (guest, account) => {
    await mergeLearners(room, guest.id, account.id);
  };
  const account = {
    ...room,
    signing,
    backoff: createBackoff(counter.failures),
    passwords: parts.passwords ?? createPasswords(),
    signUp: parts.signUp ?? 'open',
    ways: {
      own: access.includes('guests') || access.includes('accounts'),
      provider: parts.oidc ? new URL(parts.oidc.issuer).hostname : '',
    },
    guestSignedIn,
  };
  const provider = parts.oidc && {
    ...account,
    provider: createProvider(parts.oidc),
    issuer: parts.oidc.issuer,
    roles: parts.oidc.roles,
    cookie: briefCookie(base, seal, 'oidc', (10 * MINUTE) / SECOND),
  };
  const answered = (learner: string) => {
    watch.metrics.answered();
    planChanged(learner);
  };
  const changes = countChanges(live);
  const authors: AuthorPages<typeof WorkbenchQuery> = {
    questionQuery: WorkbenchQuery,
    list: (learner, query) => loadList({ live, isAuthor }, learner, query),
    question: async (learner, id, query) => {
      const { loadWorkbench } = await import('./author/workbench/load.ts');
      return loadWorkbench({ ...rooms, changes, isAuthor }, learner, id, query);
    },
  };
  const programs = {
    ...room,
    clockMended,
    access,
    onAnswer: answered,
    programLimit: parts.programLimit,
  };
  const ready = () => readinessOf(parts, loopOf(app));
  const numbers = () => metricsText(parts, loopOf(app));

  const pages = [
    [entryRoutes(account), recoveryRoutes(account), accountRoutes(account)], // /sign-in, /sign-up and /account
    provider ? [oidcRoutes(provider)] : [], // /sign-in/oidc
    [learnerRoutes(room), scheduleRoutes(room), tokenRoutes(account)], // /settings
    [deviceRoutes(room), leaveRoutes(room)], // /devices, /join and /delete
    [groupRoutes(room), joinGroupRoutes(room), peopleRoutes(room)], // /groups and /people
    [examListRoutes(room), beginRoutes(room), sittingRoutes(room), resultRoutes(room)], // /exams
    [yourExamRoutes(room), outcomeRoutes(room)], // /exams/yours and /exams/outcome
    [forecastRoutes(room)], // /readiness
    [todayRoutes(room), moreRoutes(room), revisedRoutes(room), resumeRoutes(room)], // / and its buttons
    [nextRoutes(room), answerRoutes(room, answered), undoRoutes(room)], // /practice
    [verdictRoutes, easyRoutes, asideRoutes, flagRoutes, reportRoutes].map((each) => each(room)), // /practice/answers
    [lessonRoutes(room), metRoutes(room, authors), pictureRoutes(room)], // /learn, /bank and /pictures
    [progressRoutes(room), whyRoutes(room)], // /progress
    [bankHealthRoutes(room), changesRoutes(live, changes)], // /bank/health and /bank/changes
    parts.exchanging ? [exportRoutes({ ...room, exchanging: parts.exchanging })] : [], // /bank/export
    [helpRoutes(room)], // /help
  ];
  // They read uploads, each in its own way.
  const uploads = [
    parts.exchanging ? [importRoutes({ ...room, exchanging: parts.exchanging })] : [], // /bank/import
    [exchangeRoutes(room)], // /take-along and /bring-in
  ];
  await app.register(
    async (inner) => {
      assetRoutes(inner, assets); // /assets
      await inner.register(async (asking) => {
        asking.addHook('onRequest', async () => requireShown(live));
        await asking.register(apiRoutes(programs), { prefix: '/api/v1' });
        await asking.register(calendarRoutes(programs)); // /calendar
        await asking.register(async (guarded) => {
          guarded.addHook('onRequest', guarding({ visitors, access, isAuthor, prefix: base.prefix }));
          // A plugin for each room would make a start take a quarter longer.
          for (const routes of pages.flat()) await routes(guarded.withTypeProvider(), {});
          for (const routes of uploads.flat()) await guarded.register(routes);
        });
      });
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
