import { knownConcepts, logsOf } from './belief.ts';
import { curves, transfers } from './grid.ts';
import type { Belief, Curve, Grid, Pace, Posterior } from './model.ts';

/** A bell curve over a logarithm or a share. */
type Bell = { middle: number; spread: number };

/** What is believed of learners in general: the first returns of concepts, and transfer. */
const usualFactor: Bell = { middle: Math.log(0.74), spread: 0.7 };
const usualDecay: Bell = { middle: Math.log(0.2), spread: 0.6 };
const usualTransfer: Bell = { middle: 0.87, spread: 0.1 };

/** How far later returns may differ from first ones. */
const laterSpread = { factor: 0.5, decay: 0.45 };

/** The share of concepts that are usually known beforehand, and for how many met ones that counts. */
const usuallyKnown = { share: 0.2, concepts: 20 };

/** What is believed about a learner by their answers. */
export function posteriorOf(belief: Belief): Posterior {
  const transferBefore = normalised(transfers.map((transfer) => logBell(usualTransfer, transfer)));
  const first = weigh(belief.early, { factor: usualFactor, decay: usualDecay }, transferBefore);
  const later = weigh(belief.late, laterPrior(first.grid.middle), first.transfers);
  return {
    early: first.grid,
    late: later.grid,
    transfer: momentsOf(transfers, later.transfers),
    knownBefore: knownBeforeBy(belief),
  };
}

/** The prior of the later returns: half-way from learners in general to what the first returns say. */
function laterPrior({ factor, decay }: Curve): { factor: Bell; decay: Bell } {
  return {
    factor: { middle: (usualFactor.middle + Math.log(factor)) / 2, spread: laterSpread.factor },
    decay: { middle: (usualDecay.middle + Math.log(decay)) / 2, spread: laterSpread.decay },
  };
}

/** Weighs the cells of a grid; curves and transfers are then looked at apart. */
function weigh(
  cells: readonly number[],
  prior: { factor: Bell; decay: Bell },
  transferBefore: readonly number[],
): { grid: Grid; transfers: number[] } {
  const ofCurve = curves.map(
    ({ factor, decay }) => logBell(prior.factor, Math.log(factor)) + logBell(prior.decay, Math.log(decay)),
  );
  const ofTransfer = transferBefore.map(Math.log);
  const logs = logsOf(cells).map((log, i) => log + ofCurve[curveAt(i)]! + ofTransfer[transferAt(i)]!);
  const perCurve = curves.map(() => 0);
  const perTransfer = transfers.map(() => 0);
  normalised(logs).forEach((weight, i) => {
    perCurve[curveAt(i)]! += weight;
    perTransfer[transferAt(i)]! += weight;
  });
  return { grid: { weights: perCurve, middle: middleOf(perCurve) }, transfers: perTransfer };
}

/** Which curve and which transfer a cell is about. */
const curveAt = (cell: number) => Math.floor(cell / transfers.length);
const transferAt = (cell: number) => cell % transfers.length;

/** The curve in the middle, by the means of the logarithms. */
function middleOf(weights: readonly number[]): Curve {
  const meanLog = (of: (curve: Curve) => number) =>
    Math.exp(sum(curves.map((curve, c) => weights[c]! * Math.log(of(curve)))));
  return { factor: meanLog(({ factor }) => factor), decay: meanLog(({ decay }) => decay) };
}

function knownBeforeBy(belief: Belief): { mean: number; variance: number } {
  const concepts = usuallyKnown.concepts + belief.firsts;
  const known = usuallyKnown.share * usuallyKnown.concepts + knownConcepts(belief);
  const mean = Math.min(1, Math.max(0, known / concepts));
  return { mean, variance: (mean * (1 - mean)) / (concepts + 1) };
}

/** The seconds of an answer before any are known, its verdict included: a miss is read longer. */
export const usualPace: Pace = { right: 17, wrong: 30 };

/** The seconds until the answer, and for how many answers they count. */
const usualAnswer = { right: 14, wrong: 18, answers: 10 };

/**
 * How many seconds an answer takes this learner with its verdict, right and wrong apart. Nobody measures how long a
 * verdict is read: who answers slowly is taken to read as slowly.
 */
export function paceOf({ rightAnswers, rightMs, wrongAnswers, wrongMs }: Belief): Pace {
  const slowness = (usual: number, answers: number, ms: number) =>
    (usual * usualAnswer.answers + ms / 1000) / (usual * (usualAnswer.answers + answers));
  return {
    right: usualPace.right * slowness(usualAnswer.right, rightAnswers, rightMs),
    wrong: usualPace.wrong * slowness(usualAnswer.wrong, wrongAnswers, wrongMs),
  };
}

/** The seconds that some answers took with their verdicts, by the time until each answer. */
export function secondsWithVerdicts({ answers, correct, tookMs }: Sums): number {
  const wrong = answers - correct;
  const answering = correct * usualAnswer.right + wrong * usualAnswer.wrong;
  const all = correct * usualPace.right + wrong * usualPace.wrong;
  return answering === 0 ? 0 : ((tookMs / 1000) * all) / answering;
}

type Sums = { answers: number; correct: number; tookMs: number };

function logBell({ middle, spread }: Bell, value: number): number {
  return -(((value - middle) / spread) ** 2) / 2;
}

function normalised(logs: readonly number[]): number[] {
  const highest = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  const weights = logs.map((log) => Math.exp(log - highest));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/** The mean and the variance of some values by their weights. */
export function momentsOf(values: readonly number[], weights: readonly number[]) {
  const mean = sum(values.map((value, i) => value * weights[i]!));
  return { mean, variance: sum(values.map((value, i) => weights[i]! * (value - mean) ** 2)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
