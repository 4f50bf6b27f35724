import type { Concept } from '../../../src/bank/bank.ts';
import type { MakePolicy } from './policy.ts';
import { rotation } from './rotation.ts';

/** Sees the true memory, and asks what adds most to the true score on the day for each second. */
export const oracle: MakePolicy = ({ bank, blueprint, days }, candidate) => {
  const stems = rotation(bank);
  const weights = weightsOf();
  const gains = new Map<string, number>();
  let today = -1;

  function weightsOf(): Map<Concept, number> {
    const byDomain = Map.groupBy(bank.concepts.values(), ({ objective }) => objective.domain);
    return new Map(
      blueprint.weights.flatMap(({ domain, weight }) => {
        // What has only retired questions is never asked.
        const concepts = (byDomain.get(domain) ?? []).filter(({ askable }) => askable.length > 0);
        return concepts.map((concept): [Concept, number] => [concept, weight / concepts.length]);
      }),
    );
  }

  const gainOf = (concept: Concept, at: number) => {
    const { gain, seconds } = candidate.worth(concept, at, days);
    return (weights.get(concept)! * gain) / seconds;
  };

  return {
    async next({ day, at }) {
      if (day !== today) {
        today = day;
        for (const concept of weights.keys()) gains.set(concept.id, gainOf(concept, at));
      }
      let best: string | undefined;
      let most = 0;
      for (const [concept, gain] of gains) if (gain > most) [best, most] = [concept, gain];
      return best === undefined ? undefined : stems.stemOf(best);
    },
    async told(live, _, { at }) {
      stems.show(live, at);
      const concept = bank.concepts.get(live.question.concept)!;
      gains.set(concept.id, gainOf(concept, at));
    },
  };
};
