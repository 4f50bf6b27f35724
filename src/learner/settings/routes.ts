import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Bank } from '../../bank/bank.ts';
import { stemLine } from '../../bank/rendered.ts';
import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { isZone } from '../../base/time.ts';
import { type DecisionDeps, decideAndSave } from '../decision.load.ts';
import { type Learner, readSettings, SettingsForm } from '../model.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { type ScheduleShown, settingsPage } from './page.ts';

/** Occasion `settingsChanged`: what rooms below do when a learner's settings change. */
export type SettingsChanged = {
  /** Joins the commit that lets a question be asked again; `asides` are those that stay set aside. */
  askedAgain(bank: Bank, learner: Learner, question: string, asides: string[]): Promise<Change[]>;
  /** Follows the commit that changed the retention, in slices; taken up again at the next start if interrupted. */
  retentionChanged(learnerId: string): Promise<void>;
};

export type LearnerDeps = DecisionDeps & {
  visitors: Visitors;
  settingsChanged: SettingsChanged;
  /** Says what a later room knows of a learner's schedule. */
  schedule(learner: Learner): Promise<ScheduleShown>;
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
export function learnerRoutes(deps: LearnerDeps): FastifyPluginAsyncTypebox {
  const { live, learners, visitors, settingsChanged, schedule } = deps;

  async function model(learner: Learner | undefined, saved: boolean, note: string) {
    const bank = live.current();
    const [asides, shown] = learner
      ? await Promise.all([learners.asides(learner.id), schedule(learner)])
      : [[], undefined];
    return settingsPage({
      learner,
      formToken: learner ? visitors.formToken(learner) : '',
      saved,
      note,
      schedule: shown,
      asides: asides.map((id) => {
        const known = bank.question(id);
        return {
          question: id,
          line: known ? stemLine(known.question, bank.language) : `${id}, which is no longer in the bank`,
        };
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
          ? 'Choose 0 to 100 new ideas a day, an hour and a theme from the lists, and a target from 80% to 97%. Nothing was changed.'
          : readSettings(request.body, learner);
        if (typeof settings === 'string')
          return reply.page('learner/settings', await model(learner, false, settings), 422);
        const before = await decideAndSave(deps, learner, async (_, { id, retention }) => ({
          save: [learners.saveSettings(id, settings)],
          result: retention,
        }));
        if (settings.retention !== before) await settingsChanged.retentionChanged(learner.id);
        return reply.next('/settings?saved=yes');
      },
    );

    app.post('/settings/zone', { schema: { body: ZoneForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const { zone } = request.body;
      if (!isZone(zone))
        throw new Failure('invalid', `There is no time zone "${zone}". Choose one in Settings.`);
      await decideAndSave(deps, learner, async (_, who) => ({
        save: [learners.saveSettings(who.id, { ...who, zone })],
        result: undefined,
      }));
      return reply.next('/');
    });

    app.post('/settings/ask-again', { schema: { body: AskAgainForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const { question } = request.body;
      await decideAndSave(deps, learner, async ({ bank }, who) => {
        const asides = await learners.asides(who.id);
        if (!asides.includes(question))
          throw new Failure('not found', 'You have not set this question aside.');
        const left = asides.filter((id) => id !== question);
        const woken = await settingsChanged.askedAgain(bank, who, question, left);
        return { save: [learners.askAgain(who.id, question), ...woken], result: undefined };
      });
      return reply.next('/settings?saved=yes');
    });
  };
}
