import type { Certainty } from '../memory/rate.ts';

/** Counts stop here: "200+" says enough, and counting further would cost more the longer someone is away. */
export const countCap = 200;

/** What was done on one day. */
export type DayTally = { answers: number; correct: number; first: number };

/** One answer, as the melody needs it. */
export type MelodyAnswer = { correct: boolean; certainty: Certainty; tookMs: number };

/** A card of a set, as far as it decides when its concept is asked. */
export type SetCard = {
  concept: string;
  /** The learner day and the moment of the last answer, and when it falls due; null before the first. */
  day: number | null;
  answeredAt: number | null;
  dueDay: number | null;
  readyAt: number | null;
  asleep: boolean;
};

/** A domain's recent answers. */
export type DomainTally = { domain: string; answers: number; correct: number };
