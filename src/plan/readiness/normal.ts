/** The normal deviate that eighty per cent of all cases lie within. */
export const z80 = 1.2816;

/** The chance that a normal value lies above a bound. */
export function chanceAbove(bound: number, mean: number, spread: number): number {
  if (spread <= 0) return mean >= bound ? 1 : 0;
  return cumulative((mean - bound) / spread);
}

/** The share of a normal distribution below a deviate (Abramowitz and Stegun 26.2.17, exact to seven digits). */
export function cumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    0.3989422804 *
    Math.exp(-(z * z) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** The logarithm of the odds of a share, which is kept a little inside its bounds. */
export function logit(share: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(inside / (1 - inside));
}

/** The share that a logarithm of odds stands for. */
export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
