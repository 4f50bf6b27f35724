import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { readSet, withSet } from '../set/forms.ts';
import { loadPractice } from '../set/load.ts';
import { decideAnswer } from './answer.load.ts';
import { requireAsked } from './answer.ts';
import { askedPage } from './ask.load.ts';
import { AnswerBody } from './forms.ts';
import { readAnswer } from './given.ts';
import { loadShown } from './shown.load.ts';

/** Takes an answer; `onAnswer` is told of each that has been saved. */
export function answerRoutes(deps: LiveDeps, onAnswer: (learner: string) => void): FastifyPluginAsyncTypebox {
  const { visitors, seal, world } = deps;
  return async (app) => {
    app.post('/practice', { schema: { body: AnswerBody } }, async (request, reply) => {
      const known = await visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      const asked = requireAsked(seal, request.body.token, known);
      const shown = await loadShown(here, asked);
      const answer = readAnswer(request.body, shown.question, asked.seed);
      if (typeof answer === 'string') {
        const { day, set } = await loadPractice(here, known, readSet(request.body), world.now());
        const { choice: chosen = [] } = request.body;
        const page = askedPage(here, { asked, shown, learner: known, day, set, chosen, note: answer });
        return reply.page('practice/question', page, 422);
      }
      if (!known) await reply.admitNewcomer();
      const newcomer = known
        ? undefined
        : visitors.welcome(request, asked.nonce!, request.body.zone ?? '', world.now());
      const learner = known ?? newcomer!.learner;
      const { review, isNew } = await decideAndSave(
        deps,
        learner,
        (current, who) => decideAnswer(current, who, asked, answer),
        newcomer?.changes,
      );
      if (isNew) onAnswer(learner.id);
      if (newcomer && !(await newcomer.enter(request, reply, review.answeredAt))) {
        throw new Failure(
          'conflict',
          'You answered this question long ago. Open the next question and answer that.',
        );
      }
      const isEarlier = review.id !== asked.review;
      return reply.next(withSet(`/practice/answers/${review.id}`, readSet(request.body), isEarlier));
    });
  };
}
