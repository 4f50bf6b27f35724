import { fromLogMoment } from '../../learner/clock.ts';
import type { Decision } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { type StoredCard, unmetCard } from '../../memory/model.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { knownOfTwenty } from '../../plan/belief/belief.ts';
import { followAnswer, loadGround } from '../../plan/day/load.ts';
import type { Ground } from '../../plan/day/model.ts';
import { loadSyllabusMet } from '../day/load.ts';
import type { PracticeDeps } from '../deps.ts';
import { type Answer, type Asked, decide } from './answer.ts';
import { evidenceIn } from './evidence.ts';
import { loadShown, type Shown } from './shown.load.ts';

/** The review that counts for an answer, and whether this very answer made it. */
export type Given = { review: { id: string; answeredAt: number }; isNew: boolean };

/** Decides an answer: the review, the card, the learner's clock and the plan; saves nothing if it was given before. */
export async function decideAnswer(
  here: PracticeDeps,
  learner: Learner,
  asked: Asked,
  answer: Answer,
): Promise<Decision<Given>> {
  const now = here.world.now();
  const shown = await loadShown(here, asked);
  const [ground, met] = await Promise.all([
    loadGround(here, learner, asked.question, now),
    loadSyllabusMet(here, learner, shown.concept, now),
  ]);
  const stored = ground.cards.get(shown.concept) ?? unmetCard;
  const earlier = await loadEarlier(here, learner, asked, shown.concept, stored);
  if (earlier) return { save: [], result: { review: earlier, isNew: false } };
  return decideFirst(here, learner, asked, shown, answer, { stored, ground, met, now });
}

/**
 * The review that counts already: of that very answer, or of one given to the concept since the page was shown. A card
 * that changed for another reason, such as the settings, takes the answer as it is now.
 */
async function loadEarlier(
  { bank, memory }: PracticeDeps,
  learner: Learner,
  asked: Asked,
  concept: string,
  { revision }: StoredCard,
): Promise<Given['review'] | undefined> {
  if (revision === asked.revision) return undefined;
  const own = await memory.review(learner.id, asked.review);
  if (own) return own;
  const latest = await memory.latestOf(learner.id, bank.reviewIds(concept));
  return latest && fromLogMoment(learner, latest.answeredAt) >= asked.shownAt ? latest : undefined;
}

/** An answer that is given for the first time. */
function decideFirst(
  here: PracticeDeps,
  learner: Learner,
  asked: Asked,
  { question, objective, concept, counting }: Shown,
  answer: Answer,
  read: { stored: StoredCard; ground: Ground; met: { hash: string; count: number }; now: number },
): Decision<Given> {
  const { stored, ground, met, now } = read;
  const decision = decide({
    asked,
    answer,
    question,
    domain: objective.domain,
    counting,
    learner,
    stored,
    rest: knownOfTwenty(ground.belief),
    schedule: scheduleFor(learner),
    now,
  });
  const { review, stored: next, clock } = decision;
  const evidence = evidenceIn(decision, question, stored.card, ground.isNewStem);
  return {
    save: [
      here.learners.markDay(now),
      ...here.memory.record(review),
      here.memory.saveCard(learner.id, concept, next),
      here.learners.saveClock(learner, clock, met),
      ...(counting ? followAnswer(here, learner, ground, { concept, evidence, card: next, now }) : []),
    ],
    result: { review, isNew: true },
  };
}
