import { factor } from '../chance.ts';
import type { Trace } from './trace.ts';

/** What makes one learner's memory of one concept. */
type Rates = {
  /** The strength of the fast trace after each meeting, and the days in which it falls to 1/e. */
  fast: number;
  fastDays: number;
  /** The share of what the slow trace lacks that a meeting adds, and the days in which it falls to 1/e. */
  gain: number;
  slowDays: number;
};

type State = { fast: number; slow: number; at: number };

/** Two traces that fade exponentially: a fast one that each meeting renews, and a slow one that grows by spaced meetings. */
export function twoTruth(learner: string, concept: string): Trace {
  const both = `${learner}/${concept}`;
  return twoTrace({
    fast: 0.9,
    fastDays: 2 * factor(`${learner}/fast`, 0.4),
    gain: Math.min(0.7, 0.33 * factor(`${learner}/gain`, 0.2) * factor(`${both}/gain`, 0.3)),
    slowDays: 90 * factor(`${learner}/slow`, 0.3),
  });
}

/** A memory of two traces; unmet unless a state is given. */
export function twoTrace(rates: Rates, state: State = { fast: 0, slow: 0, at: 0 }): Trace {
  const faded = (at: number) => ({
    fast: state.fast * Math.exp(-Math.max(0, at - state.at) / rates.fastDays),
    slow: state.slow * Math.exp(-Math.max(0, at - state.at) / rates.slowDays),
  });
  return {
    recall: (at) => {
      const { fast, slow } = faded(at);
      return slow + (1 - slow) * fast;
    },
    after: (at, recalled) => {
      const { fast, slow } = faded(at);
      const gain = rates.gain * (recalled ? 1.2 : 0.8) * (1 - massed * fast);
      return twoTrace(rates, { fast: rates.fast, slow: slow + gain * (1 - slow), at });
    },
  };
}

/** How far a fast trace that is still there keeps the slow one from growing. */
const massed = 0.8;
