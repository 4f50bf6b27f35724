import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { idsOf, type Objective, render } from '../bank/bank.ts';
import { atMoment, isCurrent } from '../bank/live.ts';
import type { Change } from '../base/database.ts';
import { Failure } from '../base/failure.ts';
import { learnerDay, toLogDay } from '../learner/clock.ts';
import type { Learner } from '../learner/model.ts';
import { isAsleep } from '../memory/asked.ts';
import { foldConcept, saveFolded } from '../memory/load.ts';
import type { PastReview } from '../memory/model.ts';
import {
  FlagBody,
  FormBody,
  ReportBody,
  ReviewParams,
  readSet,
  UndoBody,
  VerdictQuery,
  withSet,
} from './forms.ts';
import { type LiveRooms, loadDay, loadProgress, type PracticeRooms } from './load.ts';
import { loadSet } from './set.load.ts';
import { advanceSet, type SetState } from './set.ts';
import { verdictPage } from './verdict.page.ts';

const changedMeanwhile = 'This has changed meanwhile. Go back, reload and try again.';

/** A verdict, and what can be said about it afterwards. */
export function verdictRoutes(rooms: LiveRooms): FastifyPluginAsyncTypebox {
  const { texts, db, learners, memory, practice, visitors, world } = rooms;
  const onReview = { schema: { params: ReviewParams, body: FormBody } };

  return async (app) => {
    const shown = { schema: { params: ReviewParams, querystring: VerdictQuery } };
    app.get('/practice/answers/:id', shown, async (request, reply) => {
      const here = atMoment(rooms);
      const learner = await visitors.learnerOf(request, reply);
      const review = await ownReview(learner, request.params.id);
      return reply.page(
        'practice/verdict',
        await verdictOf(here, learner!, review, request.query.earlier === 'yes', readSet(request.query)),
      );
    });

    app.post('/practice/undo', { schema: { body: UndoBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const review = await ownReview(learner, request.body.review);
      const next = withSet('/practice', readSet(request.body));
      if (review.undone) return reply.next(next);
      const { latest } = await memory.latest(learner.id);
      const now = world.now();
      if (latest?.id !== review.id || review.day !== toLogDay(learner, learnerDay(learner, now))) {
        throw new Failure(
          'conflict',
          'Only the last answer of today can be taken back, and this one is not it.',
        );
      }
      const here = atMoment(rooms);
      const card = await amendedCard(here, learner, review, 'undo');
      await amend(here, learner, review, 'undone', [...memory.undo(learner.id, review, now), ...card]);
      return reply.next(next);
    });

    app.post('/practice/answers/:id/easy', onReview, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const review = await ownReview(learner, request.params.id);
      const back = withSet(`/practice/answers/${review.id}`, readSet(request.body));
      if (review.easy) return reply.next(back);
      if (!review.correct || review.undone || !(await isLatestOfConcept(atMoment(rooms), learner, review))) {
        throw new Failure(
          'conflict',
          'Only the last answer to a question, and a right one, can be called too easy.',
        );
      }
      const here = atMoment(rooms);
      const card = await amendedCard(here, learner, review, 'easy');
      await amend(here, learner, review, 'easy', [memory.easy(learner.id, review.id, world.now()), ...card]);
      return reply.next(back);
    });

    app.post('/practice/answers/:id/aside', onReview, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const review = await ownReview(learner, request.params.id);
      const here = atMoment(rooms);
      const concept = conceptOf(here, review);
      const asides = await learners.asides(learner.id);
      if (concept && !isSetAside(here, review, asides)) {
        const stored = await memory.card(learner.id, concept.id);
        const asleep = isAsleep(here.bank, concept.id, [...asides, review.question]);
        if (!isCurrent(here)) throw new Failure('conflict', changedMeanwhile);
        await db.commit([
          learners.setAside(learner.id, review.question, world.now()),
          ...(asleep === stored.asleep
            ? []
            : [memory.saveCard(learner.id, concept.id, { ...stored, asleep })]),
        ]);
      }
      return reply.next(withSet(`/practice/answers/${review.id}`, readSet(request.body)));
    });

    const flagged = { schema: { params: ReviewParams, body: FlagBody } };
    app.post('/practice/answers/:id/flag', flagged, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const review = await ownReview(learner, request.params.id);
      const live = atMoment(rooms).bank.question(review.question);
      if (!live)
        throw new Failure('conflict', 'This question has left the bank, so no flag can be set on it.');
      await db.commit(
        request.body.flag === 'on'
          ? [learners.flag(learner.id, live.question.id, world.now())]
          : idsOf(live.question).map((id) => learners.unflag(learner.id, id)),
      );
      return reply.next(withSet(`/practice/answers/${review.id}`, readSet(request.body)));
    });

    app.post(
      '/practice/answers/:id/report',
      { schema: { params: ReviewParams, body: ReportBody } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        const review = await ownReview(learner, request.params.id);
        const message = request.body.message.trim();
        if (message === '')
          throw new Failure('invalid', 'The report is empty. Go back and write what is wrong.');
        await db.commit([practice.saveReport(learner.id, review.id, message, world.now())]);
        return reply.next(withSet(`/practice/answers/${review.id}`, readSet(request.body)));
      },
    );
  };

  /** One's own review, or a page that is not there. */
  async function ownReview(learner: Learner | undefined, id: string): Promise<PastReview> {
    const review = learner && (await memory.review(learner.id, id));
    if (review) return review;
    const why = learner
      ? ''
      : ' Etude keeps answers behind a cookie: allow it for this address, and answer again.';
    throw new Failure('not found', `There is no answer of yours at this address.${why}`);
  }

  /** Saves an amendment; one that stands already, as after a double click, is as good. */
  async function amend(
    here: PracticeRooms & LiveRooms,
    learner: Learner,
    { id }: PastReview,
    kind: 'undone' | 'easy',
    changes: Change[],
  ) {
    if (isCurrent(here) && (await db.tryCommit(changes))) return;
    const now = await memory.review(learner.id, id);
    if (!now?.[kind]) throw new Failure('conflict', changedMeanwhile);
  }

  /** Whether the very question of a review is not to be asked any more. */
  function isSetAside({ bank }: PracticeRooms, { question }: PastReview, asides: readonly string[]): boolean {
    const id = bank.question(question)?.question.id;
    return asides.some((aside) => bank.question(aside)?.question.id === id);
  }

  /** What a reviewed question belongs to today; undefined when it has left the bank. */
  function conceptOf({ bank }: PracticeRooms, { question }: PastReview) {
    const live = bank.question(question);
    return live && bank.concepts.get(live.question.concept);
  }

  async function verdictOf(
    here: PracticeRooms,
    learner: Learner,
    review: PastReview,
    isEarlier: boolean,
    state?: SetState,
  ) {
    const live = here.bank.question(review.question);
    const question = live?.hash === review.hash ? live.question : (await texts.text(review.hash))!;
    const concept = conceptOf(here, review);
    const now = world.now();
    const day = await loadDay(here, learner, now);
    const after = state && !review.undone ? advanceSet(state, review.correct) : state;
    const set = await loadSet(here, learner, after, day, now);
    return verdictPage({
      learner,
      review,
      question,
      html: question === live?.question ? live.html : render(question),
      concept,
      live: live?.question,
      isSetAside: isSetAside(here, review, await learners.asides(learner.id)),
      isEarlier,
      stored: concept && (await memory.card(learner.id, concept.id)),
      day: day.day,
      logDay: toLogDay(learner, day.day),
      now,
      formToken: visitors.formToken(learner),
      isLatest: day.latest?.id === review.id,
      isLatestOfConcept: await isLatestOfConcept(here, learner, review),
      report: (await practice.report(learner.id, review.id)) ?? '',
      set: state && set && { before: { ...state, began: set.state.began }, after: set.state },
      isFlagged: live !== undefined && (await learners.isFlagged(learner.id, idsOf(live.question))),
      section: concept && sectionOf(here, concept.objective),
      progress: await loadProgress(here, learner, day, set),
    });
  }

  /** The section of a lesson that explains an objective, if it has been written. */
  function sectionOf({ bank }: PracticeRooms, { id, domain }: Objective) {
    const lesson = bank.domains.find((each) => each.id === domain)?.lesson;
    const section = lesson?.sections.find(({ objective }) => objective === id);
    return section && { path: `/learn/${domain}#${id}`, title: section.title };
  }

  async function isLatestOfConcept(
    here: PracticeRooms,
    learner: Learner,
    review: PastReview,
  ): Promise<boolean> {
    const concept = conceptOf(here, review);
    return (
      concept !== undefined &&
      (await memory.latestOf(learner.id, here.bank.reviewIds(concept.id)))?.id === review.id
    );
  }

  /** The card of a review's concept as the amendment leaves it; nothing for a question that has left the bank. */
  async function amendedCard(
    here: PracticeRooms,
    learner: Learner,
    review: PastReview,
    kind: 'undo' | 'easy',
  ) {
    const concept = conceptOf(here, review);
    if (!concept) return [];
    const stored = await memory.card(learner.id, concept.id);
    const card = await foldConcept(here, learner, concept.id, { review: review.id, kind });
    return saveFolded(here, learner.id, concept.id, { ...stored, card });
  }
}
