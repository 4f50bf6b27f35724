import { factor, normal } from '../chance.ts';
import type { Trace } from './trace.ts';

/** What makes one learner's memory of one concept. */
type Activation = {
  /** How fast a use fades, and how much faster where the memory was still active. */
  decay: number;
  decayByActivation: number;
  /** The activation at which half is recalled, and how blurred that is. */
  threshold: number;
  noise: number;
};

type Use = { at: number; decay: number };

/** Power traces (Pavlik and Anderson): each use fades as a power of time, the faster the more active the memory was. */
export function actrTruth(learner: string, concept: string): Trace {
  const both = `${learner}/${concept}`;
  return actrTrace({
    decay: 0.22 * factor(`${learner}/decay`, 0.2),
    decayByActivation: 0.16,
    threshold: -0.85 + 0.15 * normal(`${learner}/threshold`) + 0.25 * normal(`${both}/threshold`),
    noise: 0.4,
  });
}

/** A memory of some uses. */
export function actrTrace(law: Activation, uses: readonly Use[] = []): Trace {
  return {
    recall: (at) => 1 / (1 + Math.exp((law.threshold - activation(uses, at)) / law.noise)),
    after: (at) => {
      const decay = law.decay + law.decayByActivation * Math.exp(activation(uses, at));
      return actrTrace(law, [...uses, { at, decay: Math.min(steepest, decay) }]);
    },
  };
}

/** The days that count as one unit of time, and the units that the youngest use has aged: a power of nothing is infinite. */
const unitDays = 0.05;
const youngest = 0.2;

/** What is used ever again within minutes fades no faster than this, or its activation would be infinite. */
const steepest = 2;

function activation(uses: readonly Use[], now: number): number {
  let sum = 0;
  for (const { at, decay } of uses) sum += Math.max(youngest, (now - at) / unitDays) ** -decay;
  return Math.log(sum);
}
