import type { Belief } from '../belief/model.ts';
import type { ExamConcept, ExamTerms } from '../model.ts';

/** A concept with the state of its memory; undefined where the learner has not met it. */
export type Standing = ExamConcept & { remembered: Remembered | undefined };

/** FSRS's stability in days, the days since the last answer that counted, and how often the concept has come back. */
export type Remembered = { stability: number; days: number; returns: number };

/** A mock exam as a test of the forecast: the share expected on that very paper, and what came of it. */
export type Mock = { expected: number; answered: number; right: number };

export type ReadinessGiven = {
  concepts: readonly Standing[];
  belief: Belief;
  terms: ExamTerms;
  /** Mock exams with a stored prediction, in any order. */
  mocks: readonly Mock[];
};

/** Shares from 0 to 1 between which the truth lies four times in five. */
export type Range = { low: number; high: number };

/** A share with its range. */
export type Estimate = Range & { share: number };

/** What is still missing before a forecast can be shown. */
export type Missing = {
  kind: 'missing';
  answers: number;
  answersNeeded: number;
  coverage: number;
  coverageNeeded: number;
};

/** The forecast of an exam that is taken now. */
export type Forecast = {
  kind: 'forecast';
  answers: number;
  /** The share of the exam, by weight, whose concepts have been met. */
  coverage: number;
  score: Estimate;
  /** Where the score of a single paper lies four times in five. */
  paper: Range;
  /** The chance to pass. */
  pass: number;
  /** Of what was met: the share remembered, and what of it is of use in words never seen. */
  remembered: number;
  inNewWords: number;
  domains: readonly (Estimate & { domain: string; coverage: number })[];
};

export type Readiness = Missing | Forecast;
