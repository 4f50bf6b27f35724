/** A well-mixed 32-bit number from text (FNV-1a with the finaliser of MurmurHash3); equal text, equal number. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number from 0 up to but not including 1 that depends on the text alone. */
export function unit(text: string): number {
  return hash32(text) / 2 ** 32;
}

/** The items in an order that depends on the seed alone; the input stays as it is. */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  const keyed = items.map((item, index) => ({ item, index, key: hash32(`${seed}/${index}`) }));
  return keyed.sort((a, b) => a.key - b.key || a.index - b.index).map(({ item }) => item);
}
