import { perObject } from '../../base/later.ts';
import type { Work } from '../../base/turns.ts';
import { error, type Flaw, warning } from './flaw.ts';
import type { Reading } from './reading.ts';
import { likeness, quote, shinglesOf } from './text.ts';

/** A flaw of one question among others. */
export type FlawOf = { reading: Reading; flaw: Flaw };

/** Questions that repeat an earlier one, and stems that tell the answer to another. */
export function* judgeNeighbours(readings: readonly Reading[]): Work<FlawOf[]> {
  const flaws = yield* nearDuplicates(readings);
  for (const members of Map.groupBy(readings, ({ question }) => question.objective).values())
    flaws.push(...(yield* giveaways(members)));
  return flaws;
}

const shinglesOfReading = perObject(({ stem, keys }: Reading) =>
  shinglesOf([stem, ...keys.map(({ text }) => text)].join(' ')),
);

/**
 * Two sets that are at least this much alike share one of the rarest shingles of each: only those are looked up, so
 * that the search does not grow with the square of the bank.
 */
const leastAlike = 0.6;

function* nearDuplicates(readings: readonly Reading[]): Work<FlawOf[]> {
  const sets: Set<string>[] = [];
  const counts = new Map<string, number>();
  for (const reading of readings) {
    const set = shinglesOfReading(reading);
    sets.push(set);
    for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
    yield;
  }
  const holders = new Map<string, number[]>();
  const flaws: FlawOf[] = [];
  for (const [i, reading] of readings.entries()) {
    const set = sets[i]!;
    const rareFirst = [...set].sort((a, b) => counts.get(a)! - counts.get(b)! || (a < b ? -1 : 1));
    const prefix = rareFirst.slice(0, set.size - Math.ceil(leastAlike * set.size) + 1);
    const candidates = new Set(prefix.flatMap((shingle) => holders.get(shingle) ?? []));
    for (const shingle of prefix) {
      const list = holders.get(shingle);
      if (list) list.push(i);
      else holders.set(shingle, [i]);
    }
    let nearest = { other: -1, by: 0 };
    for (const other of candidates) {
      const by = likeness(set, sets[other]!);
      if (by > nearest.by) nearest = { other, by };
      yield;
    }
    if (nearest.by >= leastAlike) flaws.push(duplicate(reading, readings[nearest.other]!, nearest.by));
    yield;
  }
  return flaws;
}

function duplicate(reading: Reading, earlier: Reading, alike: number): FlawOf {
  const message = `Stem and key are ${(alike * 100).toFixed(0)}% the words of ${earlier.question.id}: ask it in another way, or remove one.`;
  return { reading, flaw: (alike >= 0.8 ? error : warning)('IW-27', ['stem'], message) };
}

/** Where all telling words of a key stand in another stem of its objective; found by the key's rarest word. */
function* giveaways(readings: readonly Reading[]): Work<FlawOf[]> {
  const stemsWith = new Map<string, Reading[]>();
  for (const reading of readings) {
    for (const word of reading.stemContent) {
      const list = stemsWith.get(word);
      if (list) list.push(reading);
      else stemsWith.set(word, [reading]);
    }
    yield;
  }
  const flaws: FlawOf[] = [];
  for (const reading of readings) {
    for (const key of reading.keys) {
      if (key.content.size < 3) continue;
      const lists = [...key.content].map((word) => stemsWith.get(word) ?? []);
      const rarest = lists.reduce((a, b) => (b.length < a.length ? b : a));
      const giver = rarest.find((other) => other !== reading && key.content.isSubsetOf(other.stemContent));
      if (!giver) continue;
      const message = `The stem of ${giver.question.id} holds every word of the key ${quote(key.text)}: reword one of them.`;
      flaws.push({ reading, flaw: warning('IW-26', ['options', key.index, 'text'], message) });
    }
    yield;
  }
  return flaws;
}
