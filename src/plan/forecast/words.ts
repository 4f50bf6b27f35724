import { spelled } from '../../base/text/words.ts';
import type { Range } from '../readiness/model.ts';

/** A chance as pages say it, in tenths: nobody can be told more exactly. */
export function chanceWords(chance: number): string {
  const tenths = Math.round(chance * 10);
  if (tenths <= 0) return 'less than 1 in 10';
  if (tenths >= 10) return 'more than 9 in 10';
  return `about ${tenths} in 10`;
}

/** What a chance to pass means, as the first words of a sentence. */
export function verdictOn(chance: number): string {
  if (chance >= 0.85) return 'Very likely';
  if (chance >= 0.65) return 'Probably';
  if (chance >= 0.35) return 'It could go either way';
  return chance >= 0.15 ? 'Probably not' : 'Very unlikely';
}

/** A share as pages say it: 66%. */
export function percentOf(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A range as pages say it: 57 to 75%. */
export function rangeWords({ low, high }: Range): string {
  return `${Math.round(low * 100)} to ${percentOf(high)}`;
}

/** A difference of two scores in points: a point, two points, less than a point. */
export function pointsWords(difference: number): string {
  const points = Math.round(difference * 100);
  if (points < 1) return 'less than a point';
  return points === 1 ? 'a point' : `${spelled(points)} points`;
}
