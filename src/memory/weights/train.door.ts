import { createRequire } from 'node:module';
import { folderOf, isSingleFile } from '../../base/installation.ts';
import type { Train } from './model.ts';

/** What Etude uses of the package. */
type Binding = {
  FSRSBindingReview: new (rating: number, days: number) => unknown;
  FSRSBindingItem: new (reviews: unknown[]) => unknown;
  computeParameters(items: unknown[], options: object): Promise<number[]>;
};

/** A native package, which may be missing; the single file does not have it. */
const name = '@open-spaced-repetition/binding-linux-x64-gnu';

/** The package reports its progress this often, in milliseconds; it is done no sooner. */
const timeout = 5;

/** The optimizer of FSRS; undefined where its package is not installed. */
export function loadTrain(): Train | undefined {
  const binding = load();
  if (!binding) return undefined;
  const { FSRSBindingReview: Review, FSRSBindingItem: Item, computeParameters } = binding;
  return (items) =>
    computeParameters(
      items.map((item) => new Item(item.map(([rating, days]) => new Review(rating, days)))),
      { enableShortTerm: true, timeout },
    );
}

/** Whether the package is installed, without loading it. */
export function isInstalled(): boolean {
  if (isSingleFile) return false;
  try {
    createRequire(folderOf('package.json')).resolve(name);
    return true;
  } catch {
    return false;
  }
}

function load(): Binding | undefined {
  if (isSingleFile) return undefined;
  try {
    return createRequire(folderOf('package.json'))(name) as Binding;
  } catch {
    return undefined;
  }
}
