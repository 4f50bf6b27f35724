import { factor, normal, within } from '../chance.ts';
import type { Trace } from './trace.ts';

/** The weights of FSRS-6 that this truth uses, by their numbers in the paper. */
type Weights = {
  again: number;
  good: number;
  difficulty: number;
  difficultySlope: number;
  difficultyStep: number;
  growth: number;
  saturation: number;
  spacing: number;
  lapse: number;
  lapseDifficulty: number;
  lapseStability: number;
  lapseSpacing: number;
  sameDay: number;
  sameDayShift: number;
  sameDaySaturation: number;
  decay: number;
};

/** The published defaults. */
export const usual: Weights = {
  again: 0.212,
  good: 2.3065,
  difficulty: 6.4133,
  difficultySlope: 0.8334,
  difficultyStep: 3.0194,
  growth: 1.8722,
  saturation: 0.1666,
  spacing: 0.796,
  lapse: 1.4835,
  lapseDifficulty: 0.0614,
  lapseStability: 0.2629,
  lapseSpacing: 1.6483,
  sameDay: 0.5425,
  sameDayShift: 0.0912,
  sameDaySaturation: 0.0658,
  decay: 0.1542,
};

type State = { stability: number; difficulty: number; at: number };

/** FSRS-6 with weights that differ from learner to learner and from concept to concept. */
export function fsrsTruth(learner: string, concept: string): Trace {
  const both = `${learner}/${concept}`;
  const start = factor(`${learner}/start`, 0.35) * factor(`${both}/start`, 0.5);
  return fsrsTrace({
    ...usual,
    again: usual.again * start,
    good: usual.good * start,
    growth: usual.growth + 0.15 * normal(`${learner}/growth`) + 0.15 * normal(`${both}/growth`),
    lapse: usual.lapse * factor(`${learner}/lapse`, 0.2),
    decay: usual.decay * factor(`${learner}/decay`, 0.4),
  });
}

/** A memory that follows FSRS-6 with some weights; unmet unless a state is given. */
export function fsrsTrace(weights: Weights, state?: State): Trace {
  return {
    recall: (at) => (state ? recallOf(weights, state, at) : 0),
    after: (at, recalled) => fsrsTrace(weights, next(weights, state, at, recalled)),
  };
}

function recallOf({ decay }: Weights, { stability, at }: State, now: number): number {
  return (1 + ((0.9 ** (-1 / decay) - 1) * Math.max(0, now - at)) / stability) ** -decay;
}

/** What is asked twice within so many days strengthens memory as on one day. */
const sameDay = 0.5;

function next(w: Weights, state: State | undefined, at: number, recalled: boolean): State {
  if (!state) return { stability: recalled ? w.good : w.again, difficulty: firstDifficulty(w, recalled), at };
  const difficulty = nextDifficulty(w, state.difficulty, recalled);
  if (at - state.at < sameDay) return { stability: sameDayStability(w, state, recalled), difficulty, at };
  const recall = recallOf(w, state, at);
  const stability = recalled ? grown(w, state, recall) : lapsed(w, state, recall);
  return { stability: within(0.001, stability, 36_500), difficulty, at };
}

function firstDifficulty(w: Weights, recalled: boolean): number {
  return within(1, w.difficulty - Math.exp(w.difficultySlope * (recalled ? 2 : 0)) + 1, 10);
}

function nextDifficulty(w: Weights, difficulty: number, recalled: boolean): number {
  const step = recalled ? 0 : 2 * w.difficultyStep;
  return within(1, difficulty + (step * (10 - difficulty)) / 9, 10);
}

function grown(w: Weights, { stability, difficulty }: State, recall: number): number {
  const room = Math.exp(w.growth) * (11 - difficulty) * stability ** -w.saturation;
  return stability * (1 + room * (Math.exp(w.spacing * (1 - recall)) - 1));
}

function lapsed(w: Weights, { stability, difficulty }: State, recall: number): number {
  const kept = w.lapse * difficulty ** -w.lapseDifficulty * ((stability + 1) ** w.lapseStability - 1);
  const most = stability / Math.exp(w.sameDay * w.sameDayShift);
  return Math.min(most, kept * Math.exp(w.lapseSpacing * (1 - recall)));
}

function sameDayStability(w: Weights, { stability }: State, recalled: boolean): number {
  const change =
    Math.exp(w.sameDay * ((recalled ? 0 : -2) + w.sameDayShift)) * stability ** -w.sameDaySaturation;
  return stability * (recalled ? Math.max(1, change) : change);
}
