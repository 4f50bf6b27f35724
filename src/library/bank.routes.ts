import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import type { Desk } from '../bank/author/desk.ts';
import { type Bank, idsOf, render } from '../bank/bank.ts';
import type { LiveBank } from '../bank/live/live.ts';
import type { BankStore } from '../bank/past/store.ts';
import { Failure } from '../base/failure.ts';
import { pace } from '../base/turns.ts';
import type { World } from '../base/world.ts';
import { learnerDay } from '../learner/clock.ts';
import type { Learner } from '../learner/model.ts';
import type { Visitors } from '../learner/session/visitors.load.ts';
import { keysOf } from '../learner/shortcuts.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { SetCard } from '../practice/model.ts';
import type { PracticeStore } from '../practice/store.ts';
import { type Answered, authorBankPage, candidateBankPage } from './bank.page.ts';
import { changesRoutes, countChanges } from './changes.routes.ts';
import { BankQuery, QuestionParams, WorkbenchQuery } from './forms.ts';
import { healthPage } from './health.page.ts';
import { knownPage } from './known.page.ts';
import { countOrders, orderAt } from './orders.ts';
import { matches, pageOf, readSearch, type Search, searchFields } from './search.ts';
import type { LibraryStore } from './store.ts';
import { readTrial } from './trial.ts';
import { workbenchPage } from './workbench.page.ts';

/** Everything that the bank's pages work with. */
export type BankRooms = {
  live: LiveBank;
  texts: BankStore;
  learners: LearnerStore;
  practice: PracticeStore;
  library: LibraryStore;
  visitors: Visitors;
  world: World;
};

/** What candidates may look for: what else there is to say of a question is the authors'. */
const candidateFields = ['q', 'domain', 'objective', 'concept'] as const;

/** The bank to browse: for candidates what they have answered, for authors everything. */
export function bankRoutes(rooms: BankRooms): FastifyPluginAsyncTypebox {
  const { live, texts, learners, practice, library, visitors, world } = rooms;
  const changes = countChanges(live);

  return async (app) => {
    app.get('/bank', { schema: { querystring: BankQuery } }, async (request, reply) => {
      const [bank, desk] = [live.current(), live.desk()];
      const learner = await visitors.learnerOf(request, reply);
      const number = Number(request.query.page);
      const page = desk
        ? await authorList(bank, desk, learner, readSearch(request.query, searchFields), number)
        : await candidateList(bank, learner, readSearch(request.query, candidateFields), number);
      return reply.page('library/bank', page);
    });

    app.get('/bank/health', async (request, reply) => {
      const [bank, desk] = [live.current(), live.desk()];
      if (!desk) throw new Failure('not found', 'There is nothing at this address for candidates.');
      const learner = await visitors.learnerOf(request, reply);
      const page = healthPage({
        bank,
        desk,
        reports: await library.reports(),
        keys: keysOf(learner?.keysOff ?? []),
      });
      return reply.page('library/health', page);
    });

    const shown = { schema: { params: QuestionParams, querystring: WorkbenchQuery } };
    app.get('/bank/:id', shown, async (request, reply) => {
      const [bank, desk] = [live.current(), live.desk()];
      const learner = await visitors.learnerOf(request, reply);
      const { id } = request.params;
      return desk
        ? showWorkbench(reply, bank, desk, learner, id, request.query)
        : reply.page('library/known', await known(bank, learner, id));
    });

    await app.register(changesRoutes(live, changes));
  };

  async function authorList(
    bank: Bank,
    desk: Desk,
    learner: Learner | undefined,
    search: Search,
    number: number,
  ) {
    const found = [];
    const rest = pace();
    for (const each of desk.questions) {
      if (matches(search, each.question)) found.push(each);
      await rest();
    }
    return authorBankPage({
      bank,
      desk,
      search,
      found: pageOf(found, number),
      keys: keysOf(learner?.keysOff ?? []),
    });
  }

  async function candidateList(bank: Bank, learner: Learner | undefined, search: Search, number: number) {
    const now = world.now();
    const found = pageOf(learner ? await answeredOf(bank, learner, search) : [], number);
    const concepts = found.items.flatMap((each) => each.live?.concept ?? []);
    return candidateBankPage({
      bank,
      learner,
      search,
      found,
      cards: learner ? await cardsOf(learner, concepts) : new Map(),
      asides: new Set(learner && (await asidesOf(bank, learner)).keys()),
      day: learner ? learnerDay(learner, now) : 0,
      now,
      keys: keysOf(learner?.keysOff ?? []),
    });
  }

  /** What a learner has answered of what is looked for, the last answer first. */
  async function answeredOf(bank: Bank, learner: Learner, search: Search): Promise<Answered[]> {
    // By the log and not by the bank of today: a question may have been rewritten, renamed or taken out since.
    const answers = await library.lastAnswers(learner.id);
    const byQuestion = Map.groupBy(
      answers,
      ({ question }) => bank.question(question)?.question.id ?? question,
    );
    const latest = [...byQuestion].map(([id, [last]]) => ({ last: last!, entry: bank.question(id) }));
    const changed = latest.filter(({ last, entry }) => last.hash !== entry?.hash);
    const earlier = await texts.named(changed.map(({ last }) => last.hash));
    return latest
      .map(({ last, entry }): Answered => {
        const seen = entry?.hash === last.hash ? entry.question : earlier.get(last.hash)!;
        return { last, live: entry?.question, seen };
      })
      .filter(({ live, seen }) => matches(search, seen, live));
  }

  async function cardsOf(learner: Learner, concepts: readonly string[]): Promise<Map<string, SetCard>> {
    const cards = await practice.setCards(learner.id, [...new Set(concepts)]);
    return new Map(cards.map((card) => [card.concept, card]));
  }

  /** What a learner has set aside: by present id, the id under which they did. */
  async function asidesOf(bank: Bank, learner: Learner): Promise<Map<string, string>> {
    const asides = await learners.asides(learner.id);
    return new Map(asides.map((aside) => [bank.question(aside)?.question.id ?? aside, aside]));
  }

  /** A question for someone who has answered it, also when it has left the bank since. */
  async function known(bank: Bank, learner: Learner | undefined, id: string) {
    const entry = bank.question(id);
    const answers = learner ? await library.answers(learner.id, entry ? idsOf(entry.question) : [id]) : [];
    const [last] = answers;
    if (!learner || !last) {
      throw new Failure(
        'not found',
        'You have not answered a question of this name. Those that you have answered stand in Bank.',
      );
    }
    const now = world.now();
    const question = entry?.hash === last.hash ? entry.question : (await texts.text(last.hash))!;
    const concept = entry?.question.concept ?? '';
    return knownPage({
      learner,
      question,
      html: question === entry?.question ? entry.html : render(question),
      live: entry?.question,
      objective: bank.concepts.get(concept)?.objective,
      answers,
      card: (await cardsOf(learner, [concept])).get(concept),
      aside: (await asidesOf(bank, learner)).get(entry?.question.id ?? id) ?? '',
      report:
        (await library.ownReport(
          learner.id,
          answers.map((answer) => answer.id),
        )) ?? '',
      formToken: visitors.formToken(learner),
      day: learnerDay(learner, now),
      now,
    });
  }

  async function showWorkbench(
    reply: FastifyReply,
    bank: Bank,
    desk: Desk,
    learner: Learner | undefined,
    id: string,
    query: Static<typeof WorkbenchQuery>,
  ) {
    const entry = bank.question(id);
    const onDisk = desk.questions.find(({ question }) => idsOf(question).includes(id));
    const question = onDisk?.question ?? entry?.question;
    if (!question)
      throw new Failure('not found', 'The bank has no question of this name. Bank lists all there are.');
    const order = Math.min(query.order ?? 1, countOrders(question));
    const trial = readTrial(query, question, orderAt(question, order));
    const ids = [...new Set([question, entry?.question ?? question].flatMap(idsOf))];
    const concept = entry?.question ?? question;
    const page = workbenchPage({
      desk,
      onDisk,
      live: entry,
      question,
      html: render(question),
      findings: desk.findingsOf(question.id),
      siblings: desk.questions
        .map((each) => each.question)
        .filter((each) => each.concept === question.concept && each.id !== question.id),
      texts: await library.texts(ids),
      reports: await library.reportsOn(ids),
      use: await library.use(concept.concept, ids, concept.edition),
      look: { order, theme: query.theme ?? '' },
      trial,
      keys: keysOf(learner?.keysOff ?? []),
      changesPath: `/bank/${question.id}/changes?since=${changes.count()}`,
    });
    return reply.page('library/workbench', page, 'note' in trial && trial.note !== '' ? 422 : 200);
  }
}
