import { unit } from '../../src/base/random.ts';

/** A normal deviate that depends on a name alone. */
export function normal(name: string): number {
  const radius = Math.sqrt(-2 * Math.log(1 - unit(`${name}/radius`)));
  return radius * Math.cos(2 * Math.PI * unit(`${name}/angle`));
}

/** A factor round 1 whose logarithm is normal. */
export function factor(name: string, spread: number): number {
  return Math.exp(spread * normal(name));
}

/** A number kept between two bounds. */
export function within(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
