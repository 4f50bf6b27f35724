import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import { type Rendered, render } from '../bank/bank.ts';
import type { Question } from '../bank/model.ts';
import { Failure } from '../base/failure.ts';
import { hash32 } from '../base/random.ts';
import type { Learner } from '../learner/model.ts';
import { keysOf } from '../learner/shortcuts.ts';
import { scheduleOf } from '../memory/work.ts';
import { type Answer, type Asked, decide } from './answer.ts';
import { AnswerBody } from './forms.ts';
import { loadDay, loadNext, loadPace, loadSyllabusMet, type PracticeRooms } from './load.ts';
import { optionOrder, optionsAt } from './options.ts';
import { progressOf } from './progress.ts';
import { choiceNote, questionPage } from './question.page.ts';

/** The purpose of a question's token; another number whenever its shape changes, so that old pages are refused. */
const askedToken = 'asked/1';

/** A question, and the answer to it. */
export function questionRoutes(rooms: PracticeRooms): FastifyPluginAsyncTypebox {
  const { bank, texts, db, learners, memory, visitors, seal, world } = rooms;

  return async (app) => {
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
      return ask(reply, learner, asked, live, [], '');
    });

    app.post('/practice', { schema: { body: AnswerBody } }, async (request, reply) => {
      const known = await visitors.learnerOf(request, reply);
      const asked = openAsked(request.body.token, known);
      const shown = await loadShown(asked);
      const answer = readAnswer(request.body, shown.question, asked.seed);
      if (typeof answer === 'string')
        return ask(reply, known, asked, shown, request.body.choice ?? [], answer);

      const newcomer = known
        ? undefined
        : visitors.welcome(asked.review, request.body.zone ?? '', world.now());
      const learner = known ?? newcomer!.learner;
      const { concept, objective } = shown;
      const stored = await memory.card(learner.id, concept);
      const { review, stored: next } = decide({
        asked,
        answer,
        question: shown.question,
        domain: objective.domain,
        counting: shown.counting,
        learner,
        stored,
        schedule: scheduleOf(learner),
        now: world.now(),
      });
      const saved =
        stored.revision === asked.revision &&
        (await db.tryCommit([
          ...(newcomer?.changes ?? []),
          ...memory.record(review),
          memory.saveCard(learner.id, concept, next),
          learners.saveClock(
            learner,
            review,
            await loadSyllabusMet(rooms, learner, review.first ? concept : ''),
          ),
        ]));
      newcomer?.enter(reply);
      return reply.next(
        `/practice/answers/${saved ? review.id : await givenReview(learner, asked, concept)}`,
      );
    });
  };

  /** Shows a question under its token, with a note when the form comes back. */
  async function ask(
    reply: FastifyReply,
    learner: Learner | undefined,
    asked: Asked,
    { question, html }: { question: Question; html: Rendered },
    chosen: readonly string[],
    note: string,
  ) {
    const day = await loadDay(rooms, learner, world.now());
    const { concept } = bank.question(asked.question)!.question;
    const page = questionPage({
      question,
      html,
      objective: bank.concepts.get(concept)!.objective,
      seed: asked.seed,
      token: seal.close(askedToken, asked),
      progress: progressOf(day, await loadPace(rooms, learner)),
      chosen,
      note,
      keys: keysOf(learner?.keysOff ?? []),
      asksZone: learner === undefined,
    });
    return reply.page('practice/question', page, note === '' ? 200 : 422);
  }

  /** What a form's token says, if it is ours and was made for whoever sends it. */
  function openAsked(token: string, learner: Learner | undefined): Asked {
    const asked = seal.open(askedToken, token) as Asked | undefined;
    if (asked && (asked.learner === null || asked.learner === learner?.id)) return asked;
    const whose = asked ? 'was made for another learner' : 'is damaged or was not made here';
    throw new Failure('forbidden', `This page ${whose}. Open the next question and answer that.`);
  }

  /** The text that was shown under a token, and what it belongs to today. */
  async function loadShown({ question: id, hash }: Asked) {
    const live = bank.question(id);
    const question = live?.hash === hash ? live.question : await texts.text(hash);
    if (!live || !question) {
      throw new Failure(
        'conflict',
        'This question has just been taken out of the bank. Your answer was not counted; go on with the next one.',
      );
    }
    const { concept, edition } = live.question;
    return {
      question,
      html: question === live.question ? live.html : render(question),
      concept,
      objective: bank.concepts.get(concept)!.objective,
      counting: question.edition === edition,
    };
  }

  /** The review to show to someone who answers what was answered already. */
  async function givenReview(learner: Learner, asked: Asked, concept: string): Promise<string> {
    const own = await memory.review(learner.id, asked.review);
    const id = own?.id ?? (await memory.latestOf(learner.id, bank.reviewIds(concept)));
    if (id !== undefined) return id;
    throw new Failure('conflict', 'This page is out of date. Open the next question and answer that.');
  }
}

/** The answer of a form, or the note to give back with it. */
function readAnswer(form: Static<typeof AnswerBody>, question: Question, seed: string): Answer | string {
  if (form.reveal) return { response: [], certainty: 'none' };
  const response = optionsAt(optionOrder(question, seed), form.choice ?? []);
  if (!response) {
    throw new Failure(
      'invalid',
      'An option that was chosen is not of this question. Reload the page and choose again.',
    );
  }
  if (response.length !== question.key.length) return choiceNote(question, response.length);
  return { response, certainty: form.certainty ?? 'think' };
}
