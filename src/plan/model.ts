/** A concept as far as an exam is concerned. The weights of all concepts of an exam add up to one. */
export type ExamConcept = {
  concept: string;
  objective: string;
  domain: string;
  /** Its share of the exam; zero for one that the exam never asks about. */
  weight: number;
  /** The chance to answer one of its questions right by guessing, on average. */
  guess: number;
  /** Whether practice may ask it, and in how many wordings. */
  askable: boolean;
  wordings: number;
};

/** What counts about a paper of an exam: how many questions are scored, and the share that passes. */
export type ExamTerms = { scored: number; pass: number };
