import { idsOf, type Objective } from '../../bank/bank.ts';
import { render } from '../../bank/rendered.ts';
import { toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { PastReview } from '../../memory/model.ts';
import type { PracticeDeps } from '../deps.ts';
import { progressIn } from '../question/load.ts';
import { loadPractice } from '../set/load.ts';
import { advanceSet, type SetState } from '../set/set.ts';
import { conceptOf, isSetAside } from './own.load.ts';
import { verdictPage } from './page.ts';

/** The page of a verdict; `isEarlier` if the learner has just sent another answer to the same question. */
export async function loadVerdict(
  here: PracticeDeps,
  learner: Learner,
  review: PastReview,
  isEarlier: boolean,
  state?: SetState,
) {
  const { bank, practice, texts, visitors, world } = here;
  const live = bank.question(review.question);
  const concept = conceptOf(here, review);
  const now = world.now();
  const after = state && !review.undone ? advanceSet(state, review.correct) : state;
  const asked = concept && { id: concept.id, questions: bank.reviewIds(concept.id) };
  const [{ day, set }, about, question] = await Promise.all([
    loadPractice(here, learner, after, now),
    practice.about(learner.id, review.id, asked, live ? idsOf(live.question) : []),
    live?.hash === review.hash ? live.question : texts.text(review.hash),
  ]);
  return verdictPage({
    learner,
    review,
    question: question!,
    html: question === live?.question ? live!.html : render(question!, bank.language),
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

/** The section of a lesson that explains an objective, if the lesson has one. */
function sectionOf({ bank }: PracticeDeps, { id, domain }: Objective) {
  const lesson = bank.domains.find((each) => each.id === domain)?.lesson;
  const section = lesson?.sections.find(({ objective }) => objective === id);
  return section && { path: `/learn/${domain}#${id}`, title: section.title };
}
