import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { idsOf, type Objective, render } from '../../bank/bank.ts';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { type Decision, decideAndSave } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { isAsleep } from '../../memory/asked.ts';
import { amended, countingReviews, foldReviews, saveFolded } from '../../memory/load.ts';
import type { PastReview } from '../../memory/model.ts';
import { followAmendment } from '../../plan/day/load.ts';
import type { LiveDeps, PracticeDeps } from '../deps.ts';
import { progressIn } from '../question/load.ts';
import { FormBody, readSet, withSet } from '../set/forms.ts';
import { loadPractice } from '../set/load.ts';
import { advanceSet, type SetState } from '../set/set.ts';
import { FlagBody, ReportBody, ReviewParams, UndoBody, VerdictQuery } from './forms.ts';
import { verdictPage } from './page.ts';

/** What was asked for is as it is wanted already. */
const nothing: Decision<undefined> = { save: [], result: undefined };

/** A verdict, and what can be said about it afterwards. */
export function verdictRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { texts, learners, memory, practice, days, visitors, world } = deps;
  const onReview = { schema: { params: ReviewParams, body: FormBody } };

  return async (app) => {
    const shown = { schema: { params: ReviewParams, querystring: VerdictQuery } };
    app.get('/practice/answers/:id', shown, async (request, reply) => {
      const here = withCurrentBank(deps);
      const learner = await visitors.learnerOf(request, reply);
      const review = await ownReview(learner, request.params.id);
      return reply.page(
        'practice/verdict',
        await verdictOf(here, learner!, review, request.query.earlier === 'yes', readSet(request.query)),
      );
    });

    app.post('/practice/undo', { schema: { body: UndoBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await ownReview(who, request.body.review);
        if (review.undone) return nothing;
        const { latest } = who.standing;
        const now = world.now();
        if (latest?.id !== review.id || review.day !== toLogDay(who, learnerDay(who, now))) {
          throw new Failure(
            'conflict',
            'You can undo only your last answer of today, and this is an earlier one.',
          );
        }
        const card = await amendedCard(here, who, review, 'undo');
        return { save: [...memory.undo(who.id, review, now), ...card], result: undefined };
      });
      return reply.next(withSet('/practice', readSet(request.body)));
    });

    app.post('/practice/answers/:id/easy', onReview, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await ownReview(who, request.params.id);
        if (review.easy) return nothing;
        if (!review.correct || review.undone || !(await isLatestOfConcept(here, who, review))) {
          throw new Failure(
            'conflict',
            'You can call a question too easy only if your last answer to it was right.',
          );
        }
        const card = await amendedCard(here, who, review, 'easy');
        return { save: [memory.easy(who.id, review.id, world.now()), ...card], result: undefined };
      });
      return reply.next(withSet(`/practice/answers/${request.params.id}`, readSet(request.body)));
    });

    app.post('/practice/answers/:id/aside', onReview, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await ownReview(who, request.params.id);
        const concept = conceptOf(here, review);
        const asides = await learners.asides(who.id);
        if (!concept || isSetAside(here, review, asides)) return nothing;
        const stored = await memory.card(who.id, concept.id);
        const asleep = isAsleep(here.bank, concept.id, [...asides, review.question]);
        const card =
          asleep === stored.asleep ? [] : [memory.saveCard(who.id, concept.id, { ...stored, asleep })];
        return {
          save: [
            learners.setAside(who.id, review.question, world.now()),
            ...(card.length === 0 ? [days.carryOrder(who)] : card),
          ],
          result: undefined,
        };
      });
      return reply.next(withSet(`/practice/answers/${request.params.id}`, readSet(request.body)));
    });

    const flagged = { schema: { params: ReviewParams, body: FlagBody } };
    app.post('/practice/answers/:id/flag', flagged, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async ({ bank }, who) => {
        const review = await ownReview(who, request.params.id);
        const live = bank.question(review.question);
        if (!live) throw new Failure('conflict', 'This question has left the bank, so you cannot flag it.');
        const save =
          request.body.flag === 'on'
            ? [learners.flag(who.id, live.question.id, world.now())]
            : idsOf(live.question).map((id) => learners.unflag(who.id, id));
        return { save: [...save, days.carryOrder(who)], result: undefined };
      });
      return reply.next(withSet(`/practice/answers/${request.params.id}`, readSet(request.body)));
    });

    app.post(
      '/practice/answers/:id/report',
      { schema: { params: ReviewParams, body: ReportBody } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        const message = request.body.message.trim();
        await decideAndSave(deps, learner, async (_, who) => {
          const review = await ownReview(who, request.params.id);
          if (message === '')
            throw new Failure('invalid', 'The report is empty. Go back and write what is wrong.');
          const report = practice.saveReport(who.id, review.id, message, world.now());
          return { save: [report, days.carryOrder(who)], result: undefined };
        });
        return reply.next(withSet(`/practice/answers/${request.params.id}`, readSet(request.body)));
      },
    );
  };

  /** One's own review, or a page that is not there. */
  async function ownReview(learner: Learner | undefined, id: string): Promise<PastReview> {
    const review = learner && (await memory.review(learner.id, id));
    if (review) return review;
    const why = learner
      ? ''
      : ' Etude needs a cookie to keep your answers: allow cookies for this address, and answer again.';
    throw new Failure('not found', `You have no answer at this address.${why}`);
  }

  /** Whether the very question of a review is not to be asked any more. */
  function isSetAside({ bank }: PracticeDeps, { question }: PastReview, asides: readonly string[]): boolean {
    const id = bank.question(question)?.question.id;
    return asides.some((aside) => bank.question(aside)?.question.id === id);
  }

  /** What a reviewed question belongs to today; undefined when it has left the bank. */
  function conceptOf({ bank }: PracticeDeps, { question }: PastReview) {
    const live = bank.question(question);
    return live && bank.concepts.get(live.question.concept);
  }

  async function verdictOf(
    here: PracticeDeps,
    learner: Learner,
    review: PastReview,
    isEarlier: boolean,
    state?: SetState,
  ) {
    const live = here.bank.question(review.question);
    const concept = conceptOf(here, review);
    const now = world.now();
    const after = state && !review.undone ? advanceSet(state, review.correct) : state;
    const asked = concept && { id: concept.id, questions: here.bank.reviewIds(concept.id) };
    const [{ day, set }, about, question] = await Promise.all([
      loadPractice(here, learner, after, now),
      practice.about(learner.id, review.id, asked, live ? idsOf(live.question) : []),
      live?.hash === review.hash ? live.question : texts.text(review.hash),
    ]);
    return verdictPage({
      learner,
      review,
      question: question!,
      html: question === live?.question ? live!.html : render(question!, here.bank.language),
      concept,
      live: live?.question,
      isSetAside: isSetAside(here, review, day.asides),
      isEarlier,
      stored: concept && about.stored,
      day: day.day,
      logDay: toLogDay(learner, day.day),
      now,
      formToken: visitors.formToken(learner),
      isLatest: day.latest?.id === review.id,
      isLatestOfConcept: about.latest === review.id,
      report: about.report,
      set: state && set && { before: { ...state, began: set.state.began }, after: set.state },
      isFlagged: about.isFlagged,
      section: concept && sectionOf(here, concept.objective),
      progress: progressIn(day, set),
    });
  }

  /** The section of a lesson that explains an objective, if it has been written. */
  function sectionOf({ bank }: PracticeDeps, { id, domain }: Objective) {
    const lesson = bank.domains.find((each) => each.id === domain)?.lesson;
    const section = lesson?.sections.find(({ objective }) => objective === id);
    return section && { path: `/learn/${domain}#${id}`, title: section.title };
  }

  async function isLatestOfConcept(
    here: PracticeDeps,
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
    here: PracticeDeps,
    learner: Learner,
    review: PastReview,
    kind: 'undo' | 'easy',
  ) {
    const concept = conceptOf(here, review);
    if (!concept) return [];
    const stored = await memory.card(learner.id, concept.id);
    const before = await countingReviews(here, learner, concept.id);
    const after = amended(before, { review: review.id, kind });
    const card = { ...stored, card: foldReviews(learner, after) };
    const followed = { concept: concept.id, card, now: world.now() };
    return [
      ...saveFolded(here, learner.id, concept.id, card),
      ...(await followAmendment(here, learner, { before, after }, followed)),
    ];
  }
}
