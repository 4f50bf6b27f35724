import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import type { LiveDeps } from '../../practice/deps.ts';
import { askedPage } from '../../practice/question/ask.load.ts';
import { chooseQuestion } from '../../practice/question/next.load.ts';
import { readSet } from '../../practice/set/forms.ts';
import { loadToday } from '../../practice/today/load.ts';
import { loadVerdict } from '../../practice/verdict/load.ts';
import { loadOwnReview } from '../../practice/verdict/own.load.ts';
import { takeBack } from '../../practice/verdict/undo.load.ts';
import { learnerFor } from '../entry/entry.routes.ts';
import { takeAnswer } from './answer.load.ts';
import { AnswerBody, AnswerParams, Next, NextQuery, Today, Verdict } from './schema.ts';
import { domainOf, partsOf, todayOf, verdictOf } from './shown.ts';

/** The day, its questions and their verdicts. `onAnswer` is told of each answer that has been saved. */
export function practiceDoor(deps: LiveDeps, onAnswer: (learner: string) => void): FastifyPluginAsyncTypebox {
  const { world, memory } = deps;

  /** The verdict on an answer as it is now. */
  async function verdict(learner: Parameters<typeof takeBack>[1], id: string) {
    const here = withCurrentBank(deps);
    const now = (await deps.learners.byId(learner.id)) ?? learner;
    const review = await loadOwnReview(here, now, id);
    return verdictOf(review, await loadVerdict(here, now, review, false));
  }

  return async (app) => {
    app.get(
      '/today',
      {
        schema: { summary: 'How the day is going', response: { 200: Today } },
        config: { scope: 'read' },
      },
      async (request) => {
        const here = withCurrentBank(deps);
        return todayOf(await loadToday(here, learnerFor(request), world.now()));
      },
    );

    app.get(
      '/next',
      {
        schema: { summary: 'The next question', querystring: NextQuery, response: { 200: Next } },
        config: { scope: 'practise', isOnce: true },
      },
      async (request) => {
        const here = withCurrentBank(deps);
        const learner = learnerFor(request);
        const wanted = readSet(request.query);
        if (learner.stopped && !wanted) return { question: null };
        const { day, set, asking } = await chooseQuestion(here, learner, wanted);
        if (!asking) return { question: null };
        const { asked, shown } = asking;
        const page = askedPage(here, { asked, shown, learner, day, set });
        const { objective } = here.bank.concepts.get(shown.question.concept)!;
        return {
          question: {
            answer: asked.review,
            asked: page.token,
            domain: domainOf(objective),
            ...partsOf(shown.question, page),
          },
        };
      },
    );

    app.put(
      '/answers/:id',
      {
        schema: {
          summary: 'Give an answer; sending it again changes nothing',
          params: AnswerParams,
          body: AnswerBody,
          response: { 200: Verdict },
        },
        config: { scope: 'practise' },
      },
      async (request) => {
        const learner = learnerFor(request);
        const { id } = request.params;
        const { response, ...body } = request.body;
        const onlyNew = request.headers['if-none-match'] === '*';
        if (onlyNew && (await memory.review(learner.id, id))) throw givenAlready();
        const { isNew } = await takeAnswer(deps, learner, id, { ...body, choice: response });
        if (isNew) onAnswer(learner.id);
        else if (onlyNew) throw givenAlready();
        return verdict(learner, id);
      },
    );

    app.get(
      '/answers/:id',
      {
        schema: { summary: 'The verdict on an answer', params: AnswerParams, response: { 200: Verdict } },
        config: { scope: 'practise' },
      },
      async (request) => verdict(learnerFor(request), request.params.id),
    );

    app.post(
      '/answers/:id/undo',
      {
        schema: {
          summary: 'Take back the last answer of the day',
          params: AnswerParams,
          response: { 200: Verdict },
        },
        config: { scope: 'practise' },
      },
      async (request) => {
        const learner = learnerFor(request);
        await takeBack(deps, learner, request.params.id);
        return verdict(learner, request.params.id);
      },
    );
  };
}

function givenAlready(): Failure {
  return new Failure('not as expected', 'This answer has been given already. Nothing was changed.');
}
