import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { digest, type Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { learnerDay, nextMoment, toLogDay, toLogMoment } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { advance, recallAt } from '../../memory/fold.ts';
import type { Review, StoredCard } from '../../memory/model.ts';
import { type Certainty, rate } from '../../memory/rate.ts';
import { algorithm, type Schedule } from '../../memory/schedule.ts';

/** What the page's sealed token says was asked. */
export type Asked = {
  review: string;
  question: string;
  hash: string;
  seed: string;
  revision: number;
  shownAt: number;
  /** Whose page it is; null before the first answer. */
  learner: string | null;
  /** What makes a newcomer known: random and never stored, so that only this page can. */
  nonce: string | null;
};

/** The id of a newcomer's first review. It comes from their nonce, so that no form gives two newcomers one id. */
export const firstReviewOf = (nonce: string) => digest(`review of ${nonce}`).slice(0, 22);

/** Whether a page is as a newcomer was given it. */
const isOfNewcomer = ({ nonce, review }: Asked) => nonce !== null && review === firstReviewOf(nonce);

/** The purpose of a question's token; another number whenever its shape changes, so that old pages are refused. */
export const askedToken = 'asked/3';

/** The token of a page; a list and no names, because every page carries it. */
export function sealAsked(seal: Seal, asked: Asked): string {
  const { review, question, hash, seed, revision, shownAt, learner, nonce } = asked;
  return seal.close(askedToken, [review, question, hash, seed, revision, shownAt, learner, nonce]);
}

/** What a token says, or undefined if it is not ours. */
export function openAsked(seal: Seal, token: string): Asked | undefined {
  const said = seal.open(askedToken, token) as [
    string,
    string,
    string,
    string,
    number,
    number,
    string | null,
    string | null,
  ];
  if (!said) return undefined;
  const [review, question, hash, seed, revision, shownAt, learner, nonce] = said;
  return { review, question, hash, seed, revision, shownAt, learner, nonce };
}

/** What a page's token says was asked; refuses a page that was not made for who sends it. */
export function requireAsked(seal: Seal, token: string, learner: Learner | undefined): Asked {
  const asked = openAsked(seal, token);
  const isTheirs = asked?.learner ? asked.learner === learner?.id : learner || (asked && isOfNewcomer(asked));
  if (asked && isTheirs) return asked;
  const whose = asked ? 'was made for another learner' : 'is damaged or was not made here';
  throw new Failure('forbidden', `This page ${whose}. Open the next question and answer that.`);
}

/** What the learner said: option ids and certainty, or that they want to be shown. */
export type Answer = { response: string[]; certainty: Certainty };

/** Everything that the decision about an answer depends on. */
export type Given = {
  asked: Asked;
  answer: Answer;
  /** The question as it was shown. */
  question: Question;
  /** The domain it belongs to today. */
  domain: string;
  /** Whether it was shown in the edition that is valid today. */
  counting: boolean;
  learner: Learner;
  stored: StoredCard;
  /** How many of twenty concepts the learner knew when they met them; undefined where too little is known. */
  rest: number | undefined;
  schedule: Schedule;
  now: number;
};

/** What an answer leads to: the review as the log writes it, the card, and the learner's clock by the calendar. */
export type Decision = { review: Review; stored: StoredCard; clock: { day: number; answeredAt: number } };

/** Decides an answer: mark, rating and schedule. The review is for the log, the card for the store. */
export function decide(given: Given): Decision {
  const { asked, answer, question, learner, stored, schedule, now } = given;
  const answeredAt = nextMoment(learner, now);
  const day = learnerDay(learner, now);
  const kind = kindOf(question);
  const correct = kind.isCorrect(answer.response);
  const recall = recallAt(stored.card, answeredAt, schedule);
  const rating = rate({
    correct,
    certainty: answer.certainty,
    guessChance: kind.guessChance,
    recall,
  });
  const card = given.counting ? advance(stored.card, { day, answeredAt, rating }, schedule) : stored.card;
  const review: Review = {
    id: asked.review,
    learner: learner.id,
    question: asked.question,
    hash: asked.hash,
    edition: question.edition,
    kind: 'practice',
    answeredAt: toLogMoment(learner, answeredAt),
    day: toLogDay(learner, day),
    response: answer.response,
    correct,
    certainty: answer.certainty,
    rating,
    domain: given.domain,
    first: stored.card === undefined && given.counting,
    tookMs: Math.max(0, now - asked.shownAt),
    zone: learner.zone,
    shownAt: asked.shownAt,
    seed: asked.seed,
    algorithm,
    recall,
    rest: given.rest,
    before: stored.card,
    after: card,
  };
  return { review, stored: { ...stored, card }, clock: { day, answeredAt } };
}
