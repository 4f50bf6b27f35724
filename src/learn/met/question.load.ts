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
  const answers = learner ? await learn.answers(learner.id, entry ? idsOf(entry.question) : [id]) : [];
  const [last] = answers;
  if (!learner || !last) {
    throw new Failure(
      'not found',
      'You have not answered a question with this name. Find your answered questions in Bank.',
    );
  }
  const now = world.now();
  const question = entry?.hash === last.hash ? entry.question : (await texts.text(last.hash))!;
  const concept = entry?.question.concept ?? '';
  const reviews = answers.map((answer) => answer.id);
  return {
    learner,
    question,
    html: question === entry?.question ? entry.html : render(question, bank.language),
    live: entry?.question,
    objective: bank.concepts.get(concept)?.objective,
    answers,
    card: (await loadCards(deps, learner, [concept])).get(concept),
    aside: (await loadAsides(deps, bank, learner)).get(entry?.question.id ?? id) ?? '',
    report: (await learn.ownReport(learner.id, reviews)) ?? '',
    formToken: visitors.formToken(learner),
    day: learnerDay(learner, now),
  };
}
