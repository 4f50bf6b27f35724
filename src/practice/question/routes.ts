import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import { type Objective, type Rendered, render } from '../../bank/bank.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { withCurrentBank } from '../../bank/live/live.ts';
import type { Question } from '../../bank/model.ts';
import { optionOrder, optionsAt } from '../../bank/options.ts';
import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import { hash32 } from '../../base/random.ts';
import { fromLogMoment } from '../../learner/clock.ts';
import { type Decision, decideAndSave } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { type StoredCard, unmetCard } from '../../memory/model.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { followAnswer, loadGround } from '../../plan/day/load.ts';
import type { Ground } from '../../plan/day/model.ts';
import { type Day, loadSyllabusMet } from '../day/load.ts';
import type { LiveDeps, PracticeDeps } from '../deps.ts';
import { readSet, SetQuery, withSet } from '../set/forms.ts';
import { type LoadedSet, loadPractice } from '../set/load.ts';
import { type SetState, topicsOf } from '../set/set.ts';
import { type Answer, type Asked, decide, firstReviewOf, requireAsked, sealAsked } from './answer.ts';
import { evidenceIn } from './evidence.ts';
import { AnswerBody } from './forms.ts';
import { loadNext, loadRevision, progressIn } from './load.ts';
import { questionPage } from './page.ts';

/** A question as it was shown, and what it belongs to today. */
type Shown = { question: Question; html: Rendered; concept: string; objective: Objective; counting: boolean };

/** A review that stands. */
type Given = { id: string; answeredAt: number };

/** A question, and the answer to it; `onAnswer` is told of each that has been saved. */
export function questionRoutes(
  deps: LiveDeps,
  onAnswer: (learner: string) => void,
): FastifyPluginAsyncTypebox {
  const { texts, learners, memory, visitors, seal, world } = deps;

  return async (app) => {
    app.get('/practice', { schema: { querystring: SetQuery } }, async (request, reply) => {
      const here = withCurrentBank(deps);
      const wanted = readSet(request.query);
      const learner = await visitors.learnerOf(request, reply);
      const now = world.now();
      if (learner?.stopped && !wanted) return reply.next('/');
      const { day, set } = await loadPractice(here, learner, wanted, now);
      if (wanted && !set) {
        throw new Failure(
          'not found',
          'There is nothing to practise with this name. Find everything in Learn.',
        );
      }
      const live = await loadNext(here, learner, day, now, set);
      if (!live) return reply.next(set ? endOf(here, set.state) : '/');
      const revision = await loadRevision(here, learner, day, live.question.concept);
      const nonce = learner ? null : world.token();
      const asked: Asked = {
        review: nonce ? firstReviewOf(nonce) : world.id(),
        question: live.question.id,
        hash: live.hash,
        seed: hash32(`${learner?.id ?? 'newcomer'}/${day.day}/${live.question.id}/${revision}`).toString(36),
        revision,
        shownAt: now,
        learner: learner?.id ?? null,
        nonce,
      };
      return ask(here, reply, learner, day, set, asked, live, [], '');
    });

    app.post('/practice', { schema: { body: AnswerBody } }, async (request, reply) => {
      const here = withCurrentBank(deps);
      const known = await visitors.learnerOf(request, reply);
      const asked = requireAsked(seal, request.body.token, known);
      const shown = await loadShown(here, asked);
      const answer = readAnswer(request.body, shown.question, asked.seed);
      if (typeof answer === 'string') {
        const { day, set } = await loadPractice(here, known, readSet(request.body), world.now());
        return ask(here, reply, known, day, set, asked, shown, request.body.choice ?? [], answer);
      }
      if (!known) await reply.admitNewcomer();
      const newcomer = known
        ? undefined
        : visitors.welcome(request, asked.nonce!, request.body.zone ?? '', world.now());
      const learner = known ?? newcomer!.learner;
      const given = await giveOrFind(learner, asked, answer, newcomer?.changes ?? []);
      if (newcomer && !(await newcomer.enter(request, reply, given.answeredAt))) {
        throw new Failure(
          'conflict',
          'This page was answered long ago. Open the next question and answer that.',
        );
      }
      const isEarlier = given.id !== asked.review;
      return reply.next(withSet(`/practice/answers/${given.id}`, readSet(request.body), isEarlier));
    });
  };

  /** Saves an answer, or finds the one already saved. */
  async function giveOrFind(
    learner: Learner,
    asked: Asked,
    answer: Answer,
    welcome: Change[],
  ): Promise<Given> {
    const { given, isNew } = await decideAndSave(
      deps,
      learner,
      async (here, who) => {
        const shown = await loadShown(here, asked);
        const [ground, met] = await Promise.all([
          loadGround(here, who, asked.question, world.now()),
          loadSyllabusMet(here, who, shown.concept, world.now()),
        ]);
        const stored = ground.cards.get(shown.concept) ?? unmetCard;
        const given = await loadGiven(here, who, asked, shown.concept, stored);
        if (given) return { save: [], result: { given, isNew: false } };
        return decideAnswer(here, who, asked, shown, answer, { stored, ground, met });
      },
      welcome,
    );
    if (isNew) onAnswer(learner.id);
    return given;
  }

  /** Shows a question under its token, with a note when the form comes back. */
  function ask(
    here: PracticeDeps,
    reply: FastifyReply,
    learner: Learner | undefined,
    day: Day,
    set: LoadedSet | undefined,
    asked: Asked,
    { question, html }: { question: Question; html: Rendered },
    chosen: readonly string[],
    note: string,
  ) {
    const { concept } = here.bank.question(asked.question)!.question;
    const page = questionPage({
      question,
      html,
      objective: here.bank.concepts.get(concept)!.objective,
      seed: asked.seed,
      token: sealAsked(seal, asked),
      set: set?.state,
      progress: progressIn(day, set),
      chosen,
      note,
      keys: keysOf(learner?.keysOff ?? []),
      asksZone: learner === undefined,
    });
    return reply.page('practice/question', page, note === '' ? 200 : 422);
  }

  /** Where a set ends: a topic practised until nothing is left at its lesson, any other on Today. */
  function endOf({ bank }: PracticeDeps, state: SetState): string {
    const [topic, ...others] = topicsOf(bank, state.name) ?? [];
    if (!topic || others.length > 0 || state.length !== undefined) return withSet('/', state);
    return `/learn/${topic.domain}?practised=${topic.id}`;
  }

  /** The text that was shown under a token, and what it belongs to today. */
  async function loadShown({ bank }: PracticeDeps, { question: id, hash }: Asked): Promise<Shown> {
    const live = bank.question(id);
    const question = live?.hash === hash ? live.question : await texts.text(hash);
    if (!live || !question) {
      throw new Failure(
        'conflict',
        'This question has just been taken out of the bank. Your answer was not counted; go on to the next one.',
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

  /**
   * What stands already where an answer is sent: that very answer, or one given to the concept since the page was
   * shown. A card that changed for another reason, such as the settings, takes the answer as it is now.
   */
  async function loadGiven(
    { bank }: PracticeDeps,
    learner: Learner,
    asked: Asked,
    concept: string,
    { revision }: StoredCard,
  ): Promise<Given | undefined> {
    if (revision === asked.revision) return undefined;
    const own = await memory.review(learner.id, asked.review);
    if (own) return own;
    const latest = await memory.latestOf(learner.id, bank.reviewIds(concept));
    return latest && fromLogMoment(learner, latest.answeredAt) >= asked.shownAt ? latest : undefined;
  }

  /** An answer that is given for the first time: the review, the card and the learner's clock. */
  function decideAnswer(
    here: PracticeDeps,
    learner: Learner,
    asked: Asked,
    { question, objective, concept, counting }: Shown,
    answer: Answer,
    { stored, ground, met }: { stored: StoredCard; ground: Ground; met: { hash: string; count: number } },
  ): Decision<{ given: Given; isNew: boolean }> {
    const now = world.now();
    const decision = decide({
      asked,
      answer,
      question,
      domain: objective.domain,
      counting,
      learner,
      stored,
      schedule: scheduleFor(learner.retention),
      now,
    });
    const { review, stored: next, clock } = decision;
    const evidence = evidenceIn(decision, question, stored.card, ground.isNewStem);
    return {
      save: [
        learners.markDay(now),
        ...memory.record(review),
        memory.saveCard(learner.id, concept, next),
        learners.saveClock(learner, clock, met),
        ...(counting ? followAnswer(here, learner, ground, { concept, evidence, card: next, now }) : []),
      ],
      result: { given: review, isNew: true },
    };
  }
}

/** The answer of a form, or the note to give back with it. */
function readAnswer(form: Static<typeof AnswerBody>, question: Question, seed: string): Answer | string {
  if (form.reveal) return { response: [], certainty: 'none' };
  const response = optionsAt(optionOrder(question, seed), form.choice ?? []);
  if (!response) {
    throw new Failure(
      'invalid',
      'That option does not belong to this question. Reload the page and choose again.',
    );
  }
  const kind = kindOf(question);
  if (!kind.isComplete(response)) return kind.incompleteNote(response);
  return { response, certainty: form.certainty ?? 'think' };
}
