import { perObject } from '../../base/lazy.ts';
import type { Work } from '../../base/turns.ts';
import type { Reading } from '../reading/reading.ts';
import { quote, shinglesOf } from '../reading/text.ts';
import { error, type Flaw, warning } from './flaw.ts';

/** A flaw of one question among others. */
type FlawOf = { reading: Reading; flaw: Flaw };

/** Questions that repeat an earlier one, and stems that give away the answer to another. */
export function* judgeNeighbours(readings: readonly Reading[]): Work<FlawOf[]> {
  const flaws = yield* nearDuplicates(readings);
  for (const members of Map.groupBy(readings, ({ question }) => question.objective).values())
    flaws.push(...(yield* giveaways(members)));
  return flaws;
}

/** The shingles of stem and key in ascending order. */
const shinglesOfReading = perObject(({ asked, keys }: Reading) =>
  Int32Array.from(shinglesOf([asked, ...keys.map(({ text }) => text)].join(' '))).sort(),
);

/** What two sets of ascending numbers share, from 0 to 1. */
function likeness(a: Int32Array, b: Int32Array): number {
  let [shared, i, j] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared === 0 ? 0 : shared / (a.length + b.length - shared);
}

/**
 * Two sets that are at least this much alike share one of the rarest shingles of each: only those are looked up, so
 * that the search does not grow with the square of the bank.
 */
const leastAlike = 0.6;

function* nearDuplicates(readings: readonly Reading[]): Work<FlawOf[]> {
  const sets: Int32Array[] = [];
  const counts = new Map<number, number>();
  for (const reading of readings) {
    const set = shinglesOfReading(reading);
    sets.push(set);
    for (const shingle of set) counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
    yield;
  }
  const holders = new Map<number, number[]>();
  const flaws: FlawOf[] = [];
  for (const [i, reading] of readings.entries()) {
    const set = sets[i]!;
    const prefix = rarest(set, counts).slice(0, set.length - Math.ceil(leastAlike * set.length) + 1);
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

/** Shingles in an order that is the same for all sets, the rarest first. */
function rarest(set: Int32Array, counts: ReadonlyMap<number, number>): number[] {
  const counted = Array.from(set, (shingle) => ({ shingle, count: counts.get(shingle)! }));
  return counted.sort((a, b) => a.count - b.count || a.shingle - b.shingle).map(({ shingle }) => shingle);
}

function duplicate(reading: Reading, earlier: Reading, alike: number): FlawOf {
  const message = `Stem and key share ${(alike * 100).toFixed(0)}% of their words with ${earlier.question.id}: ask it in another way, or remove one.`;
  return { reading, flaw: (alike >= 0.8 ? error : warning)('IW-27', ['stem'], message) };
}

/** Keys whose telling words are all in another stem of the objective, found by the key's rarest word. */
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
      const message = `The stem of ${giver.question.id} contains every word of the key ${quote(key.text)}: reword one of them.`;
      flaws.push({ reading, flaw: warning('IW-26', ['options', key.index, 'text'], message) });
    }
    yield;
  }
  return flaws;
}
