import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { atMoment } from '../bank/live.ts';
import { optionOrder } from '../bank/options.ts';
import { Failure } from '../base/failure.ts';
import { MINUTE } from '../base/time.ts';
import type { World } from '../base/world.ts';
import type { Visitors } from '../learner/load.ts';
import { type Learner, learnerDay, nextMoment } from '../learner/model.ts';
import { ButtonBody, EntryParams, FilterQuery, MoveBody, readWish, SittingParams } from './forms.ts';
import { sittingPath } from './frame.page.ts';
import { type ExamRooms, loadShown, ownSitting, settle } from './load.ts';
import { optionSeedOf } from './review.ts';
import {
  examQuestionPage,
  type ReviewFilter,
  reviewFilters,
  reviewPage,
  timeUpPage,
} from './sitting.page.ts';
import { isOver, play, type Sitting } from './sitting.ts';

/** What the routes of exams are given. */
export type ExamRoutes = ExamRooms & { visitors: Visitors; world: World };

/** So often is a click decided again before its sender is asked to send it once more. */
const mostTries = 8;

/** A page that is left open counts so long for its question at most. */
const longestStay = 30 * MINUTE;

/** A sitting under way: its questions, the review, the end. */
export function sittingRoutes(rooms: ExamRoutes): FastifyPluginAsyncTypebox {
  const { db, exams, learners, visitors, world } = rooms;

  return async (app) => {
    app.get('/exams/:id/:number', { schema: { params: EntryParams } }, async (request, reply) => {
      const { learner, sitting } = await ownSitting(
        exams,
        await visitors.learnerOf(request, reply),
        request.params.id,
      );
      const { number } = request.params;
      const entries = await exams.paper(sitting.id);
      if (number > entries.length) throw noSuchQuestion(sitting);
      if (!isRunning(sitting)) return showEnd(reply, learner, sitting);
      const shown = await loadShown(atMoment(rooms), entries);
      const given = {
        sitting,
        entries,
        shown,
        learner,
        formToken: visitors.formToken(learner),
        now: world.now(),
      };
      return reply.page('exam/question', examQuestionPage(given, number));
    });

    app.post(
      '/exams/:id/:number',
      { schema: { params: EntryParams, body: MoveBody } },
      async (request, reply) => {
        const { params, body } = request;
        const sender = await visitors.sender(request, reply, body.token);
        const { sitting } = await ownSitting(exams, sender, params.id);
        const path = sittingPath(sitting);
        const place = await makeMove(sender, sitting.id, params.number, body);
        if (body.quiet) {
          if (place === undefined)
            throw new Failure('conflict', 'The exam has ended. Nothing more was changed.');
          return reply.code(204).send();
        }
        if (place === undefined) return reply.next(path);
        return reply.next(body.go === 'review' ? `${path}/review` : `${path}/${place}`);
      },
    );

    app.get(
      '/exams/:id/review',
      { schema: { params: SittingParams, querystring: FilterQuery } },
      async (request, reply) => {
        const { learner, sitting } = await ownSitting(
          exams,
          await visitors.learnerOf(request, reply),
          request.params.id,
        );
        if (!isRunning(sitting)) return showEnd(reply, learner, sitting);
        const entries = await exams.paper(sitting.id);
        const shown = await loadShown(atMoment(rooms), entries);
        const given = {
          sitting,
          entries,
          shown,
          learner,
          formToken: visitors.formToken(learner),
          now: world.now(),
        };
        const { show } = request.query;
        const filter = reviewFilters.find((name) => name === show) ?? 'all';
        return reply.page('exam/review', reviewPage(given, filter satisfies ReviewFilter));
      },
    );

    app.post(
      '/exams/:id/submit',
      { schema: { params: SittingParams, body: ButtonBody } },
      async (request, reply) => {
        const sender = await visitors.sender(request, reply, request.body.token);
        const { sitting } = await ownSitting(exams, sender, request.params.id);
        await settle(rooms, sender.id, sitting.id, world.now());
        return reply.next(sittingPath(sitting));
      },
    );
  };

  function isRunning(sitting: Sitting): boolean {
    return sitting.settledAt === undefined && !isOver(sitting, world.now());
  }

  /** What is behind a sitting that has ended: its result, or for a moment the way there. */
  function showEnd(reply: FastifyReply, learner: Learner, sitting: Sitting) {
    if (sitting.settledAt !== undefined) return reply.next(sittingPath(sitting));
    const formToken = visitors.formToken(learner);
    return reply.page('exam/time-up', timeUpPage({ sitting, learner, formToken, now: world.now() }));
  }

  /**
   * Saves what a form changes, decided again where another click was faster; returns the question to go on with, or
   * nothing where the sitting has ended, which then is settled as it stands.
   */
  async function makeMove(
    sender: Learner,
    id: string,
    number: number,
    body: MoveBody,
  ): Promise<number | undefined> {
    for (let tries = 0; tries < mostTries; tries++) {
      const learner = tries === 0 ? sender : ((await learners.byId(sender.id)) ?? sender);
      const sitting = (await exams.sitting(learner.id, id))!;
      const now = world.now();
      if (sitting.settledAt !== undefined) return undefined;
      if (isOver(sitting, now)) {
        await settle(rooms, learner.id, id, now);
        return undefined;
      }
      const place = await tryMove(learner, sitting, number, body, now);
      if (place !== undefined) return place;
    }
    throw new Failure('conflict', 'This has changed meanwhile. Send it once more.');
  }

  async function tryMove(
    learner: Learner,
    sitting: Sitting,
    number: number,
    body: MoveBody,
    now: number,
  ): Promise<number | undefined> {
    const entry = await exams.entry(sitting.id, number);
    if (!entry) throw noSuchQuestion(sitting);
    const { question } = (await loadShown(atMoment(rooms), [entry])).get(number)!;
    const wish = readWish(body, question, optionOrder(question, optionSeedOf(sitting, entry)));
    const at = { now: nextMoment(learner, now), day: learnerDay(learner, now) };
    const { entry: played, moves } = play(entry, question, wish, at);
    const stay = Math.min(longestStay, Math.max(0, now - sitting.movedAt));
    const place = Math.min(Number(body.go) || number, sitting.terms.questions);
    const hasChosen = moves.some(({ kind }) => kind === 'choose');
    const saved = await db.tryCommit([
      ...exams.move(sitting, { ...played, tookMs: entry.tookMs + stay }, moves, { now, place }),
      ...(hasChosen ? [learners.moveClock(learner.id, { day: at.day, answeredAt: at.now })] : []),
    ]);
    return saved ? place : undefined;
  }
}

function noSuchQuestion({ terms }: Sitting): Failure {
  return new Failure('not found', `This exam has ${terms.questions} questions, and none under that number.`);
}
