import type { MakePolicy } from './policy.ts';
import { rotation } from './rotation.ts';

/** Goes through everything again and again, what is new first. Its minutes all lie in the last days. */
export const cramming: MakePolicy = ({ bank }) => {
  const stems = rotation(bank);
  const round = [...bank.syllabus.concepts];
  return {
    next: async () => stems.stemOf(round[0]!),
    async told(live, _, { at }) {
      stems.show(live, at);
      round.push(round.shift()!);
    },
  };
};

/** The share of the days, at the end, into which cramming puts all its minutes. */
const lastShare = 0.15;

/** The seconds of each day, all of them put into the last days. */
export function crammed(seconds: readonly number[]): number[] {
  const last = Math.max(1, Math.ceil(lastShare * seconds.length));
  const each = seconds.reduce((sum, day) => sum + day, 0) / last;
  return seconds.map((_, day) => (day < seconds.length - last ? 0 : each));
}
