import { error, type Flaw, warning } from './flaw.ts';
import type { Reading } from './reading.ts';
import { likeness, quote, shinglesOf } from './text.ts';

/** A flaw of one question among others. */
export type FlawOf = { reading: Reading; flaw: Flaw };

/** Questions that repeat an earlier one, and stems that tell the answer to another. */
export function judgeNeighbours(readings: readonly Reading[]): FlawOf[] {
  const byObjective = Map.groupBy(readings, ({ question }) => question.objective);
  return [...nearDuplicates(readings), ...[...byObjective.values()].flatMap(giveaways)];
}

/**
 * Two sets that are at least this much alike share one of the rarest shingles of each: only those are looked up, so
 * that the search does not grow with the square of the bank.
 */
const leastAlike = 0.6;

function nearDuplicates(readings: readonly Reading[]): FlawOf[] {
  const sets = readings.map(({ stem, keys }) =>
    shinglesOf([stem, ...keys.map(({ text }) => text)].join(' ')),
  );
  const counts = new Map<string, number>();
  for (const set of sets) for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  const holders = new Map<string, number[]>();
  return readings.flatMap((reading, i) => {
    const set = sets[i]!;
    const rareFirst = [...set].sort((a, b) => counts.get(a)! - counts.get(b)! || (a < b ? -1 : 1));
    const prefix = rareFirst.slice(0, set.size - Math.ceil(leastAlike * set.size) + 1);
    const candidates = new Set(prefix.flatMap((shingle) => holders.get(shingle) ?? []));
    for (const shingle of prefix) {
      const list = holders.get(shingle);
      if (list) list.push(i);
      else holders.set(shingle, [i]);
    }
    const alike = [...candidates].map((other) => ({ other, by: likeness(set, sets[other]!) }));
    const nearest = alike.reduce((a, b) => (b.by > a.by ? b : a), { other: -1, by: 0 });
    return nearest.by < leastAlike ? [] : [duplicate(reading, readings[nearest.other]!, nearest.by)];
  });
}

function duplicate(reading: Reading, earlier: Reading, alike: number): FlawOf {
  const message = `Stem and key are ${(alike * 100).toFixed(0)}% the words of ${earlier.question.id}: ask it in another way, or remove one.`;
  return { reading, flaw: (alike >= 0.8 ? error : warning)('IW-27', ['stem'], message) };
}

/** Where all telling words of a key stand in another stem of its objective; found by the key's rarest word. */
function giveaways(readings: readonly Reading[]): FlawOf[] {
  const stemsWith = new Map<string, Reading[]>();
  for (const reading of readings)
    for (const word of reading.stemContent) {
      const list = stemsWith.get(word);
      if (list) list.push(reading);
      else stemsWith.set(word, [reading]);
    }
  return readings.flatMap((reading) =>
    reading.keys
      .filter(({ content }) => content.size >= 3)
      .flatMap((key) => {
        const lists = [...key.content].map((word) => stemsWith.get(word) ?? []);
        const rarest = lists.reduce((a, b) => (b.length < a.length ? b : a));
        const giver = rarest.find((other) => other !== reading && key.content.isSubsetOf(other.stemContent));
        if (!giver) return [];
        const message = `The stem of ${giver.question.id} holds every word of the key ${quote(key.text)}: reword one of them.`;
        return [{ reading, flaw: warning('IW-26', ['options', key.index, 'text'], message) }];
      }),
  );
}
