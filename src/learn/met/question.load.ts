import { idsOf } from '../../bank/bank.ts';
import { render } from '../../bank/rendered.ts';
import { Failure } from '../../base/failure.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { MetDeps } from './deps.ts';
import type { MetQuestionGiven } from './question.page.ts';
import { loadAsides, loadCards } from './returns.load.ts';

/** A question for a learner who has answered it, also when it is no longer in the bank since. */
export async function loadMetQuestion(
  deps: MetDeps,
  learner: Learner | undefined,
  id: string,
): Promise<MetQuestionGiven> {
  const { live, texts, learn, visitors, world } = deps;
  const bank = live.current();
  const entry = bank.question(id);
  const concept = entry?.question.concept ?? '';
  const [answers, cards, asides] = learner
    ? await Promise.all([
        learn.answers(learner.id, entry ? idsOf(entry.question) : [id]),
        loadCards(deps, learner, [concept]),
        loadAsides(deps, bank, learner),
      ])
    : [[]];
  const [last] = answers;
  if (!learner || !last) {
    throw new Failure(
      'not found',
      'You have not answered a question with this name. Find your answered questions in Bank.',
    );
  }
  const now = world.now();
  const reviews = answers.map((answer) => answer.id);
  const [asked, report] = await Promise.all([
    entry?.hash === last.hash ? entry.question : texts.text(last.hash),
    learn.ownReport(learner.id, reviews),
  ]);
  const question = asked!;
  return {
    learner,
    question,
    html: question === entry?.question ? entry.html : render(question, bank.language),
    live: entry?.question,
    objective: bank.concepts.get(concept)?.objective,
    answers,
    card: cards?.get(concept),
    aside: asides?.get(entry?.question.id ?? id) ?? '',
    report: report ?? '',
    formToken: visitors.formToken(learner),
    day: learnerDay(learner, now),
  };
}
