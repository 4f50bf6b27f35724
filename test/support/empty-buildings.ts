import type { Building } from './building.ts';
import type { HouseOptions } from './house.ts';

/** Options that are plain values and make a building what it is. */
const plain = ['baseUrl', 'zone', 'access', 'signUp'];

/** Options that each house may give another value: a building only depends on whether they are given. */
const ofTheHouse = ['delayReads', 'authorView'];

/** Most buildings that are kept empty. */
const mostKept = 3;

const kept: { kind: string; building: Building }[] = [];

/** What buildings have in common in which houses of some options may follow each other; undefined where none may. */
export function kindOf({ world: _, ...options }: HouseOptions): string | undefined {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const isPlain = given.every(([name]) => plain.includes(name) || ofTheHouse.includes(name));
  const makes = given.map(([name, value]) => [name, ofTheHouse.includes(name) || value]);
  return isPlain ? JSON.stringify(makes.sort()) : undefined;
}

/** Takes an empty building of a kind, if there is one. */
export function takeEmpty(kind: string): Building | undefined {
  const at = kept.findIndex((each) => each.kind === kind);
  return at === -1 ? undefined : kept.splice(at, 1)[0]!.building;
}

/** Keeps a building for another house, to the end of the run at most, and removes the one that has been empty longest where there are too many. */
export async function keepEmpty(kind: string, building: Building): Promise<void> {
  kept.push({ kind, building });
  if (kept.length > mostKept) await kept.shift()!.building.remove();
}
