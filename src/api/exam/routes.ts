import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { timePercentOf } from '../../exam/forms.ts';
import { beginSitting } from '../../exam/list/begin.load.ts';
import { type ExamDeps, loadShown, ownPaper, ownSitting } from '../../exam/load.ts';
import { settle } from '../../exam/marking/settle.load.ts';
import { loadResult } from '../../exam/result/load.ts';
import { pageSize } from '../../exam/result.store.ts';
import { makeMove, noSuchQuestion } from '../../exam/sitting/move.load.ts';
import type { SittingGiven } from '../../exam/sitting/page.ts';
import { isOver, type Sitting } from '../../exam/sitting.ts';
import type { Learner } from '../../learner/model.ts';
import { learnerFor } from '../entry/entry.routes.ts';
import {
  BeginBody,
  ChooseBody,
  Exam,
  ExamParams,
  ExamQuestion,
  ExamQuestionParams,
  Exams,
  ExamsQuery,
} from './schema.ts';
import { examOf, examQuestionOf, examsOf } from './shown.ts';

/** What a page never shows as chosen, so that whatever is sent is taken as a change. */
const otherwise = '?';

/** Mock exams: the list, one of them, its questions and its end. */
export function examDoor(deps: ExamDeps & { world: ClockAndIds }): FastifyPluginAsyncTypebox {
  const { exams, live, world } = deps;

  async function loadGiven(learner: Learner, sitting: Sitting): Promise<SittingGiven> {
    const items = await ownPaper(exams, sitting);
    const shown = await loadShown(withCurrentBank(deps), items);
    return { sitting, items, shown, learner, formToken: '', now: world.now() };
  }

  async function exam(asker: Learner, id: string) {
    const { learner, sitting } = await ownSitting(exams, asker, id);
    const [given, result] = await Promise.all([
      loadGiven(learner, sitting),
      sitting.settledAt === undefined ? undefined : loadResult(deps, learner, sitting),
    ]);
    return examOf(given, result);
  }

  /** A question of a sitting that runs. */
  async function examQuestion(asker: Learner, id: string, number: number) {
    const { learner, sitting } = await ownSitting(exams, asker, id);
    if (number > sitting.terms.questions) throw noSuchQuestion(sitting);
    if (sitting.settledAt !== undefined || isOver(sitting, world.now())) throw ended();
    return examQuestionOf(await loadGiven(learner, sitting), number);
  }

  /** A question after a choice that counts, even if the sitting has ended since. */
  async function savedQuestion(asker: Learner, id: string, number: number) {
    const { learner, sitting } = await ownSitting(exams, asker, id);
    return examQuestionOf(await loadGiven(learner, sitting), number);
  }

  return async (app) => {
    app.get(
      '/exams',
      {
        schema: { summary: 'The mock exams', querystring: ExamsQuery, response: { 200: Exams } },
        config: { scope: 'read' },
      },
      async (request) => {
        const { id } = learnerFor(request);
        const before = Number(request.query.cursor ?? Number.MAX_SAFE_INTEGER);
        const [open, past] = await Promise.all([exams.open(id), exams.past(id, before)]);
        return examsOf(live.current().blueprints, open, past, pageSize);
      },
    );

    app.post(
      '/exams',
      {
        schema: {
          summary: 'Begin a mock exam, or find the one under way',
          body: BeginBody,
          response: { 200: Exam },
        },
        config: { scope: 'practise' },
      },
      async (request) => {
        const { blueprint: wanted, time = '100' } = request.body;
        const timePercent = timePercentOf({ token: '', blueprint: wanted, time });
        const learner = learnerFor(request);
        const { id } = await beginSitting(deps, learner, { blueprint: wanted, timePercent });
        return exam(learner, id);
      },
    );

    app.get(
      '/exams/:id',
      {
        schema: { summary: 'A mock exam and its result', params: ExamParams, response: { 200: Exam } },
        config: { scope: 'read' },
      },
      async (request) => exam(learnerFor(request), request.params.id),
    );

    app.get(
      '/exams/:id/questions/:number',
      {
        schema: {
          summary: 'A question in a mock exam under way',
          params: ExamQuestionParams,
          response: { 200: ExamQuestion },
        },
        config: { scope: 'practise' },
      },
      async (request) => examQuestion(learnerFor(request), request.params.id, request.params.number),
    );

    app.put(
      '/exams/:id/questions/:number',
      {
        schema: {
          summary: 'Choose an answer, or flag the question',
          params: ExamQuestionParams,
          body: ChooseBody,
          response: { 200: ExamQuestion },
        },
        config: { scope: 'practise' },
      },
      async (request) => {
        const { id, number } = request.params;
        const { response, isFlagged } = request.body;
        const learner = learnerFor(request);
        const move = {
          token: '',
          shown: response ? otherwise : '',
          ...(response ? { choice: response } : {}),
          ...(isFlagged === undefined ? {} : { flag: isFlagged ? ('yes' as const) : ('no' as const) }),
        };
        const next = await makeMove(deps, world, learner, id, number, move);
        if (next === undefined) throw ended();
        return savedQuestion(learner, id, number);
      },
    );

    app.post(
      '/exams/:id/submit',
      {
        schema: { summary: 'End a mock exam', params: ExamParams, response: { 200: Exam } },
        config: { scope: 'practise' },
      },
      async (request) => {
        const learner = learnerFor(request);
        const { sitting } = await ownSitting(exams, learner, request.params.id);
        await settle(deps, learner.id, sitting.id, world.now());
        return exam(learner, sitting.id);
      },
    );
  };
}

function ended(): Failure {
  return new Failure('conflict', 'This exam has ended, so this does not count. See its result.');
}
