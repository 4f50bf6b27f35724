import { closestMatch } from 'leven';

/** ` Did you mean "x"?` with the candidate nearest to what was written, or nothing when none is near. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const near = closestMatch(written, candidates, { maxDistance: Math.floor(written.length / 2) });
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}
