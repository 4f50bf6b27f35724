import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { stemLine } from '../bank/bank.ts';
import type { LiveBank } from '../bank/live.ts';
import type { Change, Database } from '../base/database.ts';
import { Failure } from '../base/failure.ts';
import { isZone } from '../base/time.ts';
import type { Visitors } from './load.ts';
import { type Learner, readSettings, SettingsForm } from './model.ts';
import { settingsPage } from './page.ts';
import type { LearnerStore } from './store.ts';

/** Occasion `settingsChanged`: what rooms below do when a learner's settings change. */
export type SettingsChanged = {
  /** Joins the commit that lets a question be asked again. */
  askedAgain(learner: Learner, question: string): Promise<Change[]>;
  /** Follows the commit that changed the retention, in slices; taken up again at the next start if interrupted. */
  retentionChanged(learnerId: string): Promise<void>;
};

export type LearnerRooms = {
  db: Database;
  live: LiveBank;
  learners: LearnerStore;
  visitors: Visitors;
  settingsChanged: SettingsChanged;
};

const AskAgainForm = Type.Object({
  token: Type.String({ maxLength: 400 }),
  question: Type.String({ maxLength: 120 }),
});
const ZoneForm = Type.Object({
  token: Type.String({ maxLength: 400 }),
  zone: Type.String({ maxLength: 64 }),
});
const SavedQuery = Type.Object({ saved: Type.Optional(Type.String({ maxLength: 10 })) });

/** Settings. */
export function learnerRoutes(rooms: LearnerRooms): FastifyPluginAsyncTypebox {
  const { db, live, learners, visitors, settingsChanged } = rooms;

  async function model(learner: Learner | undefined, saved: boolean, note: string) {
    const bank = live.current();
    const asides = learner ? await learners.asides(learner.id) : [];
    return settingsPage({
      learner,
      formToken: learner ? visitors.formToken(learner) : '',
      saved,
      note,
      asides: asides.map((id) => {
        const known = bank.question(id);
        return { question: id, line: known ? stemLine(known.question) : `${id}, which has left the bank` };
      }),
    });
  }

  return async (app) => {
    app.get('/settings', { schema: { querystring: SavedQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      return reply.page('learner/settings', await model(learner, request.query.saved === 'yes', ''));
    });

    app.post(
      '/settings',
      { schema: { body: SettingsForm }, attachValidation: true },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, String(request.body?.token ?? ''));
        const settings = request.validationError
          ? 'New ideas a day go from 0 to 100, the day can start at any hour, and the target from 80 to 97 %. Nothing was changed.'
          : readSettings(request.body);
        if (typeof settings === 'string')
          return reply.page('learner/settings', await model(learner, false, settings), 422);
        await db.commit([learners.saveSettings(learner.id, settings)]);
        if (settings.retention !== learner.retention) await settingsChanged.retentionChanged(learner.id);
        return reply.next('/settings?saved=yes');
      },
    );

    app.post('/settings/zone', { schema: { body: ZoneForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const { zone } = request.body;
      if (!isZone(zone))
        throw new Failure('invalid', `There is no time zone "${zone}". Choose one in Settings.`);
      await db.commit([learners.saveSettings(learner.id, { ...learner, zone })]);
      return reply.next('/');
    });

    app.post('/settings/ask-again', { schema: { body: AskAgainForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const { question } = request.body;
      const asides = await learners.asides(learner.id);
      if (!asides.includes(question)) throw new Failure('not found', 'That question is being asked already.');
      const woken = await settingsChanged.askedAgain(learner, question);
      await db.commit([learners.askAgain(learner.id, question), ...woken]);
      return reply.next('/settings?saved=yes');
    });
  };
}
