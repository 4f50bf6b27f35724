import { momentOf, Product } from '../product.ts';
import type { MakePolicy } from './policy.ts';

/** Etude's own practice without a date, until it has nothing more to ask. */
export const etude: MakePolicy = ({ bank, name }) => {
  const product = new Product(bank, name);
  return {
    next: ({ at }) => product.next(momentOf(at)),
    told: async (live, answer, { at }) => void (await product.answer(live, answer, momentOf(at))),
  };
};
