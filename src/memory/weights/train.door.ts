import type { Train } from './model.ts';

/** What Etude uses of the package. */
type Binding = {
  FSRSBindingReview: new (rating: number, days: number) => unknown;
  FSRSBindingItem: new (reviews: unknown[]) => unknown;
  computeParameters(items: unknown[], options: object): Promise<number[]>;
};

/** A name that no bundler follows: the package is native and may be missing, as in the single file. */
const name = '@open-spaced-repetition/binding';

/** The package reports its progress this often, in milliseconds; it is done no sooner. */
const timeout = 5;

/** The optimizer of FSRS; undefined where its package is not installed. */
export async function loadTrain(): Promise<Train | undefined> {
  const binding = await load();
  if (!binding) return undefined;
  const { FSRSBindingReview: Review, FSRSBindingItem: Item, computeParameters } = binding;
  return (items) =>
    computeParameters(
      items.map((item) => new Item(item.map(([rating, days]) => new Review(rating, days)))),
      { enableShortTerm: true, timeout },
    );
}

async function load(): Promise<Binding | undefined> {
  try {
    return (await import(name)) as Binding;
  } catch {
    return undefined;
  }
}
