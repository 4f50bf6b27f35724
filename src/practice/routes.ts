import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { render } from '../bank/bank.ts';
import type { Question } from '../bank/model.ts';
import type { BankStore } from '../bank/store.ts';
import type { Database } from '../base/database.ts';
import type { Seal } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { hash32 } from '../base/random.ts';
import type { World } from '../base/world.ts';
import type { Visitors } from '../learner/load.ts';
import { type Learner, learnerDay } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { PastReview } from '../memory/model.ts';
import { foldConcept, saveFolded, scheduleOf } from '../memory/work.ts';
import { type Answer, type Asked, decide } from './answer.ts';
import { loadDay, loadNext, loadUnmet, type Sources } from './load.ts';
import { optionOrder, optionsAt } from './options.ts';
import { choiceNote, paceOf, progressOf, questionPage, todayPage, verdictPage } from './page.ts';

export type PracticeRooms = Sources & {
  db: Database;
  texts: BankStore;
  learners: LearnerStore;
  visitors: Visitors;
  seal: Seal;
  world: World;
};

const Token = Type.String({ maxLength: 2000 });
const AnswerForm = Type.Object({
  token: Token,
  choice: Type.Optional(Type.Array(Type.String({ maxLength: 1 }), { maxItems: 8 })),
  certainty: Type.Optional(Type.Enum(['guess', 'think', 'sure'])),
  reveal: Type.Optional(Type.Literal('yes')),
});
const ReviewParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
const ReviewForm = Type.Object({ token: Token });
const UndoForm = Type.Object({ token: Token, review: Type.String({ maxLength: 64 }) });
const ReportForm = Type.Object({ token: Token, message: Type.String({ maxLength: 4000 }) });

/** So many new concepts are granted by "ten new ones more". */
const moreAtOnce = 10;

/** Today, question and verdict. */
export function practiceRoutes(rooms: PracticeRooms): FastifyPluginAsyncTypebox {
  const { bank, texts, db, learners, memory, practice, visitors, seal, world } = rooms;

  const pace = async (learner: Learner | undefined) =>
    paceOf(learner ? await practice.pace(learner.id) : { answers: 0, tookMs: 0 });

  /** Shows a question under its token, with a note when the form comes back. */
  async function ask(
    reply: FastifyReply,
    learner: Learner | undefined,
    asked: Asked,
    { question, html }: { question: Question; html: ReturnType<typeof render> },
    { chosen, note }: { chosen: readonly string[]; note: string },
  ) {
    const day = await loadDay(rooms, learner, world.now());
    const page = questionPage({
      question,
      html,
      objective: bank.concepts.get(bank.question(asked.question)!.question.concept)!.objective,
      seed: asked.seed,
      token: seal.close('asked', asked),
      progress: progressOf(day, await pace(learner)),
      chosen,
      note,
    });
    return reply.page('practice/question', page, note === '' ? 200 : 422);
  }

  /** What a form's token says, if it is ours and was made for whoever sends it. */
  function openAsked(token: string, learner: Learner | undefined): Asked {
    const asked = seal.open('asked', token) as Asked | undefined;
    if (!asked)
      throw new Failure(
        'forbidden',
        'This page is damaged or was not made here. Open the next question and answer that.',
      );
    if (asked.learner !== null && asked.learner !== learner?.id) {
      throw new Failure(
        'forbidden',
        'This page was made for another learner. Open the next question and answer that.',
      );
    }
    return asked;
  }

  /** The text that was shown under a token, and the concept it belongs to today. */
  async function shownText({ question: id, hash }: Asked) {
    const live = bank.question(id);
    if (!live) {
      throw new Failure(
        'conflict',
        'This question has just been taken out of the bank. Your answer was not counted; go on with the next one.',
      );
    }
    const question = live.hash === hash ? live.question : await texts.text(hash);
    if (!question)
      throw new Failure('conflict', 'This question has changed since. Open the next one and answer that.');
    return { live, question, html: question === live.question ? live.html : render(question) };
  }

  /** The review that a learner's page should show who sends an answer to something already answered. */
  async function givenVerdict(learner: Learner, asked: Asked, concept: string): Promise<string> {
    const own = await memory.review(learner.id, asked.review);
    const id = own?.id ?? (await memory.latestOf(learner.id, bank.reviewIds(concept)));
    if (id === undefined)
      throw new Failure('conflict', 'This page is out of date. Open the next question and answer that.');
    return `/practice/answers/${id}`;
  }

  /** One's own review, or a page that is not there. */
  async function ownReview(learner: Learner | undefined, id: string): Promise<PastReview> {
    const review = learner && (await memory.review(learner.id, id));
    if (!review) throw new Failure('not found', 'There is no answer of yours at this address.');
    return review;
  }

  const syllabusMet = async (learner: Learner, metNow: string) => {
    const unmet = await loadUnmet(rooms, learner, 2);
    const next = unmet.find(({ concept }) => concept !== metNow);
    return { hash: bank.syllabus.hash, count: next?.position ?? bank.syllabus.concepts.length };
  };

  return async (app) => {
    app.get('/', async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const now = world.now();
      const day = await loadDay(rooms, learner, now);
      const next = await loadNext(rooms, learner, day, now);
      return reply.page(
        'practice/today',
        todayPage({
          title: bank.title,
          domains: bank.domains,
          questions: bank.questions.length,
          learner,
          formToken: learner ? visitors.formToken(learner) : '',
          day,
          canAsk: next !== undefined,
          dueTomorrow: learner ? await practice.countDue(learner.id, day.day, day.day + 1) : 0,
          pace: await pace(learner),
          now,
        }),
      );
    });

    app.get('/practice', async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const now = world.now();
      const day = await loadDay(rooms, learner, now);
      const live = await loadNext(rooms, learner, day, now);
      if (!live) return reply.next('/');
      const { revision } = learner ? await memory.card(learner.id, live.question.concept) : { revision: 0 };
      const asked: Asked = {
        review: world.id(),
        question: live.question.id,
        hash: live.hash,
        seed: hash32(`${learner?.id ?? 'newcomer'}/${day.day}/${live.question.id}/${revision}`).toString(36),
        revision,
        shownAt: now,
        learner: learner?.id ?? null,
      };
      return ask(reply, learner, asked, live, { chosen: [], note: '' });
    });

    app.post('/practice', { schema: { body: AnswerForm } }, async (request, reply) => {
      const known = await visitors.learnerOf(request, reply);
      const asked = openAsked(request.body.token, known);
      const { live, question, html } = await shownText(asked);
      const answer = readAnswer(request.body, question, asked.seed);
      if (typeof answer === 'string') {
        return ask(
          reply,
          known,
          asked,
          { question, html },
          { chosen: request.body.choice ?? [], note: answer },
        );
      }
      const { concept } = live.question;
      const newcomer = known ? undefined : visitors.welcome(asked.review, world.now());
      const learner = known ?? newcomer!.learner;
      const stored = await memory.card(learner.id, concept);
      if (stored.revision !== asked.revision) {
        newcomer?.enter(reply);
        return reply.next(await givenVerdict(learner, asked, concept));
      }
      const decided = decide({
        asked,
        answer,
        question,
        domain: bank.concepts.get(concept)!.objective.domain,
        counting: question.edition === live.question.edition,
        learner,
        stored,
        schedule: scheduleOf(learner),
        now: world.now(),
      });
      const { review } = decided;
      const met = review.first
        ? await syllabusMet(learner, concept)
        : { hash: learner.syllabus, count: learner.syllabusMet };
      try {
        await db.commit([
          ...(newcomer?.changes ?? []),
          ...memory.record(review),
          memory.saveCard(learner.id, concept, decided.stored),
          learners.saveClock(learner, review.day, review.answeredAt, met),
        ]);
      } catch (error) {
        if (!(error instanceof Failure && error.kind === 'conflict')) throw error;
        newcomer?.enter(reply);
        return reply.next(await givenVerdict(learner, asked, concept));
      }
      newcomer?.enter(reply);
      return reply.next(`/practice/answers/${review.id}`);
    });

    app.get('/practice/answers/:id', { schema: { params: ReviewParams } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const review = await ownReview(learner, request.params.id);
      return showVerdict(reply, learner!, review);
    });

    app.post('/practice/undo', { schema: { body: UndoForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const review = await ownReview(learner, request.body.review);
      if (review.undone) return reply.next('/practice');
      const { latest } = await memory.latest(learner.id);
      const now = world.now();
      if (latest?.id !== review.id || review.day !== learnerDay(learner, now)) {
        throw new Failure(
          'conflict',
          'Only the last answer of today can be taken back, and this one is not it.',
        );
      }
      const card = await amendedCard(learner, review, 'undo');
      await db.commit([...memory.undo(learner.id, review, now), ...card]);
      return reply.next('/practice');
    });

    app.post(
      '/practice/answers/:id/easy',
      { schema: { params: ReviewParams, body: ReviewForm } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        const review = await ownReview(learner, request.params.id);
        if (!review.easy) {
          if (!review.correct || review.undone || !(await isLatestOfConcept(learner, review))) {
            throw new Failure(
              'conflict',
              'Only the last answer to a question, and a right one, can be called too easy.',
            );
          }
          const card = await amendedCard(learner, review, 'easy');
          await db.commit([memory.easy(learner.id, review.id, world.now()), ...card]);
        }
        return reply.next(`/practice/answers/${review.id}`);
      },
    );

    app.post(
      '/practice/answers/:id/aside',
      { schema: { params: ReviewParams, body: ReviewForm } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        const review = await ownReview(learner, request.params.id);
        const concept = bank.question(review.question)?.question.concept;
        const stored = concept && (await memory.card(learner.id, concept));
        if (concept && stored && !stored.asleep) {
          await db.commit([
            learners.setAside(learner.id, review.question, world.now()),
            memory.saveCard(learner.id, concept, { ...stored, asleep: true }),
          ]);
        }
        return reply.next(`/practice/answers/${review.id}`);
      },
    );

    app.post(
      '/practice/answers/:id/report',
      { schema: { params: ReviewParams, body: ReportForm } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        const review = await ownReview(learner, request.params.id);
        const message = request.body.message.trim();
        if (message === '')
          throw new Failure('invalid', 'The report is empty. Go back and write what is wrong.');
        await db.commit([practice.saveReport(learner.id, review.id, message, world.now())]);
        return reply.next(`/practice/answers/${review.id}`);
      },
    );

    app.post('/practice/more', { schema: { body: ReviewForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const day = learnerDay(learner, world.now());
      const granted = learner.extraDay === day ? learner.extraNew : 0;
      const left = await loadDay(rooms, learner, world.now());
      if (left.unmet.length === 0) await db.commit([learners.grantNew(learner, day, granted + moreAtOnce)]);
      return reply.next('/practice');
    });
  };

  async function showVerdict(reply: FastifyReply, learner: Learner, review: PastReview) {
    const live = bank.question(review.question);
    const question = live?.hash === review.hash ? live.question : (await texts.text(review.hash))!;
    const concept = live && bank.concepts.get(live.question.concept);
    const now = world.now();
    const day = await loadDay(rooms, learner, now);
    return reply.page(
      'practice/verdict',
      verdictPage({
        learner,
        review,
        question,
        html: question === live?.question ? live.html : render(question),
        concept,
        live,
        stored: concept
          ? await memory.card(learner.id, concept.id)
          : { card: undefined, revision: 0, asleep: true },
        day: day.day,
        now,
        formToken: visitors.formToken(learner),
        isLatest: day.latest?.id === review.id,
        isLatestOfConcept: await isLatestOfConcept(learner, review),
        report: (await practice.report(learner.id, review.id)) ?? '',
        progress: progressOf(day, await pace(learner)),
      }),
    );
  }

  async function isLatestOfConcept(learner: Learner, review: PastReview): Promise<boolean> {
    const concept = bank.question(review.question)?.question.concept;
    return (
      concept !== undefined && (await memory.latestOf(learner.id, bank.reviewIds(concept))) === review.id
    );
  }

  /** The card of a review's concept as the amendment leaves it; nothing for a question that has left the bank. */
  async function amendedCard(learner: Learner, review: PastReview, kind: 'undo' | 'easy') {
    const concept = bank.question(review.question)?.question.concept;
    if (concept === undefined) return [];
    const stored = await memory.card(learner.id, concept);
    const card = await foldConcept(rooms, learner, concept, { review: review.id, kind });
    return saveFolded(rooms, learner.id, concept, { ...stored, card });
  }
}

/** The answer of a form, or the note to give back with it. */
function readAnswer(form: Static<typeof AnswerForm>, question: Question, seed: string): Answer | string {
  if (form.reveal) return { response: [], certainty: 'none' };
  const response = optionsAt(optionOrder(question, seed), form.choice ?? []);
  if (!response)
    throw new Failure(
      'invalid',
      'One of the chosen options is not of this question. Reload the page and choose again.',
    );
  if (response.length !== question.key.length) return choiceNote(question, response.length);
  return { response, certainty: form.certainty ?? 'think' };
}
