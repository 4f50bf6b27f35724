import type { DomainTally } from '../model.ts';

/** Days to look back, fewest answers to judge a domain by, and most domains to call weakest. */
export const weakDays = 30;
const enoughAnswers = 10;
const mostWeak = 2;

/**
 * The domains where the share right has lately been lowest, of those answered often enough to say: less than in the best
 * of them, so that none is called weak where all go alike. Undefined while there is too little to compare.
 */
export function weakestDomains(tallies: readonly DomainTally[]): string[] | undefined {
  const known = tallies
    .filter(({ answers }) => answers >= enoughAnswers)
    .map(({ domain, answers, correct }) => ({ domain, share: correct / answers }))
    .sort((a, b) => a.share - b.share);
  if (known.length < 2) return undefined;
  const best = known.at(-1)!.share;
  return known
    .filter(({ share }) => share < best)
    .slice(0, mostWeak)
    .map(({ domain }) => domain);
}
