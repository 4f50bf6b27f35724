/** A mean with half the width of its 95 % interval. */
export type Estimate = { mean: number; half: number };

/** The mean of some values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean of some independent values and its 95 % interval; one value alone says nothing about its spread. */
export function estimate(values: readonly number[]): Estimate {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const n = values.length;
  const half = n < 2 ? Number.POSITIVE_INFINITY : student(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean: middle, half };
}

const z95 = 1.96;

/** The deviate of Student's distribution that 95 % of all cases lie within (Cornish and Fisher's expansion). */
function student(freedom: number): number {
  const first = (z95 ** 3 + z95) / 4;
  const second = (5 * z95 ** 5 + 16 * z95 ** 3 + 3 * z95) / 96;
  return z95 + first / freedom + second / freedom ** 2;
}
