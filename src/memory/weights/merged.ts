import type { Fitting } from './model.ts';

/** The weights that a learner uses, and the looks that led to them, the newest first. */
type Known = { weights: string; fittings: readonly Fitting[] };

/**
 * Whether the weights of a learner who is merged into another replace the other's: where more answers are behind them,
 * unless the other has chosen the standard ones.
 */
export function isToReplace(own: Known, theirs: Known): boolean {
  const hasChosen = own.fittings[0]?.outcome === 'taken back';
  return !hasChosen && answersBehind(theirs) > answersBehind(own);
}

/** The look by which the weights in use were adopted; undefined for the standard ones. */
export function adoptionOf({ weights, fittings }: Known): Fitting | undefined {
  if (weights === '') return undefined;
  return fittings.find((fitting) => fitting.outcome === 'adopted' && fitting.weights === weights);
}

/** How many answers the weights in use were fitted to; none for the standard ones. */
function answersBehind(known: Known): number {
  return adoptionOf(known)?.answers ?? 0;
}
